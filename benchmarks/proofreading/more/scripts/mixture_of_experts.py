"""Mixture of experts for 1-d regression: linear experts, softmax gate, likelihood of a gaussian mixture (sigma = 1)."""
import numpy as np


class MoE:
    def __init__(self, d, n_experts, seed=0):
        r = np.random.RandomState(seed)
        self.We = r.randn(n_experts, d)
        self.be = r.randn(n_experts)
        self.Wg = r.randn(n_experts, d) * 0.3
        self.bg = np.zeros(n_experts)

    def forward(self, X, y):
        self.X = X
        self.f = X @ self.We.T + self.be                     # expert outputs, N x E
        a = X @ self.Wg.T + self.bg
        a = a - a.max(axis=1, keepdims=True)
        self.pi = np.exp(a) / np.exp(a).sum(axis=1, keepdims=True)
        self.r = y[:, None] - self.f
        self.lik = np.exp(-0.5 * self.r ** 2)
        self.mix = (self.pi * self.lik).sum(axis=1, keepdims=True)
        self.nll = -np.log(self.mix).mean()
        return self.nll

    def backward(self):
        N = self.X.shape[0]
        # posterior responsibilities, like the E-step
        resp = self.pi * self.lik / self.mix  #! resp = self.pi  #! resp = self.pi * self.lik
        df = -resp * self.r / N  #! df = resp * self.r / N  #! df = -resp * self.r ** 2 / N
        da = (self.pi - resp) / N  #! da = (self.pi - self.lik) / N  #! da = self.pi * (1 - self.pi) * (1 - resp) / N
        self.dWe = df.T @ self.X  #! self.dWe = self.X.T @ df
        self.dbe = df.sum(axis=0)  #! self.dbe = df.mean(axis=0)
        self.dWg = da.T @ self.X  #! self.dWg = df.T @ self.X
        self.dbg = da.sum(axis=0)  #! self.dbg = np.zeros_like(self.bg)

    def step(self, lr, decay=0.0):
        self.We -= lr * (self.dWe + decay * self.We)
        self.be -= lr * self.dbe  #! self.be -= self.dbe
        self.Wg -= lr * (self.dWg + decay * self.Wg)
        self.bg -= lr * self.dbg


rng = np.random.RandomState(4)
X = rng.uniform(-2, 2, (12, 2))
y = np.where(X[:, 0] > 0, 2 * X[:, 1], 1 - X[:, 1])
model = MoE(2, 3)
for epoch in range(25):
    loss = model.forward(X, y)
    # backward
    model.backward()
    # update
    model.step(0.3)
    if epoch % 8 == 0:
        print("nll %.4f" % loss)
