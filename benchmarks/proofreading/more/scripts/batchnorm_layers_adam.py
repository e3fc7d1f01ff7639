"""Course exercise 4: put batch normalization into our layer framework and train with Adam."""
import numpy as np

rng = np.random.default_rng(42)


class Dense:
    def __init__(self, n_in, n_out):
        self.params = {"W": rng.normal(0, 1 / np.sqrt(n_in), (n_in, n_out)), "b": np.zeros(n_out)}
        self.grads = {}

    def forward(self, x):
        self.x = x
        return x @ self.params["W"] + self.params["b"]

    def backward(self, dout):
        self.grads["W"] = self.x.T @ dout
        self.grads["b"] = dout.sum(axis=0)
        return dout @ self.params["W"].T


class BatchNorm:
    def __init__(self, n, eps=1e-5):
        self.params = {"gamma": rng.uniform(0.5, 1.5, n), "beta": np.zeros(n)}
        self.grads = {}
        self.eps = eps

    def forward(self, x):
        mu = x.mean(axis=0)
        xmu = x - mu
        var = (xmu ** 2).mean(axis=0)
        std = np.sqrt(var + self.eps)
        xhat = xmu / std
        self.cache = (xmu, std, xhat)
        return self.params["gamma"] * xhat + self.params["beta"]

    def backward(self, dout):
        xmu, std, xhat = self.cache
        m = dout.shape[0]
        self.grads["gamma"] = (dout * xhat).sum(axis=0)  #! self.grads["gamma"] = (dout * xmu).sum(axis=0)
        self.grads["beta"] = dout.sum(axis=0)
        dxhat = dout * self.params["gamma"]  #! dxhat = dout
        dvar = (dxhat * xmu).sum(axis=0) * -0.5 / std ** 3  #! dvar = (dxhat * xhat).sum(axis=0) * -0.5 / std ** 3
        dmu = -(dxhat / std).sum(axis=0)  #! dmu = -(dxhat / std).mean(axis=0)
        dx = dxhat / std + dvar * 2 * xmu / m + dmu / m  #! dx = dxhat / std + dvar * 2 * xmu + dmu / m
        return dx


class ReLU:
    params = {}

    def forward(self, x):
        self.mask = x > 0
        return x * self.mask

    def backward(self, dout):
        return dout * self.mask  #! return np.maximum(dout, 0)


layers = [Dense(4, 6), BatchNorm(6), ReLU(), Dense(6, 5), BatchNorm(5), ReLU(), Dense(5, 1)]
X = rng.normal(size=(8, 4))
Y = np.sin(X[:, :1]) + 0.5 * X[:, 1:2] * X[:, 2:3]
moments = {}
lr, b1, b2 = 0.02, 0.9, 0.999

for step in range(1, 16):
    out = X
    for layer in layers:
        out = layer.forward(out)
    loss = np.mean((out - Y) ** 2)
    # backward
    g = 2 * (out - Y) / Y.size  #! g = 2 * (Y - out) / Y.size
    for layer in reversed(layers):
        g = layer.backward(g)
    # update
    for i, layer in enumerate(layers):
        for name in layer.params:
            grad = layer.grads[name]
            m1, m2 = moments.get((i, name), (0.0, 0.0))
            m1 = b1 * m1 + (1 - b1) * grad
            m2 = b2 * m2 + (1 - b2) * grad ** 2  #! m2 = b1 * m2 + (1 - b1) * grad ** 2
            moments[(i, name)] = (m1, m2)
            m1_hat = m1 / (1 - b1 ** step)  #! m1_hat = m1 / (1 - b1)
            m2_hat = m2 / (1 - b2 ** step)
            layer.params[name] -= lr * m1_hat / (np.sqrt(m2_hat) + 1e-8)  #! layer.params[name] -= lr * m1_hat / (m2_hat + 1e-8)
print("final loss", loss)
