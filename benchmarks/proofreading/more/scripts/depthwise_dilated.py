# objective: np.sum((score - Y) ** 2)
# depthwise (dilated) conv followed by pointwise conv over time series, causal, written with loops
import numpy as np
np.random.seed(55)
B, CIN, T, KS, DIL, COUT = 4, 3, 8, 2, 2, 2
X = np.random.randn(B, CIN, T)
Y = X[:, 0, -1] * X[:, 0, -3]
dw = np.random.randn(CIN, KS) * 0.6
pw = np.random.randn(COUT, CIN) * 0.6
fc = np.random.randn(COUT) * 0.6
pad = (KS - 1) * DIL

def depthwise(x):
    xp = np.pad(x, ((0, 0), (0, 0), (pad, 0)))
    out = np.zeros_like(x)
    for c in range(CIN):
        for t in range(T):
            for j in range(KS):
                out[:, c, t] += dw[c, j] * xp[:, c, t + j * DIL]
    return out, xp

for it in range(10):
    u, xp = depthwise(X)
    ru = np.maximum(u, 0)
    v = np.einsum('oc,bct->bot', pw, ru)
    av = np.tanh(v)
    feat = av.sum(axis=2)              # sum pooling
    score = feat @ fc

    # backward
    dscore = 2 * (score - Y)
    dfc = feat.T @ dscore
    dfeat = dscore[:, None] * fc[None, :]
    dv = dfeat[:, :, None] * (1 - av ** 2)
    dpw = np.einsum('bot,bct->oc', dv, ru)
    du = np.einsum('oc,bot->bct', pw, dv) * (u > 0)
    ddw = np.zeros_like(dw)
    for c in range(CIN):
        for j in range(KS):
            for t in range(T):
                ddw[c, j] += np.dot(du[:, c, t], xp[:, c, t + j * DIL])

    # update
    lr = 0.01 / (1 + 0.1 * it)
    dw -= lr * ddw
    pw -= lr * dpw
    fc -= lr * dfc
print('errors', np.round(score - Y, 3))
