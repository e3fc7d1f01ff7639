import numpy as np


class Fit:
    """y(t) = c + sum_k A_k cos(w_k t) + B_k sin(w_k t), the frequencies are learned as well.
    The object remembers everything: data, parameters, intermediate results, gradients."""

    def __init__(self, t, y, freqs):
        self.t, self.y = t, y
        self.w = np.array(freqs, dtype=float)
        self.A = np.zeros(len(freqs))
        self.B = np.full(len(freqs), 0.1)
        self.c = y.mean()
        self.log = []

    def look(self):
        self.arg = np.outer(self.t, self.w)
        self.C, self.S = np.cos(self.arg), np.sin(self.arg)
        self.fit = self.c + self.C @ self.A + self.S @ self.B
        self.r = self.fit - self.y
        self.cost = (self.r ** 2).sum() / len(self.t)
        self.log.append(self.cost)
        return self

    def think(self):
        # backward
        self.dr = 2 * self.r / len(self.t)
        self.gA = self.C.T @ self.dr
        self.gB = self.S.T @ self.dr
        self.gc = self.dr.sum()
        darg = self.dr[:, None] * (self.B * self.C - self.A * self.S)
        self.gw = self.t @ darg
        return self

    def move(self, lr):
        # update
        self.A = self.A - lr * self.gA
        self.B = self.B - lr * self.gB
        self.c = self.c - lr * self.gc
        self.w = self.w - 0.1 * lr * self.gw    # frequencies are touchy
        return self


rng = np.random.default_rng(9)
t = np.linspace(0, 3, 12)
y = 1 + 0.8 * np.sin(2.1 * t) - 0.3 * np.cos(4 * t) + 0.05 * rng.normal(size=12)
m = Fit(t, y, [2.0, 3.7])
for _ in range(30):
    m.look().think().move(0.2)
print("cost", m.log[0], "->", m.log[-1])
print("frequencies", m.w)
