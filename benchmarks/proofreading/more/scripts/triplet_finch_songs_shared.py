# FaceNet style triplet loss, only with bird songs: 4 features -> 3-d unit vectors.
# One network, used three times (anchor / positive / negative), so the gradients add up.
import numpy as np
rng = np.random.default_rng(8)

finch, wren = np.array([1.0, 0.2, -0.5, 0.3]), np.array([0.6, 0.5, -0.1, -0.4])
anchors = np.vstack([finch + 0.5 * rng.standard_normal(4) for _ in range(3)] + [wren + 0.5 * rng.standard_normal(4) for _ in range(3)])
positives = np.vstack([finch + 0.5 * rng.standard_normal(4) for _ in range(3)] + [wren + 0.5 * rng.standard_normal(4) for _ in range(3)])
negatives = np.vstack([wren + 0.5 * rng.standard_normal(4) for _ in range(3)] + [finch + 0.5 * rng.standard_normal(4) for _ in range(3)])
margin = 0.4

W1 = rng.standard_normal((4, 5)) * 0.6
b1 = rng.standard_normal(5) * 0.1
W2 = rng.standard_normal((5, 3)) * 0.6


def softplus(s):
    return np.log1p(np.exp(s))


def embed(x):
    s = x @ W1 + b1
    h = softplus(s)
    v = h @ W2
    norm = np.sqrt((v ** 2).sum(1, keepdims=True))
    e = v / norm
    return e, (x, s, h, norm, e)


def embed_back(ge, memo, G):
    x, s, h, norm, e = memo
    # backward
    gv = (ge - e * (ge * e).sum(1, keepdims=True)) / norm  #! gv = ge / norm  #! gv = ge - e * (ge * e).sum(1, keepdims=True)  #! gv = (ge - e * (ge * e).sum(0, keepdims=True)) / norm  #! gv = (ge - (ge * e).sum(1, keepdims=True)) / norm
    G["W2"] += h.T @ gv  #! G["W2"] = h.T @ gv  #! G["W2"] += h.T @ ge
    gs = (gv @ W2.T) / (1 + np.exp(-s))  #! gs = gv @ W2.T  #! gs = (gv @ W2.T) / (1 + np.exp(-h))
    G["W1"] += x.T @ gs
    G["b1"] += gs.sum(0)  #! G["b1"] = gs.sum(0)
    # end


for epoch in range(10):
    ea, ca = embed(anchors)
    ep, cp = embed(positives)
    en, cn = embed(negatives)
    d_pos = ((ea - ep) ** 2).sum(1)
    d_neg = ((ea - en) ** 2).sum(1)
    viol = d_pos - d_neg + margin
    loss = np.mean(np.maximum(viol, 0.0))

    # backward
    act = (viol > 0)[:, None] / len(viol)  #! act = np.ones((len(viol), 1)) / len(viol)
    g_a = act * 2 * (en - ep)  #! g_a = act * 2 * (ea - ep)  #! g_a = act * 2 * (ep - en)
    g_p = act * 2 * (ep - ea)
    g_n = act * 2 * (ea - en)  #! g_n = act * 2 * (en - ea)
    G = dict(W1=np.zeros_like(W1), b1=np.zeros_like(b1), W2=np.zeros_like(W2))
    embed_back(g_a, ca, G)
    embed_back(g_p, cp, G)
    embed_back(g_n, cn, G)  #! embed_back(g_n, ca, G)
    # update
    W1 -= 0.2 * G["W1"]
    b1 -= 0.2 * G["b1"]
    W2 -= 0.2 * G["W2"]
    # end
    print("epoch {}: {:.4f} ({} triplets active)".format(epoch, loss, int((viol > 0).sum())))
