"""Factorization machine (Rendle 2010) for click prediction with hinge-free logistic loss, labels in {-1,+1}.
The pairwise term is computed in O(kn):  0.5 * sum_f [ (sum_i v_if x_i)^2 - sum_i v_if^2 x_i^2 ]"""
import numpy as np


class FM:
    def __init__(self, n, k, seed):
        r = np.random.RandomState(seed)
        self.w0 = np.zeros(1)
        self.w = np.zeros(n)
        self.V = r.randn(n, k) * 0.3

    def score(self, X):
        self.XV = X @ self.V
        return self.w0 + X @ self.w + 0.5 * (self.XV ** 2 - X ** 2 @ self.V ** 2).sum(1)

    def loss(self, X, y):
        return np.log1p(np.exp(-y * self.score(X))).mean()

    def grad(self, X, y):
        # backward
        s = self.score(X)
        g = -y / (1 + np.exp(y * s)) / len(y)
        dw0 = np.array([g.sum()])
        dw = X.T @ g
        dV = X.T @ (g[:, None] * self.XV) - ((X ** 2).T @ g)[:, None] * self.V
        return dw0, dw, dV


def one_hot_rows(users, items):
    X = np.zeros((len(users), 7))
    X[np.arange(len(users)), users] = 1
    X[np.arange(len(items)), 4 + items] = 1
    return X


rs = np.random.RandomState(9)
users, items = rs.randint(0, 4, 12), rs.randint(0, 3, 12)
y = np.where((users + items) % 2 == 0, 1.0, -1.0)
X = one_hot_rows(users, items)
fm = FM(7, 2, seed=5)

# finite differences on V
g = fm.grad(X, y)[2]
for i in range(7):
    for f in range(2):
        fm.V[i, f] += 1e-5; up = fm.loss(X, y)
        fm.V[i, f] -= 2e-5; dn = fm.loss(X, y)
        fm.V[i, f] += 1e-5
        assert abs((up - dn) / 2e-5 - g[i, f]) < 1e-7

# Adadelta, no learning rate to choose
Eg = [np.zeros_like(p) for p in (fm.w0, fm.w, fm.V)]
Ed = [np.zeros_like(p) for p in (fm.w0, fm.w, fm.V)]
for it in range(25):
    grads = fm.grad(X, y)
    # update
    for p, g, a, b in zip((fm.w0, fm.w, fm.V), grads, Eg, Ed):
        a[...] = 0.9 * a + 0.1 * g * g
        dx = -np.sqrt(b + 1e-4) / np.sqrt(a + 1e-4) * g
        b[...] = 0.9 * b + 0.1 * dx * dx
        p += dx
    if it % 6 == 0:
        print(it, fm.loss(X, y))
