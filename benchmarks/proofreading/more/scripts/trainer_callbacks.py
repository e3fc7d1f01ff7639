# objective: np.sum((yb - pred) ** 2) / (2 * len(xb))
import numpy as np


class Callback:
    def on_epoch_end(self, trainer):
        pass


class Printer(Callback):
    def on_epoch_end(self, trainer):
        print("epoch", trainer.epoch, "|theta| =", round(float(np.linalg.norm(trainer.theta)), 4))


class LRDecay(Callback):
    def __init__(self, factor):
        self.factor = factor

    def on_epoch_end(self, trainer):
        trainer.lr *= self.factor


class EarlyStop(Callback):
    def on_epoch_end(self, trainer):
        trainer.stop = np.abs(trainer.grad).max() < 1e-3


class Trainer:
    def __init__(self, n_features, lr, callbacks):
        self.theta = np.linspace(-0.5, 0.5, n_features + 1)   # theta[0] is the intercept
        self.lr = lr
        self.callbacks = callbacks
        self.stop = False

    def batches(self, X, y, size, rng):
        order = rng.permutation(len(X))
        for start in range(0, len(X), size):
            idx = order[start:start + size]
            yield X[idx], y[idx]

    def fit(self, X, y, epochs=15, size=4):
        rng = np.random.default_rng(0)
        X = np.hstack([np.ones((len(X), 1)), X])
        for self.epoch in range(epochs):
            for xb, yb in self.batches(X, y, size, rng):
                pred = xb @ self.theta
                # backward
                self.grad = -xb.T @ (yb - pred) / len(xb)
                # update
                self.theta -= self.lr * self.grad
            for cb in self.callbacks:
                cb.on_epoch_end(self)
            if self.stop:
                break
        return self


rs = np.random.RandomState(8)
X = rs.rand(12, 3)
y = 2 + X.dot([1.0, -1.0, 3.0]) + 0.01 * rs.randn(12)
t = Trainer(3, 0.5, [Printer(), LRDecay(0.95), EarlyStop()]).fit(X, y)
print(t.theta)
