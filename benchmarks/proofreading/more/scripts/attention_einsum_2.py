# objective: np.sum((Yhat - Y) ** 2) / (2 * B)
# single-head self attention with causal mask, trying einsum
import numpy as np
rng = np.random.default_rng(77)
B, T, D, K = 3, 4, 3, 4
X = rng.standard_normal((B, T, D))
Y = np.cumsum(X, axis=1) / np.arange(1, T + 1)[None, :, None]      # running mean
Wq, Wk, Wv = (rng.standard_normal((D, K)) * 0.5 for _ in range(3))
Wo = rng.standard_normal((K, D)) * 0.5
causal = np.triu(np.ones((T, T), dtype=bool), 1)

def softmax(s):
    e = np.exp(s - s.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)

for step in range(15):
    q = np.einsum('btd,dk->btk', X, Wq)
    k = np.einsum('btd,dk->btk', X, Wk)
    v = np.einsum('btd,dk->btk', X, Wv)
    S = np.einsum('bik,bjk->bij', q, k) / np.sqrt(K)
    S = np.where(causal, -1e9, S)
    A = softmax(S)
    C = np.einsum('bij,bjk->bik', A, v)
    Yhat = np.einsum('btk,kd->btd', C, Wo)

    # backward
    dYhat = (Yhat - Y) / B
    dWo = np.einsum('btk,btd->kd', C, dYhat)
    dC = np.einsum('btd,kd->btk', dYhat, Wo)
    dA = np.einsum('bik,bjk->bij', dC, v)
    dv = np.einsum('bij,bik->bjk', A, dC)
    dS = A * (dA - np.sum(dA * A, axis=-1, keepdims=True))
    dS = dS / np.sqrt(K)
    dq = np.einsum('bij,bjk->bik', dS, k)
    dk = np.einsum('bij,bik->bjk', dS, q)
    dWq, dWk, dWv = (np.einsum('btd,btk->dk', X, g) for g in (dq, dk, dv))

    # update
    for W, dW in zip([Wq, Wk, Wv, Wo], [dWq, dWk, dWv, dWo]):
        W -= 0.1 * dW
    if step % 5 == 0:
        print(step, "max err", np.abs(Yhat - Y).max())
