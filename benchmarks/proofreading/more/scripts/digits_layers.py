# "My digit classifier only ever answers 7" - minimal example
# columns are samples!  x: (features, batch)
import numpy as np

gen = np.random.default_rng(42)


class Dense:
    def __init__(self, n_in, n_out):
        self.W = gen.normal(0, np.sqrt(2.0 / n_in), (n_out, n_in))
        self.b = gen.normal(0, 0.1, (n_out, 1))

    def forward(self, x):
        self.x = x
        return self.W @ x + self.b


class LeakyReLU:
    def forward(self, x):
        self.x = x
        return np.where(x > 0, x, 0.1 * x)


def softmax(z):
    e = np.exp(z - z.max(axis=0, keepdims=True))
    return e / e.sum(axis=0, keepdims=True)


layers = [Dense(8, 6), LeakyReLU(), Dense(6, 5), LeakyReLU(), Dense(5, 3)]
images = gen.random((8, 10))          # 8 "pixels", 10 "digits"
labels = gen.integers(0, 3, 10)
onehot = np.eye(3)[labels].T
B = images.shape[1]

eta = 0.3
for step in range(12):
    a = images
    for layer in layers:
        a = layer.forward(a)
    probs = softmax(a)
    cost = -np.sum(onehot * np.log(probs + 1e-12)) / B

    # backward
    g = (probs - onehot) / B  #! g = probs - onehot  #! g = (onehot - probs) / B
    for layer in reversed(layers):  #! for layer in layers:
        if isinstance(layer, Dense):
            layer.dW = g @ layer.x.T  #! layer.dW = g @ layer.x.T / B
            layer.db = g.sum(axis=1, keepdims=True)  #! layer.db = g.sum(axis=0, keepdims=True)  #! layer.db = g.mean(axis=1, keepdims=True)
            g = layer.W.T @ g  #! g = layer.W @ g
        else:
            g = g * np.where(layer.x > 0, 1.0, 0.1)  #! g = g * np.where(g > 0, 1.0, 0.1)

    # update
    for layer in layers:
        if isinstance(layer, Dense):
            layer.W -= eta * layer.dW  #! layer.W = -eta * layer.dW
            layer.b -= eta * layer.db  #! layer.b += eta * layer.db

    if step % 4 == 0:
        print(step, round(float(cost), 4))
