# my mini "framework": a list of layer objects, trained with Adam
import numpy as np

rng = np.random.default_rng(7)


class Dense:
    def __init__(self, fan_in, fan_out):
        self.W = rng.normal(size=(fan_in, fan_out)) / np.sqrt(fan_in)
        self.b = np.zeros((1, fan_out))
        self.mW, self.sW = np.zeros_like(self.W), np.zeros_like(self.W)
        self.mb, self.sb = np.zeros_like(self.b), np.zeros_like(self.b)

    def forward(self, x):
        self.cache = x
        return x @ self.W + self.b


class Sigmoid:
    def forward(self, x):
        self.cache = 1.0 / (1.0 + np.exp(-x))
        return self.cache


class LeakyReLU:
    slope = 0.1

    def forward(self, x):
        self.cache = x
        return np.where(x > 0, x, self.slope * x)


def backprop(layers, g):
    # backward
    for layer in reversed(layers):    #! for layer in layers:
        if isinstance(layer, Dense):
            layer.dW = layer.cache.T @ g    #! layer.dW = g.T @ layer.cache
            layer.db = g.sum(axis=0, keepdims=True)
            g = g @ layer.W.T    #! g = g @ layer.W
        elif isinstance(layer, Sigmoid):
            g = g * layer.cache * (1 - layer.cache)    #! g = layer.cache * (1 - layer.cache)
        else:
            g = g * np.where(layer.cache > 0, 1.0, layer.slope)    #! g = g * np.where(g > 0, 1.0, layer.slope)  #! g = g * np.where(layer.cache > 0, 1.0, 0.0)
    return g


x = rng.normal(size=(6, 4))
target = rng.uniform(0.1, 0.9, size=(6, 2))
net = [Dense(4, 6), LeakyReLU(), Dense(6, 5), Sigmoid(), Dense(5, 2), Sigmoid()]

b1, b2, eta, eps = 0.9, 0.99, 0.02, 1e-8
for t in range(1, 11):
    out = x
    for layer in net:
        out = layer.forward(out)
    mse = np.mean((out - target) ** 2)

    g0 = 2.0 * (out - target) / out.size    #! g0 = 2.0 * (target - out) / out.size
    backprop(net, g0)

    # update
    for layer in net:
        if not isinstance(layer, Dense):
            continue
        layer.mW = b1 * layer.mW + (1 - b1) * layer.dW
        layer.sW = b2 * layer.sW + (1 - b2) * layer.dW ** 2    #! layer.sW = b2 * layer.sW + (1 - b2) * layer.dW
        layer.mb = b1 * layer.mb + (1 - b1) * layer.db
        layer.sb = b2 * layer.sb + (1 - b2) * layer.db ** 2
        layer.W -= eta * (layer.mW / (1 - b1 ** t)) / (np.sqrt(layer.sW / (1 - b2 ** t)) + eps)    #! layer.W -= eta * (layer.mW / (1 - b1 ** t)) / (layer.sW / (1 - b2 ** t) + eps)
        layer.b -= eta * (layer.mb / (1 - b1 ** t)) / (np.sqrt(layer.sb / (1 - b2 ** t)) + eps)    #! layer.b -= eta * (layer.mb / (1 - b1 ** t)) / (np.sqrt(layer.sb / (1 - b1 ** t)) + eps)

print("final mse", mse)
