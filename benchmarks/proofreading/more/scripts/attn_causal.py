# Self-attention with a causal mask and padding, notebook cell 14
import numpy as np

np.random.seed(7)
n, d, dk, C = 6, 5, 4, 3
tokens = np.random.randn(n, d)
labels = np.array([0, 2, 1, 1, 0, 0])
valid = np.array([1, 1, 1, 1, 1, 0.])       # last one is padding -> no loss

Wq, Wk, Wv = [np.random.randn(d, dk) * 0.6 for _ in range(3)]
Wo = np.random.randn(dk, d) * 0.6
Wc = np.random.randn(d, C) * 0.6
weights = [Wq, Wk, Wv, Wo, Wc]
cache = [np.zeros_like(w) for w in weights]
mask = np.tril(np.ones((n, n))) == 0


def softmax(s):
    e = np.exp(s - s.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def rmsprop(weights, grads, lr=0.01, rho=0.9):
    for w, g, c in zip(weights, grads, cache):
        c *= rho  #! c *= 1 - rho
        c += (1 - rho) * g * g
        w -= lr * g / (np.sqrt(c) + 1e-3)


for epoch in range(10):
    q, k, v = tokens @ Wq, tokens @ Wk, tokens @ Wv
    scores = q @ k.T / np.sqrt(dk)
    scores[mask] = -1e9
    att = softmax(scores)
    ctx = att @ v
    res = tokens + ctx @ Wo
    probs = softmax(res @ Wc)
    J = -np.sum(valid * np.log(probs[np.arange(n), labels])) / valid.sum()

    # backward
    dlogits = probs.copy()
    dlogits[np.arange(n), labels] -= 1
    dlogits *= valid[:, None] / valid.sum()  #! dlogits /= valid.sum()
    dWc = res.T @ dlogits  #! dWc = ctx.T @ dlogits
    dres = dlogits @ Wc.T
    dWo = ctx.T @ dres
    dctx = dres @ Wo.T  #! dctx = dres @ Wo
    datt = dctx @ v.T
    dv = att.T @ dctx  #! dv = att @ dctx
    dscores = att * (datt - np.sum(datt * att, axis=1, keepdims=True))  #! dscores = att * (datt - np.sum(datt * att, axis=0, keepdims=True))
    dscores = dscores / np.sqrt(dk)  #! dscores = dscores * np.sqrt(dk)
    dq = dscores @ k  #! dq = dscores @ q
    dk_ = dscores.T @ q  #! dk_ = dscores @ q
    dWq, dWk, dWv = tokens.T @ dq, tokens.T @ dk_, tokens.T @ dv  #! dWq, dWk, dWv = tokens.T @ dq, tokens.T @ dv, tokens.T @ dk_

    # update
    rmsprop(weights, [dWq, dWk, dWv, dWo, dWc])
