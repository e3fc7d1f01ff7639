import numpy as np

rng = np.random.default_rng(7)


class Dense:
    def __init__(self, fan_in, fan_out):
        self.W = rng.normal(0, 0.7, (fan_out, fan_in))     # out x in, like torch
        self.b = rng.normal(0, 0.1, fan_out)

    def forward(self, x):
        self.x = x
        return x @ self.W.T + self.b

    def backward(self, dout):
        # backward
        self.dW = dout.T @ self.x  #! self.dW = dout.T @ self.x / len(self.x)
        self.db = dout.sum(axis=0)  #! self.db = dout.mean(axis=0)
        return dout @ self.W
        # end

    def step(self, lr):
        # update
        self.W -= lr * self.dW
        self.b -= lr * self.db
        # end


class BatchNorm:
    def __init__(self, dim, eps=1e-5):
        self.gamma, self.beta, self.eps = np.ones(dim), np.zeros(dim), eps

    def forward(self, x):
        self.xc = x - x.mean(axis=0)
        self.var = (self.xc ** 2).mean(axis=0)
        self.istd = 1 / np.sqrt(self.var + self.eps)
        self.xhat = self.xc * self.istd
        return self.gamma * self.xhat + self.beta

    def backward(self, dout):
        N = dout.shape[0]
        # backward
        self.dgamma = (dout * self.xhat).sum(axis=0)  #! self.dgamma = (dout * self.xc).sum(axis=0)  #! self.dgamma = dout.sum(axis=0)
        self.dbeta = dout.sum(axis=0)
        dxhat = dout * self.gamma  #! dxhat = dout  #! dxhat = dout * self.beta
        dvar = (dxhat * self.xc).sum(axis=0) * -0.5 * self.istd ** 3  #! dvar = (dxhat * self.xhat).sum(axis=0) * -0.5 * self.istd ** 3  #! dvar = (dxhat * self.xc).sum(axis=0) * 0.5 * self.istd ** 3
        dxc = dxhat * self.istd + 2 * dvar * self.xc / N  #! dxc = dxhat * self.istd  #! dxc = dxhat * self.istd + dvar * self.xc / N
        return dxc - dxc.mean(axis=0)  #! return dxc  #! return dxc - dxc.mean(axis=1, keepdims=True)
        # end

    def step(self, lr):
        # update
        self.gamma -= lr * self.dgamma
        self.beta -= lr * self.dbeta
        # end


class LeakyReLU:
    def forward(self, x):
        self.mask = x > 0
        return np.where(self.mask, x, 0.1 * x)

    def backward(self, dout):
        # backward
        return np.where(self.mask, dout, 0.1 * dout)  #! return dout * self.mask
        # end

    def step(self, lr):
        pass


model = [Dense(3, 4), BatchNorm(4), LeakyReLU(), Dense(4, 3)]
x0 = rng.normal(size=(6, 3))
labels = np.array([0, 2, 1, 1, 0, 2])


def forward_loss():
    h = x0
    for layer in model:
        h = layer.forward(h)
    h = h - h.max(axis=1, keepdims=True)
    p = np.exp(h) / np.exp(h).sum(axis=1, keepdims=True)
    return p, -np.log(p[np.arange(6), labels]).mean()


for epoch in range(20):
    p, loss = forward_loss()
    # backward
    dout = p.copy()
    dout[np.arange(6), labels] -= 1  #! dout[:, labels] -= 1
    dout /= len(labels)
    for layer in reversed(model):
        dout = layer.backward(dout)
    # update
    for layer in model:
        layer.step(0.3)
    # end
    if epoch % 5 == 0:
        print(epoch, loss)
