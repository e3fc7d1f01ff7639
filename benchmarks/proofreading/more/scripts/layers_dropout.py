import numpy as np
from numpy.random import default_rng

rng = default_rng(11)


class Dense:
    def __init__(self, n_in, n_out):
        self.W = rng.normal(0, 0.6, size=(n_in, n_out))
        self.b = rng.normal(0, 0.1, size=n_out)

    def forward(self, x):
        self.x = x
        return x.dot(self.W) + self.b

    def backward(self, dout):
        # backward
        self.dW = self.x.T.dot(dout)  #! self.dW = self.x.T.dot(dout) / len(self.x)  #! self.dW += self.x.T.dot(dout)
        self.db = dout.sum(axis=0)  #! self.db = dout.mean(axis=0)  #! self.db = dout.sum()
        return dout.dot(self.W.T)
        # end


class LeakyReLU:
    slope = 0.1

    def forward(self, x):
        self.mask = x > 0
        return np.where(self.mask, x, self.slope * x)

    def backward(self, dout):
        # backward
        dx = dout.copy()
        dx[~self.mask] *= self.slope  #! dx[self.mask] *= self.slope  #! dx[~self.mask] = 0  #! dx[~self.mask] = self.slope
        return dx
        # end


class Dropout:
    def __init__(self, keep):
        self.keep = keep

    def forward(self, x):
        self.m = (rng.random(x.shape) < self.keep) / self.keep
        return x * self.m

    def backward(self, dout):
        # backward
        return dout * self.m  #! return dout  #! return dout * (self.m > 0)
        # end


class SoftmaxCE:
    def forward(self, logits, labels):
        e = np.exp(logits - logits.max(axis=1, keepdims=True))
        self.p = e / e.sum(axis=1, keepdims=True)
        self.labels = labels
        return -np.mean(np.log(self.p[np.arange(len(labels)), labels]))

    def backward(self):
        # backward
        n = len(self.labels)
        d = self.p.copy()
        d[np.arange(n), self.labels] -= 1  #! d[np.arange(n), self.labels] += 1  #! d[:, self.labels] -= 1
        return d / n  #! return d
        # end


x = rng.normal(size=(7, 4))
labels = np.array([0, 1, 2, 2, 0, 1, 0])
net = [Dense(4, 6), LeakyReLU(), Dropout(0.75), Dense(6, 3)]
criterion = SoftmaxCE()
for net_layer in (net[0], net[3]):
    net_layer.dW = np.zeros_like(net_layer.W)

for it in range(6):
    out = x
    for layer in net:
        out = layer.forward(out)
    loss = criterion.forward(out, labels)
    g = criterion.backward()
    for layer in reversed(net):
        g = layer.backward(g)
    for layer in net:
        if isinstance(layer, Dense):
            layer.W -= 0.5 * layer.dW
            layer.b -= 0.5 * layer.db
    print(f"iter {it}: loss {loss:.4f}")
