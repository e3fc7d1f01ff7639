import numpy as np


class DropoutNet:
    """in -> hidden (relu, inverted dropout) -> out (softmax), L2 on the weights, Adam"""

    def __init__(self, n_in, n_hid, n_out, keep=0.75, reg=0.02, seed=0):
        self.rng = np.random.default_rng(seed)
        self.keep = keep
        self.reg = reg
        self.params = {
            'W1': self.rng.normal(0, 0.6, (n_in, n_hid)),
            'b1': np.full(n_hid, 0.1),
            'W2': self.rng.normal(0, 0.6, (n_hid, n_out)),
            'b2': np.zeros(n_out),
        }
        self.m = {k: np.zeros_like(v) for k, v in self.params.items()}
        self.v = {k: np.zeros_like(v) for k, v in self.params.items()}
        self.t = 0
        self.cache = {}
        self.grads = {}

    def forward(self, X):
        p = self.params
        Z1 = X @ p['W1'] + p['b1']
        A1 = np.maximum(0, Z1)
        mask = (self.rng.random(A1.shape) < self.keep) / self.keep
        D1 = A1 * mask
        Z2 = D1 @ p['W2'] + p['b2']
        ex = np.exp(Z2 - Z2.max(axis=1, keepdims=True))
        probs = ex / ex.sum(axis=1, keepdims=True)
        self.cache = {'X': X, 'Z1': Z1, 'A1': A1, 'mask': mask, 'D1': D1, 'probs': probs}
        return probs

    def loss(self, probs, y):
        data = -np.log(probs[np.arange(len(y)), y]).mean()
        l2 = 0.5 * self.reg * sum(np.sum(self.params[k] ** 2) for k in ('W1', 'W2'))
        return data + l2

    def backward(self, y):
        # backward
        c, p = self.cache, self.params
        n = len(y)
        dZ2 = c['probs'].copy()
        dZ2[np.arange(n), y] -= 1  #! dZ2[:, y] -= 1
        dZ2 /= n  #! dZ2 /= dZ2.size
        self.grads['W2'] = c['D1'].T @ dZ2 + self.reg * p['W2']  #! self.grads['W2'] = c['A1'].T @ dZ2 + self.reg * p['W2']
        self.grads['b2'] = dZ2.sum(axis=0)  #! self.grads['b2'] = dZ2.sum(axis=1)
        dD1 = dZ2 @ p['W2'].T
        dA1 = dD1 * c['mask']  #! dA1 = dD1 * (c['mask'] == 0)
        dZ1 = dA1 * (c['Z1'] > 0)  #! dZ1 = dA1
        self.grads['W1'] = c['X'].T @ dZ1 + self.reg * p['W1']  #! self.grads['W1'] = c['X'].T @ dZ1 - self.reg * p['W1']
        self.grads['b1'] = dZ1.sum(axis=0)  #! self.grads['b1'] = dA1.sum(axis=0)

    def adam(self, lr=0.03, beta1=0.9, beta2=0.99, eps=1e-8):
        # update
        self.t += 1
        for k in self.params:
            g = self.grads[k]
            self.m[k] = beta1 * self.m[k] + (1 - beta1) * g  #! self.m[k] = beta1 * self.m[k] + beta1 * g
            self.v[k] = beta2 * self.v[k] + (1 - beta2) * g ** 2
            mhat = self.m[k] / (1 - beta1 ** self.t)
            vhat = self.v[k] / (1 - beta2 ** self.t)
            self.params[k] -= lr * mhat / (np.sqrt(vhat) + eps)


data_rng = np.random.default_rng(5)
X = data_rng.normal(size=(10, 4))
y = data_rng.integers(0, 3, 10)
net = DropoutNet(4, 7, 3)
losses = []
for step in range(20):
    probs = net.forward(X)
    losses.append(net.loss(probs, y))
    net.backward(y)
    net.adam()
print(losses[0], losses[-1])
