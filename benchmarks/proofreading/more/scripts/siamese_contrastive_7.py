# Siamese network: same tower for both inputs => gradients of the two branches are summed
import numpy as np

np.random.seed(33)
margin = 1.0


class Tower:
    def __init__(self):
        self.A = np.random.randn(4, 5) * 0.5
        self.a = np.zeros(5)
        self.B = np.random.randn(5, 2) * 0.5

    def __call__(self, x):
        h = np.tanh(x @ self.A + self.a)
        return h @ self.B, (x, h)

    def grads(self, memo, g):
        x, h = memo
        dz = (g @ self.B.T) * (1 - h * h)
        return x.T @ dz, dz.sum(0), h.T @ g


left = np.random.randn(8, 4)
right = np.where(np.arange(8)[:, None] < 4, left + 0.1 * np.random.randn(8, 4), np.random.randn(8, 4))
same = (np.arange(8) < 4).astype(float)
tower = Tower()

for epoch in range(16):
    e1, memo1 = tower(left)
    e2, memo2 = tower(right)
    diff = e1 - e2
    dist = np.sqrt((diff ** 2).sum(1) + 1e-9)
    gap = np.maximum(margin - dist, 0)
    loss = np.mean(same * dist ** 2 + (1 - same) * gap ** 2)
    # backward
    ddist = (same * 2 * dist - (1 - same) * 2 * gap) / len(same)
    ddiff = (ddist / dist)[:, None] * diff
    total = [p + q for p, q in zip(tower.grads(memo1, ddiff), tower.grads(memo2, -ddiff))]
    # update
    for name, grad in zip("AaB", total):
        setattr(tower, name, getattr(tower, name) - 0.3 * grad)
    print(epoch, f"{loss:.4f}", "d(same)=%.3f d(diff)=%.3f" % (dist[:4].mean(), dist[4:].mean()))
