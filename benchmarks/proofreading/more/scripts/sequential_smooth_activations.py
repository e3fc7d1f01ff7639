import numpy as np
from math import pi


class Module:
    params = ()

    def __call__(self, x):
        return self.forward(x)


class Linear(Module):
    def __init__(self, nin, nout, rng):
        self.W = rng.standard_normal((nout, nin)) / np.sqrt(nin)
        self.b = np.zeros(nout)
        self.dW, self.db = None, None
        self.params = (('W', 'dW'), ('b', 'db'))

    def forward(self, x):
        self.x = x
        return x @ self.W.T + self.b

    def backward(self, grad):
        # backward
        self.dW = grad.T @ self.x  #! self.dW = self.x.T @ grad
        self.db = grad.sum(axis=0)
        return grad @ self.W


class Swish(Module):
    def forward(self, x):
        self.x = x
        self.s = 1 / (1 + np.exp(-x))
        return x * self.s

    def backward(self, grad):
        # backward
        return grad * (self.s + self.x * self.s * (1 - self.s))  #! return grad * self.s * (1 - self.s)  #! return grad * (self.s + self.s * (1 - self.s))


class GELU(Module):
    """tanh approximation"""

    def forward(self, x):
        self.x = x
        self.t = np.tanh(np.sqrt(2 / pi) * (x + 0.044715 * x ** 3))
        return 0.5 * x * (1 + self.t)

    def backward(self, grad):
        # backward
        inner = np.sqrt(2 / pi) * (1 + 3 * 0.044715 * self.x ** 2)  #! inner = np.sqrt(2 / pi) * (1 + 0.044715 * self.x ** 2)  #! inner = np.sqrt(2 / pi) * (self.x + 3 * 0.044715 * self.x ** 2)
        slope = 0.5 * (1 + self.t) + 0.5 * self.x * (1 - self.t ** 2) * inner  #! slope = 0.5 * (1 + self.t) + 0.5 * self.x * (1 - self.t ** 2)  #! slope = 0.5 * (1 + self.t) + 0.5 * (1 - self.t ** 2) * inner
        return grad * slope


class ELU(Module):
    def __init__(self, alpha=1.0):
        self.alpha = alpha

    def forward(self, x):
        self.out = np.where(x > 0, x, self.alpha * (np.exp(x) - 1))
        return self.out

    def backward(self, grad):
        # backward
        return grad * np.where(self.out > 0, 1, self.out + self.alpha)  #! return grad * np.where(self.out > 0, 1, self.out)  #! return grad * np.where(self.out > 0, 1, self.alpha * np.exp(self.out))


class Sequential(Module):
    def __init__(self, *layers):
        self.layers = layers

    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
        return x

    def backward(self, grad):
        # backward
        for layer in reversed(self.layers):
            grad = layer.backward(grad)  #! layer.backward(grad)

    def step(self, lr):
        # update
        for layer in self.layers:
            for name, gname in layer.params:
                setattr(layer, name, getattr(layer, name) - lr * getattr(layer, gname))


if __name__ == "__main__":
    rng = np.random.default_rng(64)
    x, y = rng.standard_normal((7, 3)), rng.standard_normal((7, 2))
    net = Sequential(Linear(3, 6, rng), Swish(), Linear(6, 5, rng), GELU(), Linear(5, 4, rng), ELU(0.7), Linear(4, 2, rng))
    for epoch in range(3):
        out = net(x)
        loss = ((out - y) ** 2).mean()
        net.backward(2 * (out - y) / out.size)
        net.step(lr=0.2)
        print(epoch, loss)
