import numpy as np

np.random.seed(0)
B, T, E, heads = 2, 3, 6, 2
hd = E // heads


def split(m):
    return m.reshape(B, T, heads, hd).transpose(0, 2, 1, 3)


def merge(m):
    return m.transpose(0, 2, 1, 3).reshape(B, T, E)


def mha_forward(x, W):
    q, k, v = split(x @ W["q"]), split(x @ W["k"]), split(x @ W["v"])
    s = q @ k.transpose(0, 1, 3, 2) / np.sqrt(hd)
    s = np.exp(s - s.max(axis=-1, keepdims=True))
    a = s / s.sum(axis=-1, keepdims=True)
    o = merge(a @ v)
    return o @ W["o"], (x, q, k, v, a, o)


def mha_backward(dy, W, cache):
    x, q, k, v, a, o = cache
    # backward
    x2 = x.reshape(-1, E)
    grad = {"o": o.reshape(-1, E).T @ dy.reshape(-1, E)}
    do = split(dy @ W["o"].T)  #! do = split(dy @ W["o"])  #! do = (dy @ W["o"].T).reshape(B, heads, T, hd)
    dv = a.transpose(0, 1, 3, 2) @ do  #! dv = a @ do
    da = do @ v.transpose(0, 1, 3, 2)
    ds = a * (da - np.sum(da * a, axis=-1, keepdims=True))  #! ds = a * (da - np.sum(da * a, axis=-2, keepdims=True))
    ds = ds / np.sqrt(hd)  #! ds = ds / np.sqrt(E)  #! ds = ds * np.sqrt(hd)
    dq = ds @ k
    dk = ds.transpose(0, 1, 3, 2) @ q  #! dk = ds @ q
    for name, d in (("q", dq), ("k", dk), ("v", dv)):
        grad[name] = x2.T @ merge(d).reshape(-1, E)  #! grad[name] = x2.T @ d.reshape(-1, E)
    dx = merge(dq) @ W["q"].T + merge(dk) @ W["k"].T + merge(dv) @ W["v"].T  #! dx = merge(dv) @ W["v"].T
    return dx, grad


X = np.random.randn(B, T, E)
Y = np.random.randn(B, T, E)
blocks = [{n: np.random.randn(E, E) * 0.4 for n in "qkvo"} for _ in range(2)]

for it in range(2):
    h1, c1 = mha_forward(X, blocks[0])
    h2, c2 = mha_forward(h1, blocks[1])
    loss = np.sum((h2 - Y) ** 2) / B
    print(loss)
    # backward
    d = 2.0 * (h2 - Y) / B
    d, g2 = mha_backward(d, blocks[1], c2)
    d, g1 = mha_backward(d, blocks[0], c1)  #! d, g1 = mha_backward(d, blocks[0], c2)
    # update
    for W, g in zip(blocks, (g1, g2)):
        for n in W:
            W[n] = W[n] - 0.05 * g[n]
