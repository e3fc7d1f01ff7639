# objective: 0.5 * ((out - target) ** 2).sum() / len(out)
# digits with dropout, each layer its own object, backward goes through reversed(list)
import numpy as np
np.random.seed(14)

class Linear:
    def __init__(self, i, o):
        self.w = np.random.randn(i, o) * np.sqrt(2 / i)
        self.b = np.zeros(o)
    def go(self, x):
        self.x = x
        return x @ self.w + self.b
    def back(self, g):
        self.gw = self.x.T @ g
        self.gb = g.sum(0)
        return g @ self.w.T

class Relu:
    def go(self, x):
        self.on = x > 0
        return x * self.on
    def back(self, g):
        return g * self.on

class Drop:
    keep = 0.8
    training = True
    def go(self, x):
        if not self.training:
            return x
        self.m = (np.random.rand(*x.shape) < self.keep) / self.keep
        return x * self.m
    def back(self, g):
        return g * self.m

net = [Linear(12, 8), Relu(), Drop(), Linear(8, 4)]
X = np.random.rand(12, 12)
cls = np.arange(12) % 4
X[np.arange(12), cls * 3] += 1
target = np.eye(4)[cls]
for epoch in range(20):
    out = X
    for layer in net:
        out = layer.go(out)
    # backward
    g = (out - target) / len(out)
    for layer in reversed(net):
        g = layer.back(g)
    # update
    for layer in net:
        if isinstance(layer, Linear):
            layer.w -= 0.2 * layer.gw
            layer.b -= 0.2 * layer.gb
Drop.training = False
for layer in net:
    X = layer.go(X)
print("accuracy", (X.argmax(1) == cls).mean())
