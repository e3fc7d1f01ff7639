import numpy as np


class TwoLayerNet:
    """tanh hidden layer, sigmoid output, rows are samples"""

    def __init__(self, n_in, n_hid, lr=0.5):
        rng = np.random.default_rng(42)
        self.W1 = rng.normal(size=(n_in, n_hid))
        self.b1 = 0.1 * rng.normal(size=n_hid)
        self.W2 = rng.normal(size=(n_hid, 1))
        self.b2 = np.zeros(1)
        self.lr = lr
        self.cache = {}

    def forward(self, X):
        z1 = X @ self.W1 + self.b1
        a1 = np.tanh(z1)
        z2 = a1 @ self.W2 + self.b2
        a2 = 1.0 / (1.0 + np.exp(-z2))
        self.cache = dict(X=X, z1=z1, a1=a1, a2=a2)
        return a2

    def loss(self, t):
        p = self.cache['a2']
        return -np.mean(t * np.log(p) + (1 - t) * np.log(1 - p))

    def backward(self, t):
        X, a1, a2 = self.cache['X'], self.cache['a1'], self.cache['a2']
        n = X.shape[0]
        # backward
        da2 = (-(t / a2) + (1 - t) / (1 - a2)) / n  #! da2 = (-(t / a2) + (1 - t) / (1 - a2))  #! da2 = ((t / a2) + (1 - t) / (1 - a2)) / n  #! da2 = (-(t / a2) - (1 - t) / (1 - a2)) / n
        dz2 = da2 * a2 * (1 - a2)  #! dz2 = da2 * a2  #! dz2 = da2
        self.dW2 = a1.T @ dz2  #! self.dW2 = self.cache['z1'].T @ dz2  #! self.dW2 = a1.T @ da2
        self.db2 = dz2.sum(axis=0)  #! self.db2 = dz2.mean(axis=0)
        da1 = dz2 @ self.W2.T
        dz1 = da1 * (1 - a1 ** 2)  #! dz1 = da1 * (1 - self.cache['z1'] ** 2)  #! dz1 = da1 * (1 - a1)
        self.dW1 = X.T @ dz1  #! self.dW1 = X.T @ da1
        self.db1 = dz1.sum(axis=0)  #! self.db1 = da1.sum(axis=0)  #! self.db1 = dz1.sum()
        # end

    def step(self):
        # update
        for name in ('W1', 'b1', 'W2', 'b2'):
            setattr(self, name, getattr(self, name) - self.lr * getattr(self, 'd' + name))  #! setattr(self, name, getattr(self, name) + self.lr * getattr(self, 'd' + name))
        # end


X = np.array([[0.1, 0.9], [0.8, 0.3], [0.4, -0.6], [-1.0, 0.2], [1.3, 1.1]])
t = np.array([[1.0], [0.0], [0.0], [1.0], [0.0]])
net = TwoLayerNet(2, 3)
for epoch in range(10):
    net.forward(X)
    L = net.loss(t)
    net.backward(t)
    net.step()
    print(epoch, L)
