import numpy as np

# Week 5 exercise: two layer softmax classifier, Adam, L2. Feedback welcome!


class TwoLayerNet:
    def __init__(self, n_in, n_hid, n_out, reg=0.05, lr=0.02):
        rng = np.random.RandomState(7)
        self.params = {
            'W1': rng.randn(n_in, n_hid) * 0.4,
            'b1': np.zeros(n_hid),
            'W2': rng.randn(n_hid, n_out) * 0.4,
            'b2': np.zeros(n_out),
        }
        self.reg = reg
        self.lr = lr
        self.m = {k: np.zeros_like(v) for k, v in self.params.items()}
        self.v = {k: np.zeros_like(v) for k, v in self.params.items()}
        self.t = 0

    def forward(self, X):
        p = self.params
        z1 = X @ p['W1'] + p['b1']
        a1 = np.maximum(0, z1)
        scores = a1 @ p['W2'] + p['b2']
        scores = scores - scores.max(axis=1, keepdims=True)
        e = np.exp(scores)
        probs = e / e.sum(axis=1, keepdims=True)
        self.cache = (X, z1, a1, probs)
        return probs

    def loss(self, y):
        X, z1, a1, probs = self.cache
        n = len(y)
        data = -np.log(probs[np.arange(n), y]).mean()
        return data + 0.5 * self.reg * ((self.params['W1'] ** 2).sum() + (self.params['W2'] ** 2).sum())

    def backward(self, y):
        # backward
        X, z1, a1, probs = self.cache
        n = X.shape[0]
        g = {}
        d = probs.copy()
        d[np.arange(n), y] -= 1  #! d[:, y] -= 1
        d /= n
        g['W2'] = a1.T @ d + self.reg * self.params['W2']  #! g['W2'] = z1.T @ d + self.reg * self.params['W2']
        g['b2'] = d.sum(axis=0)  #! g['b2'] = probs.sum(axis=0)
        da1 = d @ self.params['W2'].T  #! da1 = d * self.params['W2'].T
        dz1 = da1 * (z1 > 0)  #! dz1 = da1 * z1
        g['W1'] = X.T @ dz1 + self.reg * self.params['W1']  #! g['W1'] = X.T @ dz1
        g['b1'] = dz1.sum(axis=0)  #! g['b1'] = da1.sum(axis=0)
        return g

    def step(self, g):
        # update
        self.t += 1
        for k in self.params:
            self.m[k] = 0.9 * self.m[k] + 0.1 * g[k]  #! self.m[k] = 0.9 * self.m[k] + 0.9 * g[k]
            self.v[k] = 0.999 * self.v[k] + 0.001 * g[k] ** 2
            mhat = self.m[k] / (1 - 0.9 ** self.t)  #! mhat = self.m[k] / (1 - 0.9)
            vhat = self.v[k] / (1 - 0.999 ** self.t)
            self.params[k] -= self.lr * mhat / (np.sqrt(vhat) + 1e-8)  #! self.params[k] -= self.lr * mhat / (vhat + 1e-8)


rng = np.random.RandomState(0)
X = rng.randn(12, 4)
y = (X[:, 0] > 0).astype(int) + (X[:, 1] > 0.3).astype(int)

net = TwoLayerNet(4, 6, 3)
for epoch in range(20):
    net.forward(X)
    L = net.loss(y)
    grads = net.backward(y)
    net.step(grads)
print('final loss', L)
