import numpy as np
np.random.seed(13)
class TiedAutoencoder:
    def __init__(self, n_in, n_hid):
        self.W = np.random.randn(n_in, n_hid) * 0.3
        self.b = np.zeros(n_hid)
        self.c = np.zeros(n_in)
    def sigmoid(self, x):
        return 1 / (1 + np.exp(-x))
    def encode(self, x):
        return self.sigmoid(x @ self.W + self.b)
    def decode(self, h):
        return self.sigmoid(h @ self.W.T + self.c)
    def train_step(self, x, lr):
        h = self.encode(x)
        x_hat = self.decode(h)
        loss = 0.5 * np.sum((x_hat - x) ** 2) / len(x)
        # backward
        delta_out = (x_hat - x) * x_hat * (1 - x_hat) / len(x)
        delta_hid = (delta_out @ self.W) * h * (1 - h)
        grad_W = x.T @ delta_hid + delta_out.T @ h
        grad_b = delta_hid.sum(axis=0)
        grad_c = delta_out.sum(axis=0)
        # update
        self.W -= lr * grad_W
        self.b -= lr * grad_b
        self.c -= lr * grad_c
        # end
        return loss
x = np.random.rand(6, 5)
ae = TiedAutoencoder(5, 3)
for epoch in range(3):
    loss = ae.train_step(x, 0.5)
    print(epoch, loss)
