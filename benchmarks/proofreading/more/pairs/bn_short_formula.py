# batch norm assignment, the "alternative" one with the simplified formula. does this look right?
import numpy as np


def batchnorm_forward(x, gamma, beta, eps=1e-2):
    N = x.shape[0]
    mean = x.sum(axis=0) / N
    var = ((x - mean) ** 2).sum(axis=0) / N
    std = np.sqrt(var + eps)
    xn = (x - mean) / std
    out = gamma * xn + beta
    cache = (xn, gamma, std)
    return out, cache


def batchnorm_backward(dout, cache):
    # backward
    xn, gamma, std = cache
    N = dout.shape[0]  #! N = dout.shape[1]
    dbeta = dout.sum(axis=0)
    dgamma = (dout * xn).sum(axis=0)  #! dgamma = (dout * xn).mean(axis=0)
    dxn = dout * gamma  #! dxn = dout
    term1 = dxn.sum(axis=0)
    term2 = xn * (dxn * xn).sum(axis=0)  #! term2 = xn * dxn.sum(axis=0)
    dx = (N * dxn - term1 - term2) / (N * std)  #! dx = (N * dxn - term1) / (N * std)  #! dx = (dxn - term1 - term2) / (N * std)  #! dx = (N * dxn - term1 - term2) / (N * std ** 2)
    return dx, dgamma, dbeta


r = np.random.RandomState(0)
FORWARD = batchnorm_forward
BACKWARD = batchnorm_backward
INPUTS = (r.randn(7, 4) * 2 + 1, r.rand(4) + 0.5, r.randn(4))
