import numpy as np

rs = np.random.RandomState(17)


class Linear:
    def __init__(self, n_in, n_out):
        self.w = rs.randn(n_in, n_out) / np.sqrt(n_in)
        self.b = np.zeros(n_out)

    def __call__(self, x):
        self.x = x
        return x @ self.w + self.b

    def backward(self, grad):
        # backward
        self.dw = self.x.T @ grad  #! self.dw = grad.T @ self.x
        self.db = grad.sum(0)
        return grad @ self.w.T
        # end


class Tanh:
    def __call__(self, x):
        self.y = np.tanh(x)
        return self.y

    def backward(self, grad):
        # backward
        return grad * (1 - self.y ** 2)  #! return grad * (1 - self.y)  #! return grad * (1 - np.tanh(self.y) ** 2)
        # end


class Dropout:
    def __init__(self, rate):
        self.rate = rate
        self.training = True

    def __call__(self, x):
        if self.training:
            self.mask = (rs.rand(*x.shape) >= self.rate) / (1 - self.rate)
            return x * self.mask
        return x

    def backward(self, grad):
        # backward
        return grad * self.mask  #! return grad  #! return grad * self.mask * (1 - self.rate)  #! return grad * self.mask / (1 - self.rate)  #! return grad * (1 - self.mask)
        # end


layers = [Linear(3, 6), Tanh(), Dropout(0.4), Linear(6, 4), Tanh(), Dropout(0.25), Linear(4, 1)]
X = rs.randn(7, 3)
y = X[:, :1] * X[:, 1:2]

for epoch in range(2):
    out = X
    for layer in layers:
        out = layer(out)
    loss = np.mean((out - y) ** 2)
    # backward
    grad = 2 * (out - y) / len(X)  #! grad = (out - y) / len(X)  #! grad = 2 * (y - out) / len(X)
    for layer in reversed(layers):  #! for layer in layers:
        grad = layer.backward(grad)
    # end
    # update
    for layer in layers:
        if isinstance(layer, Linear):
            layer.w -= 0.1 * layer.dw
            layer.b -= 0.1 * layer.db  #! layer.b -= 0.1 * layer.dw.sum(0)
weights = [l.w for l in layers if hasattr(l, "w")]
