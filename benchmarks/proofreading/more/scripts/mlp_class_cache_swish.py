import numpy as np
from numpy.random import default_rng


class TinyRegressor:
    """2-layer net, swish hidden units, Huber loss. forward() stores what backward() needs in self.cache."""

    def __init__(self, n_in, n_hid, n_out, seed=3):
        rng = default_rng(seed)
        self.W1 = rng.normal(0, 0.6, (n_in, n_hid))
        self.b1 = rng.normal(0, 0.1, n_hid)
        self.W2 = rng.normal(0, 0.6, (n_hid, n_out))
        self.b2 = np.zeros(n_out)
        self.skip = rng.normal(0, 0.3, (n_in, n_out))
        self.cache = {}
        self.grads = {}

    def forward(self, X):
        z = X @ self.W1 + self.b1
        s = 1 / (1 + np.exp(-z))
        h = z * s
        out = h @ self.W2 + X @ self.skip + self.b2
        self.cache = dict(X=X, z=z, s=s, h=h, out=out)
        return out

    def loss(self, y, delta=0.8):
        r = self.cache['out'] - y
        a = np.abs(r)
        self.cache['r'] = r
        self.cache['delta'] = delta
        return np.mean(np.where(a <= delta, 0.5 * r ** 2, delta * (a - 0.5 * delta)))

    def backward(self):
        # backward
        c = self.cache
        g_out = np.clip(c['r'], -c['delta'], c['delta']) / c['r'].size  #! g_out = np.clip(c['r'], -c['delta'], c['delta'])  #! g_out = c['r'] / c['r'].size  #! g_out = np.clip(c['r'], -c['delta'], c['delta']) / len(c['r'])
        self.grads['W2'] = c['h'].T @ g_out  #! self.grads['W2'] = c['z'].T @ g_out  #! self.grads['W2'] = c['s'].T @ g_out
        self.grads['b2'] = g_out.sum(0)  #! self.grads['b2'] = g_out.mean(0)
        self.grads['skip'] = c['X'].T @ g_out
        g_h = g_out @ self.W2.T
        dswish = c['s'] + c['h'] * (1 - c['s'])  #! dswish = c['s'] * (1 - c['s'])  #! dswish = c['s'] + c['s'] * (1 - c['s'])  #! dswish = c['s'] + c['h'] * (1 - c['h'])  #! dswish = c['s']
        g_z = g_h * dswish
        self.grads['W1'] = c['X'].T @ g_z  #! self.grads['W1'] = c['X'].T @ g_h
        self.grads['b1'] = g_z.sum(0)  #! self.grads['b1'] = g_h.sum(0)
        # end
        return self.grads

    def step(self, lr):
        # update
        self.W1 -= lr * self.grads['W1']
        self.b1 -= lr * self.grads['b1']  #! self.b1 -= self.grads['b1']
        self.W2 -= lr * self.grads['W2']
        self.b2 -= lr * self.grads['b2']  #! self.b2 += lr * self.grads['b2']
        self.skip -= lr * self.grads['skip']
        # end


X = np.array([[0.1, -1.0], [0.8, 0.3], [-0.5, 0.9], [1.4, -0.2], [-1.2, -0.7]])
Y = np.stack([np.sin(2 * X[:, 0]), X[:, 0] * X[:, 1] + 2.0], axis=1)

net = TinyRegressor(2, 4, 2)
for epoch in range(1, 31):
    net.forward(X)
    L = net.loss(Y)
    net.backward()
    net.step(lr=0.4)
    if epoch % 10 == 0:
        print(f"epoch {epoch:3d}  huber {L:.4f}")
