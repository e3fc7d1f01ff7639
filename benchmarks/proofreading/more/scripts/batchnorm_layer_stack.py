import numpy as np

# Gradient check of my BatchNorm layer only passes when I remove the layer. What is wrong with it?


class Linear:
    def __init__(self, n_in, n_out, rng):
        self.W = rng.randn(n_in, n_out) / np.sqrt(n_in)

    def forward(self, x):
        self.x = x
        return x @ self.W          # no bias, batchnorm has beta

    def backward(self, grad):
        # backward
        self.gW = self.x.T @ grad  #! self.gW = self.x.T @ grad / len(grad)
        return grad @ self.W.T  #! return grad @ self.W

    def update(self, lr):
        # update
        self.W -= lr * self.gW


class BatchNorm:
    def __init__(self, dim, eps=1e-3):
        self.gamma = np.ones(dim)
        self.beta = np.full(dim, 0.2)
        self.eps = eps

    def forward(self, x):
        self.centered = x - x.mean(axis=0)
        self.sd = np.sqrt((self.centered ** 2).mean(axis=0) + self.eps)
        self.normed = self.centered / self.sd
        return self.gamma * self.normed + self.beta

    def backward(self, dout):
        N = dout.shape[0]
        # backward
        self.gbeta = dout.sum(axis=0)
        self.ggamma = np.sum(self.normed * dout, axis=0)  #! self.ggamma = np.sum(self.centered * dout, axis=0) #! self.ggamma = np.sum(dout, axis=0)
        d_normed = self.gamma * dout
        d_centered = d_normed / self.sd
        d_sd = -np.sum((d_normed * self.centered) / (self.sd * self.sd), axis=0)  #! d_sd = -np.sum((d_normed * self.centered) / self.sd, axis=0) #! d_sd = np.sum((d_normed * self.centered) / (self.sd * self.sd), axis=0)
        d_var = 0.5 * d_sd / self.sd
        d_centered += (2.0 / N) * self.centered * d_var  #! d_centered = (2.0 / N) * self.centered * d_var
        dmu = np.sum(d_centered, axis=0)
        return d_centered - dmu / N

    def update(self, lr):
        # update
        self.gamma -= lr * self.ggamma
        self.beta -= lr * self.gbeta


class Relu:
    def forward(self, x):
        self.on = x > 0
        return x * self.on

    def backward(self, grad):
        # backward
        return grad * self.on

    def update(self, lr):
        pass


rng = np.random.RandomState(31)
X, Y = rng.randn(8, 3), rng.randn(8, 2)
net = [Linear(3, 5, rng), BatchNorm(5), Relu(), Linear(5, 4, rng), BatchNorm(4), Relu(), Linear(4, 2, rng)]
for epoch in range(2):
    out = X
    for layer in net:
        out = layer.forward(out)
    loss = np.sum((out - Y) ** 2) / len(X)
    # backward
    d = 2 * (out - Y) / len(X)  #! d = 2 * (out - Y)
    for layer in net[::-1]:
        d = layer.backward(d)
    # end
    for layer in net:
        layer.update(0.1)
    print(loss)
