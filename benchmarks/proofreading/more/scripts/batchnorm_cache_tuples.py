import numpy as np


def affine_forward(x, w, b):
    out = x.dot(w) + b
    return out, (x, w)


def affine_backward(dout, cache):
    x, w = cache
    # backward
    dx = dout.dot(w.T)
    dw = x.T.dot(dout)
    db = np.sum(dout, axis=0)
    return dx, dw, db


def batchnorm_forward(x, gamma, beta, eps=1e-5):
    mu = np.mean(x, axis=0)
    xc = x - mu
    var = np.mean(xc ** 2, axis=0)
    std = np.sqrt(var + eps)
    xn = xc / std
    return gamma * xn + beta, (gamma, xc, std, xn)


def batchnorm_backward(dout, cache):
    gamma, xc, std, xn = cache
    N = dout.shape[0]
    # backward
    dbeta = dout.sum(axis=0)  #! dbeta = dout.mean(axis=0)
    dgamma = np.sum(xn * dout, axis=0)  #! dgamma = np.sum(xc * dout, axis=0)  #! dgamma = np.sum(xn, axis=0) * np.sum(dout, axis=0)
    dxn = gamma * dout
    dxc = dxn / std
    dstd = -np.sum(dxn * xc / std ** 2, axis=0)  #! dstd = -np.sum(dxn * xc / std, axis=0)  #! dstd = np.sum(dxn * xc / std ** 2, axis=0)
    dvar = 0.5 * dstd / std  #! dvar = 0.5 * dstd / std ** 2
    dxc += (2.0 / N) * xc * dvar  #! dxc += 2.0 * xc * dvar
    dmu = np.sum(dxc, axis=0)
    dx = dxc - dmu / N  #! dx = dxc - dmu
    return dx, dgamma, dbeta


def leaky_forward(x, slope=0.1):
    return np.where(x > 0, x, slope * x), (x, slope)


def leaky_backward(dout, cache):
    x, slope = cache
    # backward
    return dout * np.where(x > 0, 1.0, slope)


np.random.seed(231)
x = np.random.randn(5, 3)
y = np.random.randn(5, 2)
w1, b1 = np.random.randn(3, 4), np.zeros(4)
gamma, beta = np.ones(4) * 1.5, np.zeros(4)
w2, b2 = np.random.randn(4, 2), np.zeros(2)

for epoch in range(2):
    a1, c1 = affine_forward(x, w1, b1)
    n1, c2 = batchnorm_forward(a1, gamma, beta)
    h1, c3 = leaky_forward(n1)
    out, c4 = affine_forward(h1, w2, b2)
    loss = 0.5 * np.sum((out - y) ** 2) / len(x)
    # backward
    dout = (out - y) / len(x)
    dh1, dw2, db2 = affine_backward(dout, c4)
    dn1 = leaky_backward(dh1, c3)
    da1, dgamma, dbeta = batchnorm_backward(dn1, c2)
    dx, dw1, db1 = affine_backward(da1, c1)
    # update
    w1 -= 0.1 * dw1
    b1 -= 0.1 * db1
    gamma -= 0.1 * dgamma
    beta -= 0.1 * dbeta
    w2 -= 0.1 * dw2
    b2 -= 0.1 * db2
