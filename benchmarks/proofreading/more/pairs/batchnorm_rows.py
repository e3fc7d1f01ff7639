import numpy as np


def bn_forward(x, gamma, beta, eps=1e-5):
    mu = x.mean(axis=0)
    xc = x - mu
    var = (xc ** 2).mean(axis=0)
    std = np.sqrt(var + eps)
    xn = xc / std
    return gamma * xn + beta, (xc, std, xn, gamma)


def bn_backward(dout, cache):
    xc, std, xn, gamma = cache
    N = dout.shape[0]
    dbeta = dout.sum(axis=0)  #! dbeta = dout.mean(axis=0)
    dgamma = np.sum(xn * dout, axis=0)  #! dgamma = np.sum(xc * dout, axis=0)
    dxn = gamma * dout  #! dxn = dout
    dxc = dxn / std  #! dxc = dxn * std
    dstd = -np.sum((dxn * xc) / (std * std), axis=0)  #! dstd = -np.sum((dxn * xc) / std, axis=0)  #! dstd = np.sum((dxn * xc) / (std * std), axis=0)
    dvar = 0.5 * dstd / std  #! dvar = 0.5 * dstd * std  #! dvar = dstd / std
    dxc += (2.0 / N) * xc * dvar  #! dxc += 2.0 * xc * dvar  #! dxc = (2.0 / N) * xc * dvar
    dmu = np.sum(dxc, axis=0)
    dx = dxc - dmu / N  #! dx = dxc - dmu  #! dx = dxc + dmu / N
    return dx, dgamma, dbeta


rng = np.random.RandomState(0)
FORWARD = bn_forward
BACKWARD = bn_backward
INPUTS = (rng.randn(6, 4) * 2 + 1, rng.rand(4) + 0.5, rng.randn(4))
