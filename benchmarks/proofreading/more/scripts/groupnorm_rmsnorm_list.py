# objective: np.mean(np.abs(out - T))
import numpy as np

class Linear:
    def __init__(self, i, o): self.p = [rng.normal(0, i ** -.5, (i, o))]
    def fwd(self, x): self.x = x; return x @ self.p[0]
    def bwd(self, d): self.g = [self.x.T @ d]; return d @ self.p[0].T

class GroupNorm:
    def __init__(self, c, groups): self.p = [np.ones(c), np.zeros(c)]; self.G = groups
    def fwd(self, x):
        n, c = x.shape
        xg = x.reshape(n, self.G, c // self.G)
        self.s = np.sqrt(xg.var(2, keepdims=True) + 1e-5)
        self.xh = (xg - xg.mean(2, keepdims=True)) / self.s
        return self.xh.reshape(n, c) * self.p[0] + self.p[1]
    def bwd(self, d):
        self.g = [(d * self.xh.reshape(d.shape)).sum(0), d.sum(0)]
        q = (d * self.p[0]).reshape(self.xh.shape)
        M = q.shape[2]
        q = (M * q - q.sum(2, keepdims=True) - self.xh * (q * self.xh).sum(2, keepdims=True)) / (M * self.s)
        return q.reshape(d.shape)

class RMSNorm:
    def __init__(self, c): self.p = [np.ones(c)]
    def fwd(self, x):
        self.x, self.r = x, 1 / np.sqrt((x * x).mean(1, keepdims=True) + 1e-5)
        return x * self.r * self.p[0]
    def bwd(self, d):
        self.g = [(d * self.x * self.r).sum(0)]
        d = d * self.p[0]
        return self.r * d - self.x * self.r ** 3 * (d * self.x).mean(1, keepdims=True)

class SiLU:
    p = g = []
    def fwd(self, x): self.x, self.s = x, 1 / (1 + np.exp(-x)); return x * self.s
    def bwd(self, d): return d * (self.s + self.x * self.s * (1 - self.s))

rng = np.random.default_rng(21)
net = [Linear(3, 6), GroupNorm(6, 2), SiLU(), Linear(6, 6), RMSNorm(6), SiLU(), Linear(6, 1)]
X = rng.normal(size=(8, 3)); T = (X ** 2).sum(1, keepdims=True)
for it in range(25):
    out = X
    for layer in net: out = layer.fwd(out)
    # backward
    d = np.sign(out - T) / T.size
    for layer in net[::-1]: d = layer.bwd(d)
    # update
    for layer in net:
        for p, g in zip(layer.p, layer.g): p -= 0.1 * g
print(np.c_[out, T][:4])
