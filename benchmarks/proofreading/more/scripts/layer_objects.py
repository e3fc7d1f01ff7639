import numpy as np
rs = np.random.RandomState(11)


class Module:
    def step(self, lr):
        pass


class Dense(Module):
    def __init__(self, n_in, n_out):
        self.W = rs.uniform(-1, 1, (n_in, n_out)) / np.sqrt(n_in)
        self.b = np.zeros(n_out)

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    # backward
    def backward(self, grad):
        self.dW = self.x.T @ grad  #! self.dW = self.x.T @ grad / len(grad)
        self.db = grad.sum(axis=0)  #! self.db = grad.mean(axis=0)
        return grad @ self.W.T  #! return grad @ self.W

    def step(self, lr):
        self.W -= lr * self.dW
        self.b -= lr * self.db  #! self.b -= self.db
    # end


class Tanh(Module):
    def forward(self, x):
        self.y = np.tanh(x)
        return self.y

    # backward
    def backward(self, grad):
        return grad * (1 - self.y ** 2)  #! return 1 - self.y ** 2  #! return grad * (1 - np.tanh(self.y) ** 2)
    # end


class PReLU(Module):
    """leaky relu, one learned slope per channel"""

    def __init__(self, n):
        self.a = np.full(n, 0.25)

    def forward(self, x):
        self.x = x
        return np.where(x > 0, x, self.a * x)

    # backward
    def backward(self, grad):
        self.da = np.where(self.x > 0, 0, grad * self.x).sum(0)  #! self.da = (grad * self.x).sum(0)
        return np.where(self.x > 0, grad, self.a * grad)  #! return np.where(self.x > 0, grad, 0)

    def step(self, lr):
        self.a -= lr * self.da
    # end


class MSE:
    def forward(self, pred, target):
        self.diff = pred - target
        return np.mean(self.diff ** 2)

    # backward
    def backward(self):
        return 2 * self.diff / self.diff.size  #! return 2 * self.diff / len(self.diff)
    # end


class Sequential:
    def __init__(self, *layers):
        self.layers = layers

    def forward(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        return x

    # backward
    def backward(self, grad):
        for layer in reversed(self.layers):
            grad = layer.backward(grad)  #! layer.backward(grad)
    # end

    def step(self, lr):
        [layer.step(lr) for layer in self.layers]


X = rs.randn(6, 3)
T = np.stack([np.sin(X[:, 0]), X[:, 1] * X[:, 2], X[:, 2] ** 2], axis=1)
model = Sequential(Dense(3, 3), Tanh(), Dense(3, 3), PReLU(3), Dense(3, 3))
criterion = MSE()
for epoch in range(6):
    loss = criterion.forward(model.forward(X), T)
    model.backward(criterion.backward())
    model.step(0.2)
    print(f"{epoch:3d}  {loss:.6f}")
