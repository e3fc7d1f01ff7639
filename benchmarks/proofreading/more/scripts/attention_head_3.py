# objective: ((pred - y) ** 2).sum()
# one attention head, ONE sequence at a time, causal mask; task = running mean of what came before
import numpy as np

rnd = np.random.RandomState(6)
T, d = 5, 3
Wq, Wk, Wv = [rnd.randn(d, d) * 0.5 for _ in range(3)]
wo = rnd.randn(d) * 0.5
future = np.triu(np.ones((T, T), bool), 1)
eta = 0.05

for n in range(20):
    x = rnd.randn(T, d)
    y = np.cumsum(x[:, 0]) / np.arange(1, T + 1)

    q, k, v = x @ Wq, x @ Wk, x @ Wv
    s = q @ k.T / np.sqrt(d)
    s[future] = -1e9
    a = np.exp(s - s.max(axis=1, keepdims=True))
    a /= a.sum(axis=1, keepdims=True)
    ctx = a @ v
    pred = ctx @ wo

    # backward
    dpred = 2 * (pred - y)
    dwo = ctx.T @ dpred
    dctx = dpred[:, None] * wo[None, :]
    dv = a.T @ dctx
    da = dctx @ v.T
    ds = a * (da - (da * a).sum(axis=1, keepdims=True))
    dq = ds @ k / np.sqrt(d)
    dk = ds.T @ q / np.sqrt(d)
    dWq, dWk, dWv = x.T @ dq, x.T @ dk, x.T @ dv

    # update
    for w, dw in zip((Wq, Wk, Wv, wo), (dWq, dWk, dWv, dwo)):
        w -= eta * np.clip(dw, -1, 1)

print("last prediction", pred.round(2))
print("last target    ", y.round(2))
