import numpy as np


def batchnorm_forward(x, gamma, beta):
    N, D = x.shape
    mu = 1. / N * np.sum(x, axis=0)
    xmu = x - mu
    sq = xmu ** 2
    var = 1. / N * np.sum(sq, axis=0)
    sqrtvar = np.sqrt(var + 1e-5)
    ivar = 1. / sqrtvar
    xhat = xmu * ivar
    out = gamma * xhat + beta
    return out, (xhat, gamma, xmu, ivar, sqrtvar, var)


def batchnorm_backward(dout, cache):
    # backward
    xhat, gamma, xmu, ivar, sqrtvar, var = cache
    N, D = dout.shape
    # step 9, 8
    dbeta = np.sum(dout, axis=0)
    dgamma = np.sum(dout * xhat, axis=0)  #! dgamma = np.sum(dout * xmu, axis=0)
    dxhat = dout * gamma
    # step 7
    divar = np.sum(dxhat * xmu, axis=0)
    dxmu1 = dxhat * ivar  #! dxmu1 = dxhat * sqrtvar
    # step 6, 5
    dsqrtvar = -1. / (sqrtvar ** 2) * divar  #! dsqrtvar = -1. / sqrtvar * divar
    dvar = 0.5 * 1. / np.sqrt(var + 1e-5) * dsqrtvar
    # step 4, 3
    dsq = 1. / N * np.ones((N, D)) * dvar  #! dsq = np.ones((N, D)) * dvar
    dxmu2 = 2 * xmu * dsq
    # step 2 .. 0
    dx1 = dxmu1 + dxmu2
    dmu = -1 * np.sum(dx1, axis=0)
    dx2 = 1. / N * np.ones((N, D)) * dmu
    dx = dx1 + dx2  #! dx = dx1
    return dx, dgamma, dbeta


rs = np.random.RandomState(55)
FORWARD = batchnorm_forward
BACKWARD = batchnorm_backward
INPUTS = (rs.randn(6, 4) * 2 + 1, rs.rand(4) + 0.5, rs.randn(4))
