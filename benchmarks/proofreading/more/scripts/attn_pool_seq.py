"""Sequence classification with additive attention pooling over padded sequences.

Training loss decreases for short sequences only; batch with long padding diverges.
Suspect: the masked softmax Jacobian. Shapes: B batch, T time, D input, H attention.
"""
import numpy as np

rng = np.random.default_rng(31)
B, T, D, H = 5, 4, 3, 4
x = rng.normal(size=(B, T, D))
lens = np.array([4, 2, 3, 1, 4])
mask = (np.arange(T)[None, :] < lens[:, None]).astype(float)
y = np.array([1.0, 0.0, 1.0, 0.0, 0.0])

params = {
    "Wa": rng.normal(0, 0.7, (D, H)), "ba": rng.normal(0, 0.2, H), "va": rng.normal(0, 0.7, H),
    "wo": rng.normal(0, 0.7, D), "bo": np.zeros(1),
}


def forward(p):
    h = np.tanh(x @ p["Wa"] + p["ba"])                 # B T H
    e = h @ p["va"]                                    # B T
    ex = np.exp(e - e.max(axis=1, keepdims=True)) * mask
    alpha = ex / ex.sum(axis=1, keepdims=True)
    c = np.einsum("bt,btd->bd", alpha, x)              # B D
    logit = c @ p["wo"] + p["bo"]
    prob = 1 / (1 + np.exp(-logit))
    bce = -np.mean(y * np.log(prob) + (1 - y) * np.log(1 - prob))
    return bce + 0.5 * wd * np.sum(p["Wa"] ** 2), (h, alpha, c, prob)


def backward(p, cache):
    # backward
    h, alpha, c, prob = cache
    g = {}
    dlogit = (prob - y) / B  #! dlogit = (prob - y) * prob * (1 - prob) / B
    g["wo"] = c.T @ dlogit
    g["bo"] = dlogit.sum(keepdims=True)  #! g["bo"] = dlogit.mean(keepdims=True)
    dc = np.outer(dlogit, p["wo"])
    dalpha = np.einsum("bd,btd->bt", dc, x)
    inner = np.sum(alpha * dalpha, axis=1, keepdims=True)  #! inner = np.sum(dalpha, axis=1, keepdims=True)
    de = alpha * (dalpha - inner)  #! de = alpha * dalpha
    g["va"] = np.einsum("bt,bth->h", de, h)
    dh = de[:, :, None] * p["va"]
    da = dh * (1 - h ** 2)  #! da = dh * (1 - h ** 2) ** 2
    g["ba"] = da.sum(axis=(0, 1))  #! g["ba"] = da.sum(axis=0).mean(axis=0)
    g["Wa"] = np.einsum("btd,bth->dh", x, da) + wd * p["Wa"]  #! g["Wa"] = np.einsum("btd,bth->dh", x, dh) + wd * p["Wa"]
    return g


wd, lr = 0.05, 0.3
maxnorm = 0.05
mom = {k: np.zeros_like(v) for k, v in params.items()}
for step in range(18):
    L, cache = forward(params)
    g = backward(params, cache)
    # update
    norm = np.sqrt(sum(np.sum(v ** 2) for v in g.values()))
    scale = min(1.0, maxnorm / norm)  #! scale = max(1.0, maxnorm / norm)
    for k in params:
        mom[k] = 0.8 * mom[k] + scale * g[k]  #! mom[k] = 0.8 * mom[k] + g[k]
        params[k] = params[k] - lr * mom[k]  #! params[k] = params[k] - lr * g[k]
    if step % 6 == 0:
        print(step, L)
