"""Batch normalisation as a layer object; list of layers; running statistics for the test mode."""
import numpy as np
rng = np.random.default_rng(2015)


class Dense:
    def __init__(self, i, o):
        self.params = [rng.normal(0, np.sqrt(2 / i), (i, o))]      # no bias, BN has beta

    def forward(self, x, train):
        self.x = x
        return x @ self.params[0]

    def backward(self, d):
        self.grads = [self.x.T @ d]
        return d @ self.params[0].T


class BatchNorm:
    def __init__(self, n, mom=0.9):
        self.params = [np.ones(n), np.zeros(n)]
        self.rm, self.rv, self.mom = np.zeros(n), np.ones(n), mom

    def forward(self, x, train):
        if train:
            mu, var = x.mean(0), x.var(0)
            self.rm = self.mom * self.rm + (1 - self.mom) * mu
            self.rv = self.mom * self.rv + (1 - self.mom) * var
        else:
            mu, var = self.rm, self.rv
        self.istd = 1 / np.sqrt(var + 1e-5)
        self.xhat = (x - mu) * self.istd
        return self.params[0] * self.xhat + self.params[1]

    def backward(self, d):
        n = len(d)
        self.grads = [(d * self.xhat).sum(0), d.sum(0)]
        return self.params[0] * self.istd / n * (n * d - self.grads[1] - self.xhat * self.grads[0])


class ELU:
    params, grads = [], []

    def forward(self, x, train):
        self.y = np.where(x > 0, x, np.exp(np.minimum(x, 0)) - 1)
        return self.y

    def backward(self, d):
        return d * np.where(self.y > 0, 1.0, self.y + 1)


X = rng.normal(size=(24, 3))
Y = (X[:, :1] * X[:, 1:2] > 0).astype(float)
net = [Dense(3, 8), BatchNorm(8), ELU(), Dense(8, 5), BatchNorm(5), ELU(), Dense(5, 1)]

for epoch in range(4):
    order = rng.permutation(16)                    # last 8 are the test set
    for s in range(0, 16, 8):
        xb, yb = X[order[s:s + 8]], Y[order[s:s + 8]]
        a = xb
        for layer in net:
            a = layer.forward(a, True)
        # BCE with logits, stable
        loss = np.mean(np.maximum(a, 0) - a * yb + np.log1p(np.exp(-np.abs(a))))
        # backward
        d = (1 / (1 + np.exp(-a)) - yb) / len(yb)
        for layer in reversed(net):
            d = layer.backward(d)
        # update
        for layer in net:
            for p, g in zip(layer.params, layer.grads):
                p -= 0.1 * g
    a = X[16:]
    for layer in net:
        a = layer.forward(a, False)
    print("epoch", epoch, "loss", loss, "test acc", np.mean((a > 0) == Y[16:]))
