import numpy as np


class ShallowNet:
    """2-layer net, every COLUMN is an example. relu -> softmax"""

    def __init__(self, n_x, n_h, n_y, lr=0.3, seed=1):
        rng = np.random.default_rng(seed)
        self.W1 = rng.standard_normal((n_h, n_x)) * np.sqrt(2 / n_x)
        self.b1 = np.full((n_h, 1), 0.05)
        self.W2 = rng.standard_normal((n_y, n_h)) * np.sqrt(1 / n_h)
        self.b2 = np.zeros((n_y, 1))
        self.lr = lr

    def forward(self, X):
        self.X = X
        self.Z1 = self.W1 @ X + self.b1
        self.A1 = np.maximum(0, self.Z1)
        self.Z2 = self.W2 @ self.A1 + self.b2
        ex = np.exp(self.Z2 - self.Z2.max(axis=0))
        self.A2 = ex / ex.sum(axis=0)
        return self.A2

    def cost(self, Y):
        return -np.sum(Y * np.log(self.A2)) / Y.shape[1]

    def backward(self, Y):
        m = Y.shape[1]
        # backward
        dZ2 = self.A2 - Y  #! dZ2 = self.A2 * (1 - self.A2) * (self.A2 - Y)  #! dZ2 = (self.A2 - Y) / m
        self.dW2 = dZ2 @ self.A1.T / m  #! self.dW2 = dZ2 @ self.Z1.T / m  #! self.dW2 = dZ2 @ self.A1.T
        self.db2 = np.sum(dZ2, axis=1, keepdims=True) / m  #! self.db2 = np.sum(dZ2) / m  #! self.db2 = np.sum(dZ2, axis=1, keepdims=True)
        dA1 = self.W2.T @ dZ2  #! dA1 = self.W2.T @ self.A2
        dZ1 = dA1 * (self.Z1 > 0)  #! dZ1 = dA1 * self.A1  #! dZ1 = dA1  #! dZ1 = dA1 * (self.Z1 < 0)
        self.dW1 = dZ1 @ self.X.T / m  #! self.dW1 = dA1 @ self.X.T / m
        self.db1 = dZ1.sum(axis=1, keepdims=True) / m  #! self.db1 = np.sum(dZ1) / m

    def step(self):
        # update
        self.W1 -= self.lr * self.dW1
        self.b1 -= self.lr * self.db1  #! self.b1 -= self.lr * self.db1.mean()
        self.W2 -= self.lr * self.dW2  #! self.W2 = self.lr * self.dW2
        self.b2 -= self.lr * self.db2
        # end


X = np.array([[0.2, 1.1, -0.7, 0.9, -1.2, 0.3],
              [1.4, -0.3, 0.8, -1.0, 0.1, 0.6],
              [-0.5, 0.7, 1.2, 0.4, -0.9, -1.1]])
labels = [0, 1, 2, 1, 2, 0]
Y = np.eye(3)[:, labels]

net = ShallowNet(3, 5, 3)
for epoch in range(25):
    net.forward(X)
    c = net.cost(Y)
    net.backward(Y)
    net.step()
    if epoch % 8 == 0:
        print(f"Cost after iteration {epoch}: {c:.5f}")
print("train acc", np.mean(net.forward(X).argmax(0) == labels))
