import numpy as np
rng = np.random.RandomState(0)

class Dense:
    def __init__(self, i, o):
        self.p = {'W': rng.randn(i, o) * 0.7, 'b': rng.randn(o) * 0.1}
    def fwd(self, x):
        self.x = x
        return x @ self.p['W'] + self.p['b']
    # backward
    def bwd(self, g):
        self.g = {'W': self.x.T @ g, 'b': g.sum(0)}  #! self.g = {'W': self.x.T @ g / len(g), 'b': g.sum(0)}
        return g @ self.p['W'].T  #! return g @ self.p['W'].T / len(g)
    # end

class BatchNorm:
    eps = 1e-3
    def __init__(self, d):
        self.p = {'gamma': 1 + 0.2 * rng.randn(d), 'beta': 0.1 * rng.randn(d)}
    def fwd(self, x):
        self.xc = x - x.mean(0)
        self.istd = 1 / np.sqrt((self.xc ** 2).mean(0) + self.eps)
        self.xhat = self.xc * self.istd
        return self.p['gamma'] * self.xhat + self.p['beta']
    # backward
    def bwd(self, g):
        self.g = {'gamma': (g * self.xhat).sum(0), 'beta': g.sum(0)}  #! self.g = {'gamma': (g * self.xc).sum(0), 'beta': g.sum(0)}
        dxhat = g * self.p['gamma']  #! dxhat = g
        dvar = (dxhat * self.xc).sum(0) * -0.5 * self.istd ** 3  #! dvar = (dxhat * self.xc).sum(0) * -0.5 * self.istd ** 2  #! dvar = (dxhat * self.xhat).sum(0) * -0.5 * self.istd ** 3
        dmu = -(dxhat * self.istd).sum(0)  #! dmu = (dxhat * self.istd).sum(0)
        return dxhat * self.istd + dvar * 2 * self.xc / len(g) + dmu / len(g)  #! return dxhat * self.istd + dvar * self.xc / len(g) + dmu / len(g)  #! return dxhat * self.istd + dvar * 2 * self.xc / len(g)  #! return dxhat * self.istd + dvar * 2 * self.xc / len(g) + dmu
    # end

class ReLU:
    p = {}
    def fwd(self, x):
        self.mask = x > 0
        return x * self.mask
    # backward
    def bwd(self, g):
        return g * self.mask  #! return g * ~self.mask  #! return g
    # end

layers = [Dense(3, 4), BatchNorm(4), ReLU(), Dense(4, 4), ReLU(), Dense(4, 2)]
X = rng.randn(6, 3)
T = np.c_[X[:, 0] * X[:, 1], np.sin(X[:, 2])]

for step in range(8):
    h = X
    for layer in layers:
        h = layer.fwd(h)
    loss = ((h - T) ** 2).mean()
    print(step, loss)
    # backward
    g = 2 * (h - T) / T.size  #! g = 2 * (h - T) / len(T)  #! g = (h - T) / T.size
    for layer in reversed(layers):
        g = layer.bwd(g)
    # update
    for layer in layers:
        for k in layer.p:
            layer.p[k] -= 0.1 * layer.g[k]
    # end
