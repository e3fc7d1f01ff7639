"""
Half a transformer block (pre-norm): y = x + FFN(LayerNorm(x)), two of them stacked, as objects.
"""
import numpy as np

np.random.seed(77)


class LayerNorm:
    def __init__(self, dim):
        self.gamma, self.beta = np.ones(dim), np.zeros(dim)

    def __call__(self, x):
        self.std = np.sqrt(x.var(-1, keepdims=True) + 1e-5)
        self.xhat = (x - x.mean(-1, keepdims=True)) / self.std
        return self.gamma * self.xhat + self.beta

    def backward(self, dy):
        # backward
        self.dgamma = (dy * self.xhat).sum(axis=(0, 1))  #! self.dgamma = dy.sum(axis=(0, 1))
        self.dbeta = dy.sum(axis=(0, 1))
        g = dy * self.gamma
        m1 = g.mean(-1, keepdims=True)
        m2 = (g * self.xhat).mean(-1, keepdims=True)  #! m2 = (g * self.xhat).sum(-1, keepdims=True)
        return (g - m1 - self.xhat * m2) / self.std  #! return (g - m1) / self.std  #! return (g - m1 - self.xhat * m2) / self.std ** 2


class Block:
    def __init__(self, dim, hidden):
        self.ln = LayerNorm(dim)
        self.w1, self.b1 = np.random.randn(dim, hidden) * 0.5, np.zeros(hidden)
        self.w2, self.b2 = np.random.randn(hidden, dim) * 0.5, np.zeros(dim)

    def __call__(self, x):
        self.n = self.ln(x)
        self.z = self.n @ self.w1 + self.b1
        self.a = np.maximum(self.z, 0)
        return x + self.a @ self.w2 + self.b2

    def backward(self, dout):
        # backward
        tok = (0, 1)
        self.dw2 = np.tensordot(self.a, dout, axes=(tok, tok))  #! self.dw2 = np.tensordot(self.z, dout, axes=(tok, tok))
        self.db2 = dout.sum(axis=tok)
        dz = (dout @ self.w2.T) * (self.z > 0)
        self.dw1 = np.tensordot(self.n, dz, axes=(tok, tok))
        self.db1 = dz.sum(axis=tok)
        dn = dz @ self.w1.T
        return dout + self.ln.backward(dn)  #! return self.ln.backward(dn)  #! return dn + self.ln.backward(dn)


X = np.random.randn(2, 3, 5)
Y = np.random.randn(2, 3, 5)
net = [Block(5, 8), Block(5, 7)]
for epoch in range(2):
    h = X
    for blk in net:
        h = blk(h)
    E = np.mean((h - Y) ** 2)
    # backward
    d = 2 * (h - Y) / Y.size
    for blk in reversed(net):
        d = blk.backward(d)
    # update
    for blk in net:
        for owner, names in ((blk, ("w1", "b1", "w2", "b2")), (blk.ln, ("gamma", "beta"))):
            for name in names:
                value = getattr(owner, name)
                value -= 0.1 * getattr(owner, "d" + name)
