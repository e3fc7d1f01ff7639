import numpy as np


class Layer:
    params = ()
    def forward(self, x): raise NotImplementedError
    def backward(self, g): raise NotImplementedError


class Dense(Layer):
    def __init__(self, n_in, n_out, rng):
        self.w = rng.normal(0, 1 / np.sqrt(n_in), (n_in, n_out))
        self.b = np.zeros(n_out)
    def forward(self, x):
        self.x = x
        return x @ self.w + self.b
    def backward(self, g):
        self.dw = self.x.T @ g
        self.db = g.sum(0)
        return g @ self.w.T
    def step(self, lr):
        self.w -= lr * self.dw
        self.b -= lr * self.db


class ELU(Layer):
    def forward(self, x):
        self.x = x
        self.out = np.where(x > 0, x, np.exp(np.minimum(x, 0)) - 1)
        return self.out
    def backward(self, g):
        # for x<0 derivative is exp(x) = out + 1
        return g * np.where(self.x > 0, 1.0, self.out + 1)


class MSE:
    def forward(self, pred, target):
        self.diff = pred - target
        return np.mean(self.diff ** 2)
    def backward(self):
        return 2 * self.diff / self.diff.size


class Sequential:
    def __init__(self, *layers):
        self.layers = layers
    def forward(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        return x
    def backward(self, g):
        for layer in self.layers[::-1]:
            g = layer.backward(g)
        return g


rng = np.random.default_rng(7)
X = rng.uniform(-2, 2, (8, 2))
Y = np.stack([np.sin(X[:, 0]), X[:, 0] * X[:, 1]], axis=1)
net = Sequential(Dense(2, 5, rng), ELU(), Dense(5, 4, rng), ELU(), Dense(4, 2, rng))
crit = MSE()

for step in range(20):
    loss = crit.forward(net.forward(X), Y)
    # backward
    net.backward(crit.backward())
    # update
    for layer in net.layers:
        if hasattr(layer, "step"):
            layer.step(0.05)
    print(f"{step:3d} {loss:.4f}")
