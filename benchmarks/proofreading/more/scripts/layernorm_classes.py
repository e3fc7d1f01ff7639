import numpy as np


class Linear:
    def __init__(self, n_in, n_out, rng):
        self.W = rng.standard_normal((n_in, n_out)) / np.sqrt(n_in)
        self.b = np.zeros(n_out)

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        # backward
        self.gW = self.x.T @ dout
        self.gb = dout.sum(axis=0)
        return dout @ self.W.T


class LayerNorm:
    def __init__(self, dim, rng, eps=1e-5):
        self.gamma = 1 + 0.2 * rng.standard_normal(dim)
        self.beta = 0.1 * rng.standard_normal(dim)
        self.eps = eps

    def forward(self, x):
        mu = x.mean(axis=-1, keepdims=True)
        var = x.var(axis=-1, keepdims=True)
        self.inv_std = 1 / np.sqrt(var + self.eps)
        self.xhat = (x - mu) * self.inv_std
        return self.gamma * self.xhat + self.beta

    def backward(self, dout):
        # backward
        self.ggamma = (dout * self.xhat).sum(axis=0)  #! self.ggamma = dout.sum(axis=0)
        self.gbeta = dout.sum(axis=0)
        dxhat = dout * self.gamma  #! dxhat = dout
        mean1 = dxhat.mean(axis=-1, keepdims=True)  #! mean1 = dxhat.mean(axis=0, keepdims=True)
        mean2 = (dxhat * self.xhat).mean(axis=-1, keepdims=True)  #! mean2 = (dout * self.xhat).mean(axis=-1, keepdims=True)
        return self.inv_std * (dxhat - mean1 - self.xhat * mean2)  #! return dxhat - mean1 - self.xhat * mean2  #! return self.inv_std * (dxhat - mean1 - mean2)


class GELUish:
    """x * sigmoid(1.702 x), good enough"""

    def forward(self, x):
        self.x = x
        self.s = 1 / (1 + np.exp(-1.702 * x))
        return x * self.s

    def backward(self, dout):
        # backward
        ds = 1.702 * self.s * (1 - self.s)  #! ds = self.s * (1 - self.s)
        return dout * (self.s + self.x * ds)


rng = np.random.default_rng(11)
x = rng.standard_normal((4, 3))
target = rng.standard_normal((4, 2))
fc1, ln, act, fc2 = Linear(3, 6, rng), LayerNorm(6, rng), GELUish(), Linear(6, 2, rng)
layers = [fc1, ln, act, fc2]

for step in range(2):
    h = x
    for layer in layers:
        h = layer.forward(h)
    loss = ((h - target) ** 2).mean()
    # backward
    d = 2 * (h - target) / target.size
    for layer in reversed(layers):
        d = layer.backward(d)
    # update
    for fc in (fc1, fc2):
        fc.W -= 0.1 * fc.gW
        fc.b -= 0.1 * fc.gb
    ln.gamma -= 0.1 * ln.ggamma
    ln.beta -= 0.1 * ln.gbeta
    # end
    print(step, loss)
