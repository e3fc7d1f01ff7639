import numpy as np

rng = np.random.default_rng(30)
LAMBDA = 0.02


class FullyConnected:
    def __init__(self, d_in, d_out):
        self.w = rng.normal(0, 0.6, size=(d_out, d_in))   # out x in
        self.b = np.full(d_out, 0.05)

    def __call__(self, x):
        self.x = x
        return np.einsum("oi,ni->no", self.w, x) + self.b

    def back(self, g):
        # backward
        self.dw = np.einsum("no,ni->oi", g, self.x)  #! self.dw = np.einsum("no,ni->oi", g, self.x) / len(g)
        self.dw += LAMBDA * self.w  #! self.dw += LAMBDA  #! self.dw = LAMBDA * self.w
        self.db = np.einsum("no->o", g)
        return np.einsum("no,oi->ni", g, self.w)

    def update(self, rate):
        # update
        self.w -= rate * self.dw
        self.b -= rate * self.db  #! self.b += rate * self.db


class Dropout:
    def __init__(self, rate):
        self.rate = rate

    def __call__(self, x):
        self.keep = rng.random(x.shape) >= self.rate
        return np.where(self.keep, x / (1 - self.rate), 0.0)

    def back(self, g):
        # backward
        return np.where(self.keep, g / (1 - self.rate), 0.0)  #! return np.where(self.keep, g, 0.0)  #! return g / (1 - self.rate)  #! return np.where(self.keep, 0.0, g / (1 - self.rate))


class Softplus:
    def __call__(self, x):
        self.x = x
        return np.log1p(np.exp(x))

    def back(self, g):
        # backward
        return g / (1 + np.exp(-self.x))  #! return g / (1 + np.exp(self.x))  #! return g * np.log1p(np.exp(self.x))


layers = [FullyConnected(3, 6), Softplus(), Dropout(0.3), FullyConnected(6, 5), Softplus(), FullyConnected(5, 2)]
x = rng.normal(size=(4, 3))
t = rng.normal(size=(4, 2))

for epoch in range(3):
    out = x
    for layer in layers:
        out = layer(out)
    penalty = sum(np.sum(layer.w ** 2) for layer in layers if hasattr(layer, "w"))
    loss = np.mean(np.sum((out - t) ** 2, axis=1)) + 0.5 * LAMBDA * penalty
    # backward
    g = 2 * (out - t) / len(x)  #! g = 2 * (out - t) / t.size  #! g = 2 * (out - t)
    for layer in layers[::-1]:
        g = layer.back(g)
    for layer in layers:
        if hasattr(layer, "update"):
            layer.update(0.04)
    # end
    print("epoch", epoch, "loss", loss)
