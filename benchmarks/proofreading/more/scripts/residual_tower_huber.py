import numpy as np

rng = np.random.default_rng(99)


class Param:
    def __init__(self, data):
        self.data = data
        self.grad = np.zeros_like(data)


class LayerNorm:
    def __init__(self, d):
        self.g, self.b = Param(np.ones(d)), Param(np.zeros(d))

    def params(self):
        return [self.g, self.b]

    def __call__(self, x):
        self.inv = 1.0 / np.sqrt(x.var(-1, keepdims=True) + 1e-5)
        self.n = (x - x.mean(-1, keepdims=True)) * self.inv
        return self.g.data * self.n + self.b.data

    def back(self, dy):
        # backward
        self.g.grad += (dy * self.n).sum(0)  #! self.g.grad = dy.sum(0)
        self.b.grad += dy.sum(0)
        dn = dy * self.g.data
        corr = dn.mean(-1, keepdims=True) + self.n * (dn * self.n).mean(-1, keepdims=True)  #! corr = dn.mean(-1, keepdims=True)  #! corr = dn.mean(0, keepdims=True) + self.n * (dn * self.n).mean(0, keepdims=True)
        return self.inv * (dn - corr)  #! return dn - corr  #! return self.inv * (dn + corr)


class Linear:
    def __init__(self, i, o):
        self.w, self.b = Param(rng.normal(0, i ** -0.5, (i, o))), Param(np.zeros(o))

    def params(self):
        return [self.w, self.b]

    def __call__(self, x):
        self.x = x
        return x @ self.w.data + self.b.data

    def back(self, dy):
        # backward
        self.w.grad += self.x.T @ dy
        self.b.grad += dy.sum(0)  #! self.b.grad += dy.mean(0)
        return dy @ self.w.data.T


class SiLU:
    def params(self):
        return []

    def __call__(self, x):
        self.x, self.s = x, 1 / (1 + np.exp(-x))
        return x * self.s

    def back(self, dy):
        # backward
        return dy * (self.s + self.x * self.s * (1 - self.s))  #! return dy * self.s * (1 - self.s)  #! return dy * (self.s + self.s * (1 - self.s))


class Residual:
    """x + f(x)"""
    def __init__(self, *layers):
        self.layers = layers

    def params(self):
        return [p for l in self.layers for p in l.params()]

    def __call__(self, x):
        y = x
        for l in self.layers:
            y = l(y)
        return x + y

    def back(self, dy):
        d = dy
        # backward
        for l in reversed(self.layers):
            d = l.back(d)
        return d + dy  #! return d  #! return d - dy


net = [Linear(3, 4), Residual(LayerNorm(4), Linear(4, 4), SiLU()), Residual(LayerNorm(4), Linear(4, 4), SiLU()), Linear(4, 1)]
params = [p for l in net for p in l.params()]
x = rng.normal(size=(6, 3))
t = 2 * np.sin(x[:, :1]) - x[:, 1:2] * x[:, 2:]
delta, wd = 0.7, 0.01

for epoch in range(4):
    out = x
    for layer in net:
        out = layer(out)
    r = out - t
    huber = np.where(np.abs(r) <= delta, 0.5 * r ** 2, delta * (np.abs(r) - 0.5 * delta)).mean()
    loss = huber + 0.5 * wd * sum((p.data ** 2).sum() for p in params)
    print(epoch, loss)
    for p in params:
        p.grad = wd * p.data
    # backward
    d = np.clip(r, -delta, delta) / len(r)  #! d = np.clip(r, -delta, delta)  #! d = np.where(np.abs(r) > delta, r, delta * np.sign(r)) / len(r)
    for layer in net[::-1]:
        d = layer.back(d)
    # update
    for p in params:
        p.data -= 0.1 * p.grad
    # end
