import numpy as np
rng = np.random.default_rng(12)

# ---------------------------------------------------------------- layers
class Dense:
    def __init__(self, n_in, n_out):
        self.w = rng.normal(0, 0.6, (n_in, n_out))
        self.b = rng.normal(0, 0.1, n_out)
    def fwd(self, x):
        self.x = x
        return x @ self.w + self.b
    def bwd(self, dy):
        # backward
        self.gw = self.x.T @ dy  #! self.gw = self.x.T @ dy / len(dy)
        self.gb = dy.sum(0)  #! self.gb = dy.mean(0)
        return dy @ self.w.T
        # end
    params = property(lambda self: [('w', 'gw'), ('b', 'gb')])

class Swish:
    params = []
    def fwd(self, x):
        self.x = x
        self.s = 1 / (1 + np.exp(-x))
        return x * self.s
    def bwd(self, dy):
        # backward
        return dy * (self.s + self.x * self.s * (1 - self.s))  #! return dy * self.s  #! return dy * (self.x * self.s * (1 - self.s))  #! return dy * (self.s + self.s * (1 - self.s))  #! return dy * (self.s + self.x * (1 - self.s))
        # end

class Softplus:
    params = []
    def fwd(self, x):
        self.x = x
        return np.logaddexp(0, x)
    def bwd(self, dy):
        # backward
        return dy / (1 + np.exp(-self.x))  #! return dy / (1 + np.exp(self.x))  #! return dy * (1 - np.exp(-self.x))
        # end

net = [Dense(3, 5), Swish(), Dense(5, 4), Softplus(), Dense(4, 3), Swish(), Dense(3, 2)]
X = rng.normal(size=(6, 3))
T = np.c_[np.sin(X[:, 0]) + X[:, 1], X[:, 2] ** 2]

# ---------------------------------------------------------------- adam
lr, b1, b2, eps = 0.02, 0.9, 0.999, 1e-8
m1 = {}
m2 = {}
t = 0
for epoch in range(6):
    out = X
    for layer in net:
        out = layer.fwd(out)
    loss = ((out - T) ** 2).sum(1).mean()
    print(f'{epoch:3d}  {loss:.6f}')

    # backward
    d = 2 * (out - T) / len(X)  #! d = (out - T) / len(X)  #! d = 2 * (out - T)
    for layer in reversed(net):
        d = layer.bwd(d)

    # update
    t += 1
    for i, layer in enumerate(net):
        for name, gname in layer.params:
            g = getattr(layer, gname)
            m1[i, name] = b1 * m1.get((i, name), 0) + (1 - b1) * g  #! m1[i, name] = b1 * m1.get((i, name), 0) + b1 * g
            m2[i, name] = b2 * m2.get((i, name), 0) + (1 - b2) * g ** 2  #! m2[i, name] = b2 * m2.get((i, name), 0) + (1 - b2) * abs(g)
            mh = m1[i, name] / (1 - b1 ** t)  #! mh = m1[i, name] / (1 - b1)
            vh = m2[i, name] / (1 - b2 ** t)
            p = getattr(layer, name)
            p -= lr * mh / (np.sqrt(vh) + eps)  #! p -= lr * mh / (vh + eps)
    # end
