import numpy as np

class Net:
    """3-layer classifier for assignment 4: relu, inverted dropout on the first layer, L2."""

    def __init__(self, sizes, keep=0.75, reg=0.02):
        d, h1, h2, c = sizes
        self.keep, self.reg = keep, reg
        self.W1 = np.random.randn(d, h1) * np.sqrt(2 / d)
        self.b1 = np.full(h1, 0.1)
        self.W2 = np.random.randn(h1, h2) * np.sqrt(2 / h1)
        self.b2 = np.full(h2, 0.1)
        self.W3 = np.random.randn(h2, c) * 0.5
        self.b3 = np.zeros(c)

    def forward(self, X, y):
        z1 = X @ self.W1 + self.b1
        a1 = np.maximum(0, z1)
        mask = (np.random.rand(*a1.shape) < self.keep) / self.keep
        d1 = a1 * mask
        z2 = d1 @ self.W2 + self.b2
        a2 = np.maximum(0, z2)
        s = a2 @ self.W3 + self.b3
        s = s - s.max(axis=1, keepdims=True)
        probs = np.exp(s) / np.exp(s).sum(axis=1, keepdims=True)
        self.cache = (X, y, z1, a1, mask, d1, z2, a2, probs)
        data_loss = -np.log(probs[np.arange(len(y)), y]).mean()
        reg_loss = 0.5 * self.reg * sum((W ** 2).sum() for W in (self.W1, self.W2, self.W3))
        return data_loss + reg_loss

    def backward(self):
        X, y, z1, a1, mask, d1, z2, a2, probs = self.cache
        N = len(y)
        # backward
        ds = probs.copy()
        ds[np.arange(N), y] -= 1  #! ds[:, y] -= 1
        ds /= N  #! ds /= ds.shape[1]
        self.dW3 = a2.T @ ds + self.reg * self.W3  #! self.dW3 = a2.T @ ds
        self.db3 = ds.sum(axis=0)
        dz2 = (ds @ self.W3.T) * (z2 > 0)  #! dz2 = (ds @ self.W3.T) * a2
        self.dW2 = d1.T @ dz2 + self.reg * self.W2  #! self.dW2 = a1.T @ dz2 + self.reg * self.W2
        self.db2 = dz2.sum(axis=0)  #! self.db2 = dz2.sum(axis=1)
        dd1 = dz2 @ self.W2.T
        da1 = dd1 * mask  #! da1 = dd1 * self.keep
        dz1 = da1 * (z1 > 0)  #! dz1 = dd1 * (z1 > 0)
        self.dW1 = X.T @ dz1 + self.reg * self.W1  #! self.dW1 = X.T @ dz1 + self.reg * dz1
        self.db1 = dz1.sum(axis=0)

    def step(self, lr):
        # update
        for n in ("1", "2", "3"):
            for kind in ("W", "b"):
                p = getattr(self, kind + n)
                p -= lr * getattr(self, "d" + kind + n)  #! p -= lr * getattr(self, kind + n)

np.random.seed(5)
X = np.random.randn(10, 4)
y = np.array([0, 1, 2, 2, 1, 0, 1, 2, 0, 0])
net = Net((4, 7, 6, 3))
for it in range(12):
    loss = net.forward(X, y)
    net.backward()
    net.step(0.1)
    if it % 4 == 0:
        print(it, loss)
