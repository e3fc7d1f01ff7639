from numpy import array, zeros, maximum, exp, log, where, arange
import numpy as np


class Net:
    """in -> leaky relu -> softmax. rows = samples."""

    def __init__(self, n_in, n_hid, n_out, lr=0.2, wd=0.05, seed=7):
        rng = np.random.default_rng(seed)
        self.W1 = rng.normal(0, 0.6, (n_in, n_hid))
        self.b1 = zeros(n_hid)
        self.W2 = rng.normal(0, 0.6, (n_hid, n_out))
        self.b2 = zeros(n_out)
        self.lr, self.wd = lr, wd
        self.slope = 0.1
        self.cache = {}

    def forward(self, X):
        a = X @ self.W1 + self.b1
        h = where(a > 0, a, self.slope * a)
        s = h @ self.W2 + self.b2
        e = exp(s - s.max(axis=1, keepdims=True))
        p = e / e.sum(axis=1, keepdims=True)
        self.cache = dict(X=X, a=a, h=h, p=p)
        return p

    def loss(self, p, t):
        n = len(t)
        data = -log(p[arange(n), t]).sum() / n
        reg = 0.5 * self.wd * ((self.W1 ** 2).sum() + (self.W2 ** 2).sum())
        return data + reg

    def backward(self, t):
        # backward
        c = self.cache
        n = t.shape[0]
        ds = c['p'].copy()
        ds[arange(n), t] -= 1  #! ds[arange(n), t] += 1  #! ds[:, t] -= 1
        ds /= n  #! ds /= ds.shape[1]
        self.dW2 = c['h'].T @ ds + self.wd * self.W2  #! self.dW2 = c['h'].T @ ds  #! self.dW2 = c['a'].T @ ds + self.wd * self.W2  #! self.dW2 = c['h'].T @ ds + 2 * self.wd * self.W2
        self.db2 = ds.sum(axis=0)
        dh = ds @ self.W2.T  #! dh = c['p'] @ self.W2.T
        da = dh * where(c['a'] > 0, 1.0, self.slope)  #! da = dh * where(c['a'] > 0, 1.0, 0.0)  #! da = dh * where(c['a'] > 0, self.slope, 1.0)  #! da = dh * where(dh > 0, 1.0, self.slope)
        self.dW1 = c['X'].T @ da + self.wd * self.W1  #! self.dW1 = c['X'].T @ dh + self.wd * self.W1
        self.db1 = da.sum(axis=0)  #! self.db1 = da.sum()

    def step(self):
        # update
        self.W1 -= self.lr * self.dW1
        self.b1 -= self.lr * self.db1  #! self.b1 -= self.db1
        self.W2 -= self.lr * self.dW2
        self.b2 -= self.lr * self.db2  #! self.b2 += self.lr * self.db2
        # end


X = array([[5.1, 3.5, 1.4], [4.9, 3.0, 1.3], [6.4, 3.2, 4.5],
           [6.9, 3.1, 4.9], [6.3, 3.3, 6.0], [5.8, 2.7, 5.1]])
X = (X - X.mean(0)) / X.std(0)
t = array([0, 0, 1, 1, 2, 2])

net = Net(3, 5, 3)
for epoch in range(10):
    p = net.forward(X)
    L = net.loss(p, t)
    net.backward(t)
    net.step()
    if epoch % 3 == 0:
        print(epoch, L)
