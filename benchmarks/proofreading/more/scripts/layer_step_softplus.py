import numpy as np
rs = np.random.RandomState(0)

class Dense:
    def __init__(self, n_in, n_out):
        self.W = rs.normal(0, 0.5, (n_in, n_out))
        self.b = np.zeros(n_out)
    def forward(self, x):
        self.x = x
        return x.dot(self.W) + self.b
    def backward(self, grad):
        self.gW = self.x.T.dot(grad)
        self.gb = grad.sum(0)
        return grad.dot(self.W.T)
    def step(self, lr):
        self.W -= lr * self.gW
        self.b -= lr * self.gb

class Softplus:
    def forward(self, x):
        self.x = x
        return np.logaddexp(0, x)
    def backward(self, grad):
        # derivative of softplus is the logistic function
        return grad / (1 + np.exp(-self.x))
    def step(self, lr):
        pass

class MSE:
    def forward(self, pred, target):
        self.diff = pred - target
        return np.mean(self.diff ** 2)
    def backward(self):
        return 2 * self.diff / self.diff.size

X = rs.uniform(-2, 2, (8, 2))
T = np.c_[np.sin(X[:, 0]), X[:, 0] * X[:, 1]]
layers = [Dense(2, 6), Softplus(), Dense(6, 4), Softplus(), Dense(4, 2)]
criterion = MSE()
for epoch in range(20):
    h = X
    for layer in layers:
        h = layer.forward(h)
    loss = criterion.forward(h, T)
    # backward
    g = criterion.backward()
    for layer in layers[::-1]:
        g = layer.backward(g)
    # update
    for layer in layers:
        layer.step(0.05)
print('final', loss)
