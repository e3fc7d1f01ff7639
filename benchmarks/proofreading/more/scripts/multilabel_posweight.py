# objective: (mask * (pos_weight * Y * np.logaddexp(0, -Z) + (1 - Y) * np.logaddexp(0, Z))).sum() / mask.sum()
# Multi-label tagging; some labels are unknown (mask = 0) and rare labels are up-weighted.
import numpy as np

g = np.random.default_rng(31)
B, D, H, L = 10, 6, 5, 4
X = g.normal(size=(B, D))
Y = (X @ g.normal(size=(D, L)) > 1.0).astype(float)
mask = (g.random((B, L)) > 0.2).astype(float)
pos = (mask * Y).sum(0)
pos_weight = np.clip((mask.sum(0) - pos) / np.maximum(pos, 1), 1, 5)


class Tagger:
    def __init__(self):
        self.W = g.normal(size=(H, D)) / np.sqrt(D)        # out x in
        self.b = np.zeros(H)
        self.U = g.normal(size=(L, H)) / np.sqrt(H)
        self.c = np.zeros(L)

    def __call__(self, X):
        self.pre = X @ self.W.T + self.b
        self.act = np.where(self.pre > 0, self.pre, 0.1 * self.pre)     # leaky
        return self.act @ self.U.T + self.c


net = Tagger()
for epoch in range(20):
    Z = net(X)
    # backward
    P = 1 / (1 + np.exp(-Z))
    G = mask * ((1 - Y) * P - pos_weight * Y * (1 - P)) / mask.sum()
    gU = G.T @ net.act
    gc = G.sum(axis=0)
    back = (G @ net.U) * np.where(net.pre > 0, 1.0, 0.1)
    gW = back.T @ X
    gb = back.sum(axis=0)
    # update
    net.U -= 0.8 * gU
    net.c -= 0.8 * gc
    net.W -= 0.8 * gW
    net.b -= 0.8 * gb

hit = ((Z > 0) == (Y > 0.5)) * mask
print("label accuracy on known labels:", hit.sum() / mask.sum())
