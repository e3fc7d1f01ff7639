import numpy as np

class Dense:
    def __init__(self, n_in, n_out):
        self.W = np.random.randn(n_in, n_out) * np.sqrt(2 / n_in)
        self.b = np.zeros(n_out)

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, grad, lr):
        # backward
        dx = grad @ self.W.T
        dW = self.x.T @ grad
        db = grad.sum(axis=0)
        # update
        self.W -= lr * dW
        self.b -= lr * db
        # end
        return dx

class ReLU:
    def forward(self, x):
        self.mask = x > 0
        return x * self.mask

    def backward(self, grad, lr):
        # backward
        out = grad * self.mask
        # end
        return out

np.random.seed(3)
X = np.random.randn(6, 4)
Y = np.random.randn(6, 2)
layers = [Dense(4, 8), ReLU(), Dense(8, 2)]
for epoch in range(2):
    out = X
    for layer in layers:
        out = layer.forward(out)
    loss = np.mean((out - Y) ** 2)
    # backward
    grad = 2 * (out - Y) / out.size
    # end
    for layer in reversed(layers):
        grad = layer.backward(grad, 0.05)
