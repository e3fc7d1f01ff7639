import numpy as np


def batchnorm_forward(x, gamma, beta):
    eps = 1e-5
    N, D = x.shape
    # step by step like in the blog post
    mu = 1. / N * np.sum(x, axis=0)
    xmu = x - mu
    sq = xmu ** 2
    var = 1. / N * np.sum(sq, axis=0)
    sqrtvar = np.sqrt(var + eps)
    ivar = 1. / sqrtvar
    xhat = xmu * ivar
    gammax = gamma * xhat
    out = gammax + beta
    return out, (xhat, gamma, xmu, ivar, sqrtvar, var, eps)


def batchnorm_backward(dout, cache):
    xhat, gamma, xmu, ivar, sqrtvar, var, eps = cache
    N, D = dout.shape
    # backward
    dbeta = np.sum(dout, axis=0)
    dgamma = np.sum(dout * xhat, axis=0)  #! dgamma = np.sum(dout * xmu, axis=0)
    dxhat = dout * gamma
    divar = np.sum(dxhat * xmu, axis=0)  #! divar = np.sum(dxhat * xhat, axis=0)
    dxmu1 = dxhat * ivar  #! dxmu1 = dxhat * sqrtvar  #! dxmu1 = dout * ivar
    dsqrtvar = -1. / (sqrtvar ** 2) * divar  #! dsqrtvar = 1. / (sqrtvar ** 2) * divar
    dvar = 0.5 * 1. / np.sqrt(var + eps) * dsqrtvar  #! dvar = 0.5 * np.sqrt(var + eps) * dsqrtvar
    dsq = 1. / N * np.ones((N, D)) * dvar
    dxmu2 = 2 * xmu * dsq
    dx1 = dxmu1 + dxmu2
    dmu = -1 * np.sum(dxmu1 + dxmu2, axis=0)
    dx2 = 1. / N * np.ones((N, D)) * dmu  #! dx2 = np.ones((N, D)) * dmu  #! dx2 = 1. / D * np.ones((N, D)) * dmu
    dx = dx1 + dx2
    return dx, dgamma, dbeta


np.random.seed(8)
FORWARD = batchnorm_forward
BACKWARD = batchnorm_backward
INPUTS = (2 * np.random.randn(6, 4) + 1, np.random.randn(4), np.random.randn(4))
