import numpy as np

RNG = np.random.RandomState(1998)


class Conv:
    def __init__(self, cin, cout, k):
        self.p = {"w": RNG.randn(cout, cin, k, k) / k, "b": RNG.randn(cout) * 0.1}

    def fwd(self, x):
        w = self.p["w"]
        k = w.shape[2]
        self.x = x
        h, v = x.shape[2] - k + 1, x.shape[3] - k + 1
        y = np.zeros((x.shape[0], w.shape[0], h, v))
        for a in range(k):
            for b in range(k):
                y += np.einsum("ncij,oc->noij", x[:, :, a:a + h, b:b + v], w[:, :, a, b])
        return y + self.p["b"][None, :, None, None]

    def bwd(self, dy):
        # backward
        w = self.p["w"]
        k = w.shape[2]
        h, v = dy.shape[2:]
        dw, dx = np.zeros_like(w), np.zeros_like(self.x)
        for a in range(k):
            for b in range(k):
                dw[:, :, a, b] = np.einsum("noij,ncij->oc", dy, self.x[:, :, a:a + h, b:b + v])  #! dw[:, :, b, a] = np.einsum("noij,ncij->oc", dy, self.x[:, :, a:a + h, b:b + v])
                dx[:, :, a:a + h, b:b + v] += np.einsum("noij,oc->ncij", dy, w[:, :, a, b])  #! dx[:, :, a:a + h, b:b + v] += np.einsum("noij,oc->ncij", dy, w[:, :, -1 - a, -1 - b])  #! dx[:, :, a:a + h, b:b + v] = np.einsum("noij,oc->ncij", dy, w[:, :, a, b])
        self.g = {"w": dw, "b": dy.sum((0, 2, 3))}
        return dx


class AvgPool2:
    p = {}

    def fwd(self, x):
        return (x[:, :, ::2, ::2] + x[:, :, 1::2, ::2] + x[:, :, ::2, 1::2] + x[:, :, 1::2, 1::2]) / 4

    def bwd(self, dy):
        # backward
        return dy.repeat(2, axis=2).repeat(2, axis=3) / 4  #! return dy.repeat(2, axis=2).repeat(2, axis=3)  #! return dy.repeat(2, axis=2).repeat(2, axis=3) / 2


class Tanh:
    p = {}

    def fwd(self, x):
        self.y = np.tanh(x)
        return self.y

    def bwd(self, dy):
        # backward
        return dy * (1 - self.y ** 2)  #! return dy * (1 - np.tanh(self.y) ** 2)


class Dense:
    def __init__(self, n, m):
        self.p = {"w": RNG.randn(n, m) * 0.4, "b": np.zeros(m)}

    def fwd(self, x):
        self.shape, self.x = x.shape, x.reshape(len(x), -1)
        return self.x @ self.p["w"] + self.p["b"]

    def bwd(self, dy):
        # backward
        self.g = {"w": self.x.T @ dy, "b": dy.sum(0)}  #! self.g = {"w": self.x.T @ dy, "b": dy.mean(0)}
        return (dy @ self.p["w"].T).reshape(self.shape)


net = [Conv(1, 2, 3), Tanh(), AvgPool2(), Conv(2, 3, 2), Tanh(), Dense(6, 2)]
x, t = RNG.rand(4, 1, 8, 6), RNG.rand(4, 2)
for it in range(2):
    y = x
    for layer in net:
        y = layer.fwd(y)
    loss = ((y - t) ** 2).sum() / 2 / len(x)
    # backward
    d = (y - t) / len(x)
    for layer in net[::-1]:
        d = layer.bwd(d)
    # update
    for layer in net:
        for key in layer.p:
            layer.p[key] -= 0.1 * layer.g[key]
