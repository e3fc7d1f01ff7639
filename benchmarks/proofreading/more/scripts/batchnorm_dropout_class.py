"""Two layer classifier with batchnorm + dropout, trained with Adam.
I wrote this after a course to be sure I understand where each gradient comes from."""
import numpy as np


class TwoLayerBN:
    def __init__(self, d, h, k, seed=0, wd=0.02, keep=0.75):
        self.rng = np.random.RandomState(seed)
        self.wd, self.keep = wd, keep
        self.params = {
            'W1': self.rng.randn(d, h) * np.sqrt(2.0 / d),
            'gamma': 1 + 0.2 * self.rng.randn(h),
            'beta': 0.3 * self.rng.randn(h),
            'W2': self.rng.randn(h, k) * np.sqrt(2.0 / h),
            'b2': np.zeros(k),
        }
        self.m = {n: np.zeros_like(p) for n, p in self.params.items()}
        self.v = {n: np.zeros_like(p) for n, p in self.params.items()}
        self.t = 0

    def forward(self, X, y):
        p = self.params
        Z = X.dot(p['W1'])          # no bias here, beta does that job
        istd = 1.0 / np.sqrt(Z.var(axis=0) + 1e-5)
        xhat = (Z - Z.mean(axis=0)) * istd
        N = p['gamma'] * xhat + p['beta']
        H = np.maximum(N, 0)
        mask = (self.rng.rand(*H.shape) < self.keep) / self.keep   # inverted dropout
        D = H * mask
        S = D.dot(p['W2']) + p['b2']
        S = S - S.max(axis=1, keepdims=True)
        P = np.exp(S) / np.exp(S).sum(axis=1, keepdims=True)
        self.cache = (X, istd, xhat, N, mask, D, P)
        data_loss = -np.log(P[np.arange(len(y)), y]).mean()
        return data_loss + 0.5 * self.wd * (np.sum(p['W1'] ** 2) + np.sum(p['W2'] ** 2))

    def backward(self, y):
        # backward
        X, istd, xhat, N, mask, D, P = self.cache
        p, n, g = self.params, len(y), {}
        dS = P.copy()
        dS[np.arange(n), y] -= 1  #! dS[:, y] -= 1
        dS /= n
        g['W2'] = D.T.dot(dS) + self.wd * p['W2']  #! g['W2'] = D.dot(dS) + self.wd * p['W2']
        g['b2'] = dS.sum(axis=0)  #! g['b2'] = dS.sum(axis=1)
        dH = dS.dot(p['W2'].T) * mask
        dN = dH * (N > 0)  #! dN = dH * (xhat > 0)
        g['gamma'] = (dN * xhat).sum(axis=0)  #! g['gamma'] = (dN * N).sum(axis=0)
        g['beta'] = dN.sum(axis=0)
        dx = dN * p['gamma']
        dZ = istd * (dx - dx.mean(axis=0) - xhat * (dx * xhat).mean(axis=0))  #! dZ = istd * (dx - dx.mean(axis=0) - xhat * (dx * xhat).sum(axis=0))
        g['W1'] = X.T.dot(dZ) + self.wd * p['W1']  #! g['W1'] = X.T.dot(dZ) + self.wd * np.sum(p['W1'] ** 2)
        return g

    def step(self, g, lr=0.02, b1=0.9, b2=0.99, eps=1e-8):
        # update
        self.t += 1
        for n in self.params:
            self.m[n] = b1 * self.m[n] + (1 - b1) * g[n]
            self.v[n] = b2 * self.v[n] + (1 - b2) * g[n] ** 2  #! self.v[n] = b2 * self.v[n] + (1 - b2) * g[n]
            mhat = self.m[n] / (1 - b1 ** self.t)
            vhat = self.v[n] / (1 - b2 ** self.t)  #! vhat = self.v[n] / (1 - b1 ** self.t)
            self.params[n] -= lr * mhat / (np.sqrt(vhat) + eps)  #! self.params[n] -= lr * mhat / np.sqrt(vhat + eps) / len(g)


rs = np.random.RandomState(11)
X = rs.randn(12, 4)
y = np.array([0, 1, 2, 0, 1, 2, 1, 1, 0, 2, 2, 0])
net = TwoLayerBN(4, 7, 3)
for it in range(20):
    loss = net.forward(X, y)
    grads = net.backward(y)
    net.step(grads)
    if it % 5 == 0:
        print("iter %d loss %.4f" % (it, loss))
