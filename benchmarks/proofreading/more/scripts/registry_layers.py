"""Mini framework: layers register themselves under a name, network built from a config list."""
import numpy as np

LAYERS = {}


def register(name):
    def deco(cls):
        LAYERS[name] = cls
        return cls
    return deco


class Layer:
    params = ()

    def __call__(self, x):
        return self.forward(x)


@register("linear")
class Linear(Layer):
    params = ("W", "b")

    def __init__(self, n_in, n_out, rng):
        self.W = rng.standard_normal((n_in, n_out)) / np.sqrt(n_in)
        self.b = np.zeros((1, n_out))
        self.grads = {}

    def forward(self, x):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        self.grads["W"] = self.x.T @ dout
        self.grads["b"] = dout.sum(axis=0, keepdims=True)
        return dout @ self.W.T


@register("elu")
class ELU(Layer):
    def __init__(self, alpha, rng):
        self.alpha = alpha

    def forward(self, x):
        self.x = x
        self.y = np.where(x > 0, x, self.alpha * (np.exp(np.minimum(x, 0)) - 1))
        return self.y

    def backward(self, dout):
        return dout * np.where(self.x > 0, 1.0, self.y + self.alpha)


rng = np.random.default_rng(0)
config = [("linear", 4, 6), ("elu", 0.7), ("linear", 6, 5), ("elu", 1.0), ("linear", 5, 2)]
net = [LAYERS[name](*args, rng) for name, *args in config]
x = rng.normal(size=(8, 4))
t = np.stack([x[:, 0] * x[:, 1], np.abs(x[:, 2])], axis=1)
for step in range(15):
    a = x
    for layer in net:
        a = layer(a)
    loss = 0.5 * np.sum((a - t) ** 2) / len(x)
    print(step, round(float(loss), 4))
    # backward
    grad = (a - t) / len(x)
    for layer in reversed(net):
        grad = layer.backward(grad)
    # update
    for layer in net:
        for p in layer.params:
            setattr(layer, p, getattr(layer, p) - 0.1 * layer.grads[p])
