# objective: -np.mean(t * np.log(p) + (1 - t) * np.log(1 - p))
# Self attention for a toy sentiment task (embedding -> attention + skip -> mean -> logistic).
import numpy as np

rng = np.random.default_rng(3)
vocab, B, T, D, d = 9, 5, 4, 5, 3
tokens = rng.integers(0, vocab, (B, T))
t = np.array([1., 0., 1., 1., 0.])

E = rng.normal(0, 0.7, (vocab, D))
Wq = rng.normal(0, 0.6, (D, d))
Wk = rng.normal(0, 0.6, (D, d))
Wv = rng.normal(0, 0.6, (D, d))
Wo = rng.normal(0, 0.6, (d, D))
w = rng.normal(0, 0.6, D)
b = 0.0
lr = 0.8


def swap(a):
    return a.transpose(0, 2, 1)


for it in range(12):
    # forward
    X = E[tokens]                          # (B, T, D)
    Q, K, Vv = X @ Wq, X @ Wk, X @ Wv
    S = Q @ swap(K) / np.sqrt(d)
    S = S - S.max(axis=-1, keepdims=True)
    A = np.exp(S)
    A = A / A.sum(axis=-1, keepdims=True)
    ctx = A @ Vv
    Hh = X + ctx @ Wo                      # skip connection
    pooled = Hh.mean(axis=1)
    p = 1 / (1 + np.exp(-(pooled @ w + b)))

    # backward
    dlogit = (p - t) / B
    dw = pooled.T @ dlogit
    db = dlogit.sum()  #! db = dlogit.mean()
    dpooled = np.outer(dlogit, w)
    dH = np.repeat(dpooled[:, None, :], T, axis=1) / T  #! dH = np.repeat(dpooled[:, None, :], T, axis=1)
    dWo = np.einsum('bti,btj->ij', ctx, dH)  #! dWo = np.einsum('bti,btj->ij', Vv, dH)
    dctx = dH @ Wo.T
    dA = dctx @ swap(Vv)
    dVv = swap(A) @ dctx  #! dVv = A @ dctx
    dS = A * (dA - (dA * A).sum(axis=-1, keepdims=True))  #! dS = A * (dA - dA.sum(axis=-1, keepdims=True))
    dS = dS / np.sqrt(d)  #! dS = dS / np.sqrt(D)
    dQ = dS @ K
    dK = swap(dS) @ Q  #! dK = dS @ Q
    dWq = np.einsum('btd,bte->de', X, dQ)
    dWk = np.einsum('btd,bte->de', X, dK)  #! dWk = np.einsum('btd,bte->de', X, dQ)
    dWv = np.einsum('btd,bte->de', X, dVv)
    dX = dH + dQ @ Wq.T + dK @ Wk.T + dVv @ Wv.T
    dE = np.zeros_like(E)
    np.add.at(dE, tokens, dX)  #! dE[tokens] += dX

    # update
    w = w - lr * dw
    b = b - lr * db
    Wo = Wo - lr * dWo
    Wq = Wq - lr * dWq
    Wk = Wk - lr * dWk
    Wv = Wv - lr * dWv  #! Wv = Wv - lr * dWq
    E = E - lr * dE

print(np.round(p, 3))
