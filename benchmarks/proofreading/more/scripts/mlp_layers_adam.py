"""Part 3 of the series: every layer knows its own forward and its own backward."""
import numpy as np


class Dense:
    def __init__(self, n_in, n_out, rng, l2=0.05):
        self.W = rng.standard_normal((n_in, n_out)) * np.sqrt(2.0 / n_in)
        self.b = np.zeros(n_out)
        self.l2 = l2

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, grad):
        self.dW = self.x.T @ grad + self.l2 * self.W  #! self.dW = self.x.T @ grad  #! self.dW = self.x.T @ grad + 2 * self.l2 * self.W
        self.db = grad.sum(axis=0)  #! self.db = grad.sum(axis=1)
        return grad @ self.W.T  #! return grad @ self.W


class LeakyReLU:
    slope = 0.1

    def forward(self, x):
        self.x = x
        return np.where(x > 0, x, self.slope * x)

    def backward(self, grad):
        return np.where(self.x > 0, grad, self.slope * grad)  #! return np.where(grad > 0, grad, self.slope * grad)  #! return np.where(self.x > 0, grad, 0.0)


class SoftmaxCrossEntropy:
    def forward(self, z, labels):
        z = z - z.max(axis=1, keepdims=True)       # otherwise exp explodes
        e = np.exp(z)
        self.p = e / e.sum(axis=1, keepdims=True)
        self.labels = labels
        return -np.mean(np.log(self.p[np.arange(len(labels)), labels]))

    def backward(self):
        n = len(self.labels)
        g = self.p.copy()
        g[np.arange(n), self.labels] -= 1.0  #! g[:, self.labels] -= 1.0
        return g / n  #! return g


class Adam:
    def __init__(self, layers, lr=0.02, b1=0.9, b2=0.99, eps=1e-8):
        self.layers, self.lr, self.b1, self.b2, self.eps, self.t = layers, lr, b1, b2, eps, 0
        self.m = [[np.zeros_like(l.W), np.zeros_like(l.b)] for l in layers]
        self.v = [[np.zeros_like(l.W), np.zeros_like(l.b)] for l in layers]

    def step(self):
        self.t += 1
        for i, l in enumerate(self.layers):
            for j, (p, g) in enumerate([(l.W, l.dW), (l.b, l.db)]):
                self.m[i][j] = self.b1 * self.m[i][j] + (1 - self.b1) * g
                self.v[i][j] = self.b2 * self.v[i][j] + (1 - self.b2) * g ** 2  #! self.v[i][j] = self.b2 * self.v[i][j] + (1 - self.b1) * g ** 2
                mhat = self.m[i][j] / (1 - self.b1 ** self.t)
                vhat = self.v[i][j] / (1 - self.b2 ** self.t)  #! vhat = self.v[i][j] / (1 - self.b2 * self.t)
                p -= self.lr * mhat / (np.sqrt(vhat) + self.eps)  #! p -= self.lr * mhat / (vhat + self.eps)


rng = np.random.default_rng(3)
X = rng.standard_normal((9, 4))
y = rng.integers(0, 3, size=9)
net = [Dense(4, 6, rng), LeakyReLU(), Dense(6, 3, rng)]
head = SoftmaxCrossEntropy()
dense = [l for l in net if isinstance(l, Dense)]
opt = Adam(dense)

for epoch in range(15):
    out = X
    for layer in net:
        out = layer.forward(out)
    loss = head.forward(out, y) + sum(0.5 * l.l2 * np.sum(l.W ** 2) for l in dense)
    # backward
    grad = head.backward()
    for layer in reversed(net):
        grad = layer.backward(grad)
    # update
    opt.step()
    if epoch % 5 == 0:
        print(epoch, loss)
