# sentiment with word vectors: mean of the vectors -> sigmoid. padded with <pad> = 0
import numpy as np

sentences = ["good fun", "bad bad plot", "really good plot", "no fun really bad", "good", "bad acting"]
y = np.array([1., 0., 1., 0., 1., 0.])
words = ["<pad>"] + sorted({w for s in sentences for w in s.split()})
maxlen = max(len(s.split()) for s in sentences)
ids = np.array([[words.index(w) for w in s.split()] + [0] * (maxlen - len(s.split())) for s in sentences])
mask = (ids > 0).astype(float)
lens = mask.sum(1, keepdims=True)

rng = np.random.default_rng(0)
emb = rng.normal(0, 0.5, (len(words), 4))
u = rng.normal(0, 0.5, 4)
b0 = np.zeros(1)

def loss_and_grads(emb, u, b0):
    vecs = emb[ids] * mask[:, :, None]
    avg = vecs.sum(1) / lens
    logit = avg @ u + b0
    # stable: log(1+e^z) - y z
    loss = np.mean(np.logaddexp(0, logit) - y * logit)
    # backward
    dl = (1 / (1 + np.exp(-logit)) - y) / len(y)
    du = avg.T @ dl
    db0 = dl.sum(keepdims=True)
    davg = np.outer(dl, u) / lens
    demb = np.zeros_like(emb)
    for i in range(ids.shape[0]):
        for j in range(maxlen):
            demb[ids[i, j]] += davg[i] * mask[i, j]
    return loss, demb, du, db0

for ep in range(30):
    loss, demb, du, db0 = loss_and_grads(emb, u, b0)
    # update
    emb = emb - 2.0 * demb
    u = u - 2.0 * du
    b0 = b0 - 2.0 * db0
    if ep % 10 == 9:
        print(ep + 1, loss)
print({w: round(float(emb[i] @ u), 2) for i, w in enumerate(words) if i})
