import numpy as np


def batchnorm_forward(x, gamma, beta, eps=1e-5):
    N, D = x.shape
    # step 1: mean
    mu = 1. / N * np.sum(x, axis=0)
    # step 2: subtract it
    xmu = x - mu
    # steps 3, 4: variance
    sq = xmu ** 2
    var = 1. / N * np.sum(sq, axis=0)
    # steps 5, 6: sqrt and inverse
    sqrtvar = np.sqrt(var + eps)
    ivar = 1. / sqrtvar
    # steps 7, 8, 9
    xhat = xmu * ivar
    gammax = gamma * xhat
    out = gammax + beta
    cache = dict(xhat=xhat, gamma=gamma, xmu=xmu, ivar=ivar, sqrtvar=sqrtvar, var=var, eps=eps)
    return out, cache


def batchnorm_backward(dout, cache):
    xhat, gamma, xmu, ivar = cache['xhat'], cache['gamma'], cache['xmu'], cache['ivar']
    sqrtvar, var, eps = cache['sqrtvar'], cache['var'], cache['eps']
    N, D = dout.shape
    # backward
    # step 9
    dbeta = np.sum(dout, axis=0)
    dgammax = dout
    # step 8
    dgamma = np.sum(dgammax * xhat, axis=0)  #! dgamma = np.sum(dgammax * xmu, axis=0)  #! dgamma = np.sum(dgammax, axis=0)
    dxhat = dgammax * gamma  #! dxhat = dgammax * xhat
    # step 7
    divar = np.sum(dxhat * xmu, axis=0)  #! divar = np.sum(dxhat * xhat, axis=0)
    dxmu1 = dxhat * ivar  #! dxmu1 = dxhat * sqrtvar
    # step 6
    dsqrtvar = -1. / (sqrtvar ** 2) * divar  #! dsqrtvar = 1. / (sqrtvar ** 2) * divar  #! dsqrtvar = -1. / sqrtvar * divar
    # step 5
    dvar = 0.5 * 1. / np.sqrt(var + eps) * dsqrtvar  #! dvar = 1. / np.sqrt(var + eps) * dsqrtvar
    # step 4
    dsq = 1. / N * np.ones((N, D)) * dvar  #! dsq = 1. / D * np.ones((N, D)) * dvar
    # step 3
    dxmu2 = 2 * xmu * dsq  #! dxmu2 = xmu * dsq
    # step 2
    dx1 = dxmu1 + dxmu2  #! dx1 = dxmu1
    dmu = -1 * np.sum(dxmu1 + dxmu2, axis=0)  #! dmu = np.sum(dxmu1 + dxmu2, axis=0)
    # step 1
    dx2 = 1. / N * np.ones((N, D)) * dmu  #! dx2 = np.ones((N, D)) * dmu
    # step 0
    dx = dx1 + dx2  #! dx = dx1
    # end
    return dx, dgamma, dbeta


np.random.seed(231)
FORWARD = batchnorm_forward
BACKWARD = batchnorm_backward
INPUTS = (3 * np.random.randn(5, 4) + 2, np.random.rand(4) + .5, np.random.randn(4))
