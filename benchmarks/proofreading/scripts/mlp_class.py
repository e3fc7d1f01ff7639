import numpy as np

class Network:
    def __init__(self, n_in, n_hidden, n_out, lr=0.1):
        rng = np.random.default_rng(7)
        self.W1 = rng.normal(size=(n_in, n_hidden)) * 0.5
        self.b1 = np.zeros((1, n_hidden))
        self.W2 = rng.normal(size=(n_hidden, n_out)) * 0.5
        self.b2 = np.zeros((1, n_out))
        self.lr = lr

    def forward(self, X):
        self.X = X
        self.z1 = np.dot(X, self.W1) + self.b1
        self.a1 = np.maximum(0, self.z1)
        self.z2 = np.dot(self.a1, self.W2) + self.b2
        self.out = 1 / (1 + np.exp(-self.z2))
        return self.out

    def backward(self, y):
        m = y.shape[0]
        # backward
        dz2 = (self.out - y) / m
        self.dW2 = np.dot(self.a1.T, dz2)
        self.db2 = np.sum(dz2, axis=0, keepdims=True)
        da1 = np.dot(dz2, self.W2.T)
        dz1 = da1 * (self.z1 > 0)
        self.dW1 = np.dot(self.X.T, dz1)
        self.db1 = np.sum(dz1, axis=0, keepdims=True)
        # end

    def step(self):
        # update
        self.W1 -= self.lr * self.dW1
        self.b1 -= self.lr * self.db1
        self.W2 -= self.lr * self.dW2
        self.b2 -= self.lr * self.db2
        # end

rng = np.random.default_rng(1)
X = rng.normal(size=(8, 3))
y = (rng.random((8, 2)) > 0.5).astype(float)
net = Network(3, 5, 2)
for epoch in range(3):
    out = net.forward(X)
    loss = -np.mean(np.sum(y * np.log(out) + (1 - y) * np.log(1 - out), axis=1))
    net.backward(y)
    net.step()
