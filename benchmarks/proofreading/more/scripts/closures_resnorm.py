"""Residual block with (pre) layer norm. Every op gives back its value and a little closure
that takes the upstream gradient: a poor man's tape."""
import numpy as np

rng = np.random.default_rng(42)
W = {
    "gamma": np.ones(5) + 0.1 * rng.normal(size=5), "beta": np.zeros(5),
    "A": rng.normal(size=(5, 8)) * 0.4, "a": np.zeros(8),
    "B": rng.normal(size=(8, 5)) * 0.4, "b": np.zeros(5),
    "out": rng.normal(size=(5, 2)) * 0.4,
}
G = {}


def linear(x, name, bias=None):
    y = x @ W[name]
    if bias is not None:
        y = y + W[bias]

    def back(dy):
        # backward
        G[name] = x.T @ dy  #! G[name] = dy.T @ x
        if bias is not None:
            G[bias] = dy.sum(axis=0)  #! G[bias] = dy.mean(axis=0)
        return dy @ W[name].T  #! return dy @ G[name].T
    return y, back


def layernorm(x, eps=1e-5):
    mu = x.mean(axis=1, keepdims=True)
    istd = 1 / np.sqrt(x.var(axis=1, keepdims=True) + eps)
    xh = (x - mu) * istd

    def back(dy):
        G["gamma"] = (dy * xh).sum(axis=0)  #! G["gamma"] = (dy * x).sum(axis=0)
        G["beta"] = dy.sum(axis=0)
        dxh = dy * W["gamma"]  #! dxh = dy
        m1 = dxh.mean(axis=1, keepdims=True)  #! m1 = dxh.mean(axis=0, keepdims=True)
        m2 = (dxh * xh).mean(axis=1, keepdims=True)
        return istd * (dxh - m1 - xh * m2)  #! return istd * (dxh - m1)
    return xh * W["gamma"] + W["beta"], back


def softplus(x):
    return np.log1p(np.exp(x)), lambda dy: dy / (1 + np.exp(-x))


X = rng.normal(size=(10, 5))
front = rng.normal(size=(5, 5)) * 0.5
W["front"] = front
Y = np.stack([X[:, 0] * X[:, 1], np.abs(X[:, 2])], axis=1)

for epoch in range(25):
    x0, bk_front = linear(X, "front")
    n, bk_norm = layernorm(x0)
    h, bk_A = linear(n, "A", "a")
    s, bk_act = softplus(h)
    r, bk_B = linear(s, "B", "b")
    x1 = x0 + r
    pred, bk_out = linear(x1, "out")
    loss = 0.5 * np.mean((pred - Y) ** 2)

    dx1 = bk_out((pred - Y) / pred.size)  #! dx1 = bk_out((pred - Y) / len(pred))
    dr = bk_norm(bk_A(bk_act(bk_B(dx1))))  #! dr = bk_norm(bk_A(bk_B(dx1)))
    bk_front(dx1 + dr)  #! bk_front(dr)

    # update
    for k in W:
        W[k] = W[k] - 0.2 * G[k]
