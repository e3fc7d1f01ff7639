import numpy as np


def batchnorm_forward(x, gamma, beta):
    eps = 1e-5
    mu = x.mean(axis=0)
    xc = x - mu
    var = np.mean(xc ** 2, axis=0)
    std = np.sqrt(var + eps)
    xhat = xc / std
    return gamma * xhat + beta, (xhat, xc, std, gamma)


def batchnorm_backward(dout, cache):
    # backward
    xhat, xc, std, gamma = cache
    N = dout.shape[0]
    dbeta = dout.sum(axis=0)  #! dbeta = dout.sum(axis=1)
    dgamma = np.sum(dout * xhat, axis=0)  #! dgamma = np.sum(dout * xc, axis=0)
    dxhat = dout * gamma
    dxc = dxhat / std  #! dxc = dxhat * std
    dstd = -np.sum(dxhat * xc, axis=0) / std ** 2  #! dstd = -np.sum(dxhat * xc, axis=0) / std
    dvar = 0.5 * dstd / std  #! dvar = 0.5 * dstd * std
    dxc += 2.0 / N * xc * dvar  #! dxc += 1.0 / N * xc * dvar
    dmu = -dxc.sum(axis=0)
    dx = dxc + dmu / N  #! dx = dxc + dmu
    return dx, dgamma, dbeta


_r = np.random.RandomState(0)
FORWARD = batchnorm_forward
BACKWARD = batchnorm_backward
INPUTS = (_r.randn(7, 4) * 2 + 1, _r.randn(4), _r.randn(4))
