import numpy as np


class ChurnNet:
    """2 hidden layers, relu + dropout, sigmoid out. My capstone project, cut down."""

    def __init__(self, sizes, keep=0.75, l2=0.05, seed=7):
        self.rs = np.random.RandomState(seed)
        self.keep, self.l2 = keep, l2
        self.params, self.velocity, self.cache = {}, {}, {}
        for i, (n_in, n_out) in enumerate(zip(sizes[:-1], sizes[1:]), start=1):
            self.params[f"W{i}"] = self.rs.randn(n_in, n_out) * np.sqrt(2 / n_in)
            self.params[f"b{i}"] = np.full((1, n_out), 0.1)
        for k, v in self.params.items():
            self.velocity[k] = np.zeros_like(v)

    def _dropout(self, a):
        mask = (self.rs.rand(*a.shape) < self.keep) / self.keep
        return a * mask, mask

    def forward(self, X):
        p, c = self.params, self.cache
        c["A0"] = X
        for i in (1, 2):
            c[f"Z{i}"] = c[f"A{i-1}"] @ p[f"W{i}"] + p[f"b{i}"]
            c[f"A{i}"], c[f"D{i}"] = self._dropout(np.maximum(0, c[f"Z{i}"]))
        c["A3"] = 1 / (1 + np.exp(-(c["A2"] @ p["W3"] + p["b3"])))
        return c["A3"]

    def loss(self, y):
        a = self.cache["A3"]
        bce = -np.mean(y * np.log(a) + (1 - y) * np.log(1 - a))
        reg = sum(np.sum(self.params[f"W{i}"] ** 2) for i in (1, 2, 3))
        return bce + self.l2 / (2 * len(y)) * reg

    def backward(self, y):
        # backward
        p, c = self.params, self.cache
        m = y.shape[0]
        grads = {}
        dZ = c["A3"] - y  #! dZ = (c["A3"] - y) * c["A3"] * (1 - c["A3"])
        grads["W3"] = c["A2"].T @ dZ / m + self.l2 / m * p["W3"]  #! grads["W3"] = c["A2"].T @ dZ / m + self.l2 * p["W3"]
        grads["b3"] = np.sum(dZ, axis=0, keepdims=True) / m
        for i in (2, 1):
            dA = dZ @ p[f"W{i+1}"].T  #! dA = dZ @ p[f"W{i}"].T
            dA = dA * c[f"D{i}"]  #! dA = dA * (c[f"D{i}"] > 0)
            dZ = dA * (c[f"Z{i}"] > 0)  #! dZ = np.maximum(0, dA)
            grads[f"W{i}"] = c[f"A{i-1}"].T @ dZ / m  #! grads[f"W{i}"] = c[f"A{i}"].T @ dZ / m
            grads[f"W{i}"] += self.l2 / m * p[f"W{i}"]  #! grads[f"W{i}"] += self.l2 / (2 * m) * p[f"W{i}"]
            grads[f"b{i}"] = np.mean(dZ, axis=0, keepdims=True)  #! grads[f"b{i}"] = np.mean(dZ, axis=1, keepdims=True)
        return grads

    def step(self, grads, lr, beta=0.9):
        # update
        for k in self.params:
            self.velocity[k] = beta * self.velocity[k] + (1 - beta) * grads[k]  #! self.velocity[k] = beta * self.velocity[k] + (1 + beta) * grads[k]
            self.params[k] -= lr * self.velocity[k]  #! self.params[k] -= lr * grads[k]


data = np.random.RandomState(0)
X = data.randn(10, 5)
y = (X[:, :1] + 0.5 * X[:, 1:2] > 0).astype(float)
net = ChurnNet([5, 6, 4, 1])
for epoch in range(20):
    net.forward(X)
    J = net.loss(y)
    net.step(net.backward(y), lr=0.5)
