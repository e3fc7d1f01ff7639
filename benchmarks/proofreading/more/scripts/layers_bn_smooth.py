import numpy as np

# Layers as classes. Dense -> BatchNorm -> ReLU -> Dense -> softmax with label smoothing


class Dense:
    def __init__(self, n_in, n_out, rng):
        self.W = rng.normal(0, np.sqrt(2 / n_in), (n_in, n_out))
        self.b = np.zeros(n_out)

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.dW = self.x.T @ dout  #! self.dW = dout.T @ self.x  #! self.dW = self.x.T @ dout / len(dout)
        self.db = dout.sum(axis=0)  #! self.db = dout.mean(axis=0)
        return dout @ self.W.T

    def step(self, lr):
        self.W -= lr * self.dW
        self.b -= lr * self.db  #! self.b += lr * self.db


class BatchNorm:
    def __init__(self, n):
        self.gamma, self.beta, self.eps = np.ones(n), np.zeros(n), 1e-5

    def forward(self, x):
        self.mu = x.mean(axis=0)
        self.var = x.var(axis=0)
        self.std = np.sqrt(self.var + self.eps)
        self.xhat = (x - self.mu) / self.std
        return self.gamma * self.xhat + self.beta

    def backward(self, dout):
        m = dout.shape[0]
        self.dgamma = np.sum(dout * self.xhat, axis=0)  #! self.dgamma = np.sum(dout, axis=0)
        self.dbeta = np.sum(dout, axis=0)
        dxhat = dout * self.gamma
        s1 = np.sum(dxhat, axis=0)
        s2 = np.sum(dxhat * self.xhat, axis=0)  #! s2 = np.sum(dxhat, axis=0) * self.xhat.sum(axis=0)
        return (m * dxhat - s1 - self.xhat * s2) / (m * self.std)  #! return dxhat / self.std

    def step(self, lr):
        self.gamma -= lr * self.dgamma
        self.beta -= lr * self.dbeta  #! self.beta -= lr * self.dgamma


class ReLU:
    def forward(self, x):
        self.mask = x > 0
        return x * self.mask

    def backward(self, dout):
        return dout * self.mask  #! return dout

    def step(self, lr):
        pass


rng = np.random.default_rng(5)
data = rng.normal(size=(24, 4))
labels = (data[:, 0] > 0).astype(int) + (data[:, 1] > 0.3)
layers = [Dense(4, 6, rng), BatchNorm(6), ReLU(), Dense(6, 3, rng)]
smooth = 0.1
for epoch in range(3):
    for start in range(0, 24, 8):
        x, y = data[start:start + 8], labels[start:start + 8]
        a = x
        for layer in layers:
            a = layer.forward(a)
        logp = a - a.max(axis=1, keepdims=True)
        logp = logp - np.log(np.exp(logp).sum(axis=1, keepdims=True))
        target = np.full((8, 3), smooth / 3)
        target[np.arange(8), y] += 1 - smooth
        loss = -(target * logp).sum() / 8
        # backward
        grad = (np.exp(logp) - target) / 8  #! grad = np.exp(logp); grad[np.arange(8), y] -= 1; grad /= 8
        for layer in reversed(layers):
            grad = layer.backward(grad)
        # update
        for layer in layers:
            layer.step(0.2)
