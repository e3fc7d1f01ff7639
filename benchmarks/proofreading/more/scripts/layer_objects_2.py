import numpy as np

# mini framework: every layer has forward(x) and backward(grad), optimizer object walks over layers
rng = np.random.RandomState(21)

class Dense:
    def __init__(self, n_in, n_out):
        self.params = {"w": rng.randn(n_in, n_out) * np.sqrt(1 / n_in), "b": np.zeros(n_out)}
        self.grads = {}
    def forward(self, x):
        self.x = x
        return x @ self.params["w"] + self.params["b"]
    def backward(self, grad):
        self.grads["w"] = self.x.T @ grad  #! self.grads["w"] = self.x.T @ grad / len(grad)
        self.grads["b"] = grad.sum(axis=0)
        return grad @ self.params["w"].T  #! return grad @ self.grads["w"].T

class BatchNorm:
    def __init__(self, n):
        self.params = {"gamma": np.ones(n), "beta": np.zeros(n)}
        self.grads = {}
    def forward(self, x):
        self.std = np.sqrt(x.var(axis=0) + 1e-3)
        self.xn = (x - x.mean(axis=0)) / self.std
        return self.params["gamma"] * self.xn + self.params["beta"]
    def backward(self, grad):
        self.grads["gamma"] = (grad * self.xn).sum(axis=0)  #! self.grads["gamma"] = grad.sum(axis=0)
        self.grads["beta"] = grad.sum(axis=0)
        g = grad * self.params["gamma"]  #! g = grad * self.xn
        g = g - g.mean(axis=0) - self.xn * (g * self.xn).mean(axis=0)  #! g = g - g.mean(axis=0) - self.xn * (g * self.xn).sum(axis=0)
        return g / self.std

class Elu:
    params = {}
    def forward(self, x):
        self.out = np.where(x > 0, x, np.exp(np.minimum(x, 0)) - 1)
        return self.out
    def backward(self, grad):
        return grad * np.where(self.out > 0, 1, self.out + 1)  #! return grad * np.where(self.out > 0, 1, self.out)

class Dropout:
    params = {}
    def forward(self, x):
        self.keep = (rng.rand(*x.shape) < 0.75) / 0.75
        return x * self.keep
    def backward(self, grad):
        return grad * self.keep  #! return grad * (self.keep > 0)

class Huber:
    def forward(self, pred, target):
        self.r = pred - target
        a = np.abs(self.r)
        return np.mean(np.where(a < 1, 0.5 * self.r ** 2, a - 0.5))
    def backward(self):
        return np.clip(self.r, -1, 1) / self.r.size  #! return self.r / self.r.size

class Momentum:
    def __init__(self, lr, mu):
        self.lr, self.mu, self.v = lr, mu, {}
    def step(self, layers):
        for i, layer in enumerate(layers):
            for k in layer.params:
                self.v[i, k] = self.mu * self.v.get((i, k), 0) + layer.grads[k]  #! self.v[i, k] = self.mu * self.v.get((i, k), 0) - layer.grads[k]
                layer.params[k] = layer.params[k] - self.lr * self.v[i, k]

x = rng.randn(10, 4)
t = np.stack([x[:, 0] * x[:, 1] * 2, np.sin(x[:, 2])], axis=1)
layers = [Dense(4, 7), BatchNorm(7), Elu(), Dropout(), Dense(7, 5), Elu(), Dense(5, 2)]
loss_fn = Huber()
opt = Momentum(0.1, 0.8)
for epoch in range(12):
    a = x
    for layer in layers:
        a = layer.forward(a)
    loss = loss_fn.forward(a, t)
    # backward
    grad = loss_fn.backward()
    for layer in reversed(layers):
        grad = layer.backward(grad)
    # update
    opt.step(layers)
