"""Tiny decoder-only transformer: 1 block, 2 heads, causal mask, pre-LN without affine,
tied input/output embeddings. Heads are written out as a Python loop for teaching."""
import numpy as np

np.random.seed(0)
corpus = [0, 3, 1, 4, 2, 0, 3, 1, 4, 2, 0]
VOCAB, T, D, HEADS = 5, 6, 4, 2
DH = D // HEADS

E = 0.5 * np.random.randn(VOCAB, D)          # tied
POS = 0.1 * np.random.randn(T, D)
WQ = [0.5 * np.random.randn(D, DH) for _ in range(HEADS)]
WK = [0.5 * np.random.randn(D, DH) for _ in range(HEADS)]
WV = [0.5 * np.random.randn(D, DH) for _ in range(HEADS)]
WO = 0.5 * np.random.randn(D, D)
mask = np.triu(np.full((T, T), -1e9), k=1)


def softmax(z):
    z = np.exp(z - z.max(axis=-1, keepdims=True))
    return z / z.sum(axis=-1, keepdims=True)


for it in range(12):
    start = it % (len(corpus) - T)
    inp, tgt = corpus[start:start + T], corpus[start + 1:start + T + 1]
    # ---- forward
    x = E[inp] + POS
    sd = np.sqrt(x.var(axis=1, keepdims=True) + 1e-6)
    n = (x - x.mean(axis=1, keepdims=True)) / sd
    heads, att, qs, ks, vs = [], [], [], [], []
    for i in range(HEADS):
        q, k, v = n @ WQ[i], n @ WK[i], n @ WV[i]
        a = softmax(q @ k.T / DH ** 0.5 + mask)
        heads.append(a @ v); att.append(a); qs.append(q); ks.append(k); vs.append(v)
    cat = np.hstack(heads)
    y = x + cat @ WO
    probs = softmax(y @ E.T)
    loss = -np.log(probs[np.arange(T), tgt]).mean()
    # backward
    dlogits = probs.copy()
    dlogits[np.arange(T), tgt] -= 1
    dlogits /= T
    dE = dlogits.T @ y                        # output side of the tied matrix
    dy = dlogits @ E
    dWO = cat.T @ dy
    dcat = dy @ WO.T
    dn = np.zeros_like(n)
    dWQ, dWK, dWV = [None] * HEADS, [None] * HEADS, [None] * HEADS
    for i in range(HEADS):
        dh = dcat[:, i * DH:(i + 1) * DH]
        da = dh @ vs[i].T
        dv = att[i].T @ dh
        ds = att[i] * (da - np.sum(da * att[i], axis=1, keepdims=True)) / DH ** 0.5
        dq, dk = ds @ ks[i], ds.T @ qs[i]
        dWQ[i], dWK[i], dWV[i] = n.T @ dq, n.T @ dk, n.T @ dv
        dn += dq @ WQ[i].T + dk @ WK[i].T + dv @ WV[i].T
    dx = dy + (dn - dn.mean(1, keepdims=True) - n * (dn * n).mean(1, keepdims=True)) / sd
    dPOS = dx
    np.add.at(dE, inp, dx)                    # input side, tokens may repeat
    # update
    lr = 0.3
    E -= lr * dE
    POS -= lr * dPOS
    WO -= lr * dWO
    for i in range(HEADS):
        WQ[i] -= lr * dWQ[i]
        WK[i] -= lr * dWK[i]
        WV[i] -= lr * dWV[i]
    if it % 4 == 0:
        print(it, loss)
