import numpy as np

# mini "framework" with modules. BatchNorm + Dropout + weight decay.
np.random.seed(123)


class Linear:
    def __init__(self, i, o):
        self.W = np.random.randn(o, i) * np.sqrt(2 / i)
        self.b = np.zeros(o)

    def forward(self, x):
        self.x = x
        return x @ self.W.T + self.b


class BatchNorm:
    def __init__(self, n, eps=1e-3):
        self.g, self.bt, self.eps = np.ones(n), np.zeros(n), eps

    def forward(self, x):
        self.mu = x.mean(0)
        self.xc = x - self.mu
        self.var = (self.xc ** 2).mean(0)
        self.istd = 1 / np.sqrt(self.var + self.eps)
        self.xhat = self.xc * self.istd
        return self.g * self.xhat + self.bt


fc1, bn, fc2 = Linear(4, 6), BatchNorm(6), Linear(6, 2)
keep = 0.8
wd = 0.01
X = np.random.randn(10, 4) * 2 + 1
T = np.random.randn(10, 2)


def forward(X):
    h = bn.forward(fc1.forward(X))
    a = np.maximum(h, 0)
    mask = (np.random.rand(*a.shape) < keep) / keep
    return fc2.forward(a * mask), h, mask


def loss_fn(out):
    return ((out - T) ** 2).sum(1).mean() + wd * ((fc1.W ** 2).sum() + (fc2.W ** 2).sum())


def backward(out, h, mask):
    # backward
    N = len(out)
    d = 2 * (out - T) / N  #! d = (out - T) / N
    fc2.dW = d.T @ fc2.x + 2 * wd * fc2.W  #! fc2.dW = d.T @ fc2.x + wd * fc2.W
    fc2.db = d.sum(0)
    d = d @ fc2.W
    d = d * mask  #! d = d * (mask > 0)
    d = d * (h > 0)  #! d = d * (bn.xhat > 0)
    bn.dg = (d * bn.xhat).sum(0)  #! bn.dg = (d * bn.xc).sum(0)
    bn.dbt = d.sum(0)  #! bn.dbt = d.mean(0)
    dxhat = d * bn.g  #! dxhat = d
    dvar = (dxhat * bn.xc).sum(0) * -0.5 * bn.istd ** 3  #! dvar = (dxhat * bn.xc).sum(0) * -0.5 * bn.istd ** 2
    dxc = dxhat * bn.istd + 2 * bn.xc * dvar / N  #! dxc = dxhat * bn.istd + 2 * bn.xc * dvar
    d = dxc - dxc.mean(0)  #! d = dxc
    fc1.dW = d.T @ fc1.x + 2 * wd * fc1.W
    fc1.db = d.sum(0)


for it in range(15):
    out, h, mask = forward(X)
    loss = loss_fn(out)
    backward(out, h, mask)
    # update
    for layer in (fc1, fc2):
        layer.W -= 0.05 * layer.dW
        layer.b -= 0.05 * layer.db
    bn.g -= 0.05 * bn.dg
    bn.bt -= 0.05 * bn.dbt
print(loss)
