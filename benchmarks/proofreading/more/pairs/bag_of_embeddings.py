import numpy as np

# mean of word vectors (pads ignored) weighted by a learned idf-like weight, then linear + tanh
IDS = np.array([[1, 4, 4, 0], [2, 3, 0, 0], [5, 1, 2, 3]])
MASK = (IDS != 0).astype(float)

def forward(emb, score, W):
    vecs = emb[IDS]                              # (B, T, D)
    raw = np.exp(score[IDS]) * MASK              # (B, T)
    total = raw.sum(axis=1, keepdims=True)
    alpha = raw / total
    bag = (alpha[:, :, None] * vecs).sum(axis=1)
    out = np.tanh(bag @ W)
    cache = {"vecs": vecs, "alpha": alpha, "bag": bag, "out": out, "W": W, "shapes": (emb.shape, score.shape)}
    return out, cache

def backward(dout, cache):
    # backward
    alpha, vecs = cache["alpha"], cache["vecs"]
    dlin = dout * (1 - cache["out"] ** 2)  #! dlin = dout * (1 - cache["bag"] ** 2)
    dW = cache["bag"].T @ dlin
    dbag = dlin @ cache["W"].T  #! dbag = dout @ cache["W"].T
    dvecs = alpha[:, :, None] * dbag[:, None, :]  #! dvecs = MASK[:, :, None] * dbag[:, None, :]
    dalpha = (vecs * dbag[:, None, :]).sum(axis=2)  #! dalpha = (vecs * dbag[:, None, :]).mean(axis=2)
    dscore_bt = alpha * (dalpha - (alpha * dalpha).sum(axis=1, keepdims=True))  #! dscore_bt = dalpha - (alpha * dalpha).sum(axis=1, keepdims=True)
    demb = np.zeros(cache["shapes"][0])
    dscore = np.zeros(cache["shapes"][1])
    np.add.at(demb, IDS, dvecs)  #! demb[IDS] += dvecs
    np.add.at(dscore, IDS, dscore_bt)  #! dscore[IDS] = dscore_bt
    return {"emb": demb, "score": dscore, "W": dW}

r = np.random.RandomState(1)
FORWARD = forward
BACKWARD = backward
INPUTS = (r.randn(6, 3), r.randn(6), r.randn(3, 4))
