import numpy as np
from contextlib import contextmanager


class Net:
    def __init__(self, sizes, keep=0.75, seed=1):
        self.rng = np.random.RandomState(seed)
        self.keep = keep
        self.training = False
        self.W = [self.rng.randn(m, n) * np.sqrt(2.0 / m) for m, n in zip(sizes, sizes[1:])]
        self.b = [np.full(n, 0.01) for n in sizes[1:]]

    @contextmanager
    def train_mode(self):
        self.training = True
        try:
            yield self
        finally:
            self.training = False

    def forward(self, x):
        self.acts, self.masks = [x], []
        for i, (W, b) in enumerate(zip(self.W, self.b)):
            z = self.acts[-1] @ W + b
            if i < len(self.W) - 1:
                m = (z > 0).astype(float)
                if self.training:
                    m *= (self.rng.rand(*z.shape) < self.keep) / self.keep
                self.masks.append(m)
                z = z * m
            self.acts.append(z)
        return self.acts[-1]


X = np.random.RandomState(0).randn(10, 5)
Y = np.c_[X.sum(1), X[:, 0] - X[:, 1]]
net = Net([5, 8, 6, 2])
lr = 0.02
for epoch in range(20):
    with net.train_mode():
        out = net.forward(X)
        loss = ((out - Y) ** 2).sum() / X.shape[0]
        # backward
        g = 2 * (out - Y) / X.shape[0]
        gW, gb = [None] * 3, [None] * 3
        for i in (2, 1, 0):
            gW[i] = net.acts[i].T @ g
            gb[i] = g.sum(0)
            if i > 0:
                g = (g @ net.W[i].T) * net.masks[i - 1]
        # update
        for i in range(3):
            net.W[i] -= lr * gW[i]
            net.b[i] -= lr * gb[i]
    # evaluation: dropout is off out here
    test = np.mean((net.forward(X) - Y) ** 2)
    if epoch % 5 == 0:
        print("epoch", epoch, "train", loss, "eval", test)
