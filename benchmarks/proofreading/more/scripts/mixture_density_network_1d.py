"""Mixture density network (Bishop 1994): x -> weights, means, sigmas of 3 Gaussians. Negative log likelihood."""
import numpy as np

np.random.seed(1994)
N, H, K = 6, 5, 3
t = np.random.uniform(-1, 1, (N, 1))
x = t + 0.3 * np.sin(2 * np.pi * t) + 0.05 * np.random.randn(N, 1)


class MDN:
    def __init__(self):
        self.W1, self.b1 = np.random.randn(1, H), np.zeros((1, H))
        self.Wp, self.bp = np.random.randn(H, K) * 0.5, np.zeros((1, K))
        self.Wm, self.bm = np.random.randn(H, K) * 0.5, np.random.randn(1, K)
        self.Ws, self.bs = np.random.randn(H, K) * 0.5, np.zeros((1, K))

    def forward(self, x):
        self.x = x
        self.h = np.tanh(x @ self.W1 + self.b1)
        z = self.h @ self.Wp + self.bp
        self.pi = np.exp(z) / np.sum(np.exp(z), axis=1, keepdims=True)
        self.mu = self.h @ self.Wm + self.bm
        self.sigma = np.exp(self.h @ self.Ws + self.bs)

    def nll(self, t):
        dens = np.exp(-0.5 * ((t - self.mu) / self.sigma) ** 2) / (self.sigma * np.sqrt(2 * np.pi))
        self.joint = self.pi * dens
        return -np.mean(np.log(self.joint.sum(axis=1)))

    def backward(self, t):
        # backward
        n = len(t)
        gamma = self.joint / self.joint.sum(axis=1, keepdims=True)  #! gamma = self.joint / self.joint.sum(axis=0, keepdims=True)  #! gamma = self.joint
        dz = (self.pi - gamma) / n  #! dz = -gamma / n  #! dz = (gamma - self.pi) / n
        dmu = gamma * (self.mu - t) / self.sigma ** 2 / n  #! dmu = gamma * (self.mu - t) / self.sigma / n  #! dmu = self.pi * (self.mu - t) / self.sigma ** 2 / n
        ds = gamma * (1 - (t - self.mu) ** 2 / self.sigma ** 2) / n  #! ds = gamma * (1 / self.sigma - (t - self.mu) ** 2 / self.sigma ** 3) / n  #! ds = gamma * ((t - self.mu) ** 2 / self.sigma ** 2 - 1) / n
        dh = dz @ self.Wp.T + dmu @ self.Wm.T + ds @ self.Ws.T  #! dh = dmu @ self.Wm.T + ds @ self.Ws.T
        da = dh * (1 - self.h ** 2)
        self.grads = {"W1": self.x.T @ da, "b1": da.sum(axis=0, keepdims=True)}
        for name, d in (("p", dz), ("m", dmu), ("s", ds)):
            self.grads["W" + name] = self.h.T @ d
            self.grads["b" + name] = d.sum(axis=0, keepdims=True)  #! self.grads["b" + name] = d.sum(axis=1, keepdims=True).T

    def step(self, lr):
        # update
        for name, g in self.grads.items():
            setattr(self, name, getattr(self, name) - lr * g)


model = MDN()
for epoch in range(2):
    model.forward(x)
    loss = model.nll(t)
    model.backward(t)
    model.step(0.05)
    print(epoch, loss)
