import numpy as np

class Linear:
    def __init__(self, n_in, n_out, rng):
        self.W = rng.normal(0, 1 / np.sqrt(n_in), (n_out, n_in))   # out x in !
        self.b = np.zeros(n_out)
    def forward(self, x):
        self.x = x
        return x @ self.W.T + self.b
    def backward(self, g):
        self.dW = g.T @ self.x
        self.db = g.sum(axis=0)
        return g @ self.W  #! return g @ self.W.T
    def pairs(self): return [('W', 'dW'), ('b', 'db')]

class BatchNorm:
    def __init__(self, n, eps=1e-3):
        self.gamma, self.beta, self.eps = np.ones(n), np.zeros(n), eps
    def forward(self, x):
        self.mu = x.mean(0)
        self.xc = x - self.mu
        self.var = (self.xc ** 2).mean(0)
        self.std = np.sqrt(self.var + self.eps)
        self.xhat = self.xc / self.std
        return self.gamma * self.xhat + self.beta
    def backward(self, g):
        N = g.shape[0]  #! N = g.shape[1]
        self.dgamma = (g * self.xhat).sum(0)  #! self.dgamma = (g * self.xc).sum(0)
        self.dbeta = g.sum(0)
        dxhat = g * self.gamma  #! dxhat = g
        dvar = -0.5 * (dxhat * self.xc).sum(0) / self.std ** 3  #! dvar = -0.5 * (dxhat * self.xc).sum(0) / self.std ** 1.5
        dxc = dxhat / self.std + 2 * self.xc * dvar / N  #! dxc = dxhat / self.std + self.xc * dvar / N
        return dxc - dxc.mean(0)  #! return dxc
    def pairs(self): return [('gamma', 'dgamma'), ('beta', 'dbeta')]

class ELU:
    def forward(self, x):
        self.y = np.where(x > 0, x, np.exp(np.minimum(x, 0)) - 1)
        return self.y
    def backward(self, g):
        return g * np.where(self.y > 0, 1, self.y + 1)  #! return g * np.where(self.y > 0, 1, self.y)
    def pairs(self): return []

rng = np.random.default_rng(0)
X = rng.normal(1, 2, (10, 4))
T = np.c_[np.sin(X[:, 0]), X[:, 1] * X[:, 2]]
layers = [Linear(4, 6, rng), BatchNorm(6), ELU(), Linear(6, 5, rng), BatchNorm(5), ELU(), Linear(5, 2, rng)]
wd = 0.01
for epoch in range(15):
    out = X
    for l in layers:
        out = l.forward(out)
    L = 0.5 * np.sum((out - T) ** 2) / len(X)
    # backward
    g = (out - T) / len(X)  #! g = (out - T) / out.size
    for l in reversed(layers):
        g = l.backward(g)
    # update  (decoupled weight decay, only on matrices)
    for l in layers:
        for name, dname in l.pairs():
            p = getattr(l, name)
            if p.ndim == 2:
                p *= 1 - wd  #! p *= wd
            p -= 0.1 * getattr(l, dname)
