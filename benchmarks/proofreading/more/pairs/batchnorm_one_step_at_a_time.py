import numpy as np

EPS = 1e-5


def forward(x, gamma, beta):
    N, D = x.shape
    # step 1: mean
    mu = 1. / N * np.sum(x, axis=0)
    # step 2: subtract it
    xmu = x - mu
    # step 3 + 4: variance
    sq = xmu ** 2
    var = 1. / N * np.sum(sq, axis=0)
    # step 5 + 6: one over the standard deviation
    sqrtvar = np.sqrt(var + EPS)
    ivar = 1. / sqrtvar
    # step 7: normalise, step 8: scale and shift
    xhat = xmu * ivar
    out = gamma * xhat + beta
    cache = {'xhat': xhat, 'gamma': gamma, 'xmu': xmu, 'ivar': ivar, 'sqrtvar': sqrtvar, 'var': var}
    return out, cache


def backward(dout, cache):
    xhat, gamma, xmu = cache['xhat'], cache['gamma'], cache['xmu']
    ivar, sqrtvar, var = cache['ivar'], cache['sqrtvar'], cache['var']
    N, D = dout.shape
    # backward
    # step 8
    dbeta = np.sum(dout, axis=0)
    dgamma = np.sum(dout * xhat, axis=0)  #! dgamma = np.sum(dout * xmu, axis=0)
    dxhat = dout * gamma
    # step 7
    divar = np.sum(dxhat * xmu, axis=0)
    dxmu1 = dxhat * ivar
    # step 6
    dsqrtvar = -1. / (sqrtvar ** 2) * divar  #! dsqrtvar = 1. / (sqrtvar ** 2) * divar
    # step 5
    dvar = 0.5 * 1. / np.sqrt(var + EPS) * dsqrtvar  #! dvar = 0.5 * np.sqrt(var + EPS) * dsqrtvar
    # step 4
    dsq = 1. / N * np.ones((N, D)) * dvar  #! dsq = np.ones((N, D)) * dvar
    # step 3
    dxmu2 = 2 * xmu * dsq
    # step 2
    dx1 = dxmu1 + dxmu2
    dmu = -1 * np.sum(dxmu1 + dxmu2, axis=0)  #! dmu = np.sum(dxmu1 + dxmu2, axis=0)
    # step 1
    dx2 = 1. / N * np.ones((N, D)) * dmu
    # step 0
    dx = dx1 + dx2  #! dx = dx1
    return dx, dgamma, dbeta


def inputs():
    np.random.seed(231)
    x = 3 * np.random.randn(7, 4) + 2
    return x, np.random.randn(4), np.random.randn(4)


FORWARD = forward
BACKWARD = backward
INPUTS = inputs()
