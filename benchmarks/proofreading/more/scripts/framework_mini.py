import numpy as np

# building a mini framework, part 3: everything is a layer (even the loss)

class Linear:
    def __init__(self, n_in, n_out, rng):
        self.W = rng.standard_normal((n_out, n_in)) / np.sqrt(n_in)   # out x in like torch
        self.b = np.zeros(n_out)
    def __call__(self, x):
        self.x = x
        return x @ self.W.T + self.b
    def back(self, g):
        self.gW = g.T @ self.x
        self.gb = g.sum(axis=0)
        return g @ self.W
    def params(self):
        return [('W', 'gW'), ('b', 'gb')]

class LeakyReLU:
    def __init__(self, slope=0.1):
        self.slope = slope
    def __call__(self, x):
        self.pos = x > 0
        return np.where(self.pos, x, self.slope * x)
    def back(self, g):
        return np.where(self.pos, g, self.slope * g)
    def params(self):
        return []

class CrossEntropy:
    def __call__(self, logits, y):
        z = logits - logits.max(1, keepdims=True)
        self.logp = z - np.log(np.exp(z).sum(1, keepdims=True))
        self.y = y
        return -self.logp[np.arange(len(y)), y].mean()
    def back(self):
        g = np.exp(self.logp)
        g[np.arange(len(self.y)), self.y] -= 1
        return g / len(self.y)

rng = np.random.default_rng(1)
X = rng.standard_normal((9, 4))
y = rng.integers(0, 3, 9)
model = [Linear(4, 6, rng), LeakyReLU(), Linear(6, 5, rng), LeakyReLU(), Linear(5, 3, rng)]
criterion = CrossEntropy()

for epoch in range(20):
    out = X
    for layer in model:
        out = layer(out)
    loss = criterion(out, y)
    # backward
    grad = criterion.back()
    for layer in reversed(model):
        grad = layer.back(grad)
    # update
    for layer in model:
        for p, g in layer.params():
            setattr(layer, p, getattr(layer, p) - 0.3 * getattr(layer, g))
    print(epoch, loss)
