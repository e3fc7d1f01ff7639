import numpy as np

# step by step batchnorm, one gate after another (followed the well known flow-graph blog post)
def batchnorm_forward(x, gamma, beta, eps=1e-5):
    N, D = x.shape
    mu = 1./N * np.sum(x, axis=0)
    xmu = x - mu
    sq = xmu ** 2
    var = 1./N * np.sum(sq, axis=0)
    sqrtvar = np.sqrt(var + eps)
    ivar = 1./sqrtvar
    xhat = xmu * ivar
    out = gamma * xhat + beta
    cache = (xhat, gamma, xmu, ivar, sqrtvar, var, eps)
    return out, cache

def batchnorm_backward(dout, cache):
    xhat, gamma, xmu, ivar, sqrtvar, var, eps = cache
    N, D = dout.shape
    dbeta = np.sum(dout, axis=0)  #! dbeta = np.mean(dout, axis=0)
    dgamma = np.sum(dout * xhat, axis=0)  #! dgamma = np.sum(dout * xmu, axis=0)
    dxhat = dout * gamma  #! dxhat = dout
    divar = np.sum(dxhat * xmu, axis=0)  #! divar = np.sum(dxhat * xhat, axis=0)
    dxmu1 = dxhat * ivar  #! dxmu1 = dxhat * sqrtvar
    dsqrtvar = -1. / (sqrtvar ** 2) * divar  #! dsqrtvar = 1. / (sqrtvar ** 2) * divar  #! dsqrtvar = -1. / sqrtvar * divar
    dvar = 0.5 * 1. / np.sqrt(var + eps) * dsqrtvar  #! dvar = 0.5 * np.sqrt(var + eps) * dsqrtvar
    dsq = 1. / N * np.ones((N, D)) * dvar  #! dsq = np.ones((N, D)) * dvar
    dxmu2 = 2 * xmu * dsq  #! dxmu2 = xmu * dsq
    dx1 = dxmu1 + dxmu2  #! dx1 = dxmu1
    dmu = -1 * np.sum(dxmu1 + dxmu2, axis=0)  #! dmu = np.sum(dxmu1 + dxmu2, axis=0)
    dx2 = 1. / N * np.ones((N, D)) * dmu  #! dx2 = 1. / D * np.ones((N, D)) * dmu
    dx = dx1 + dx2  #! dx = dx1 - dx2
    return dx, dgamma, dbeta

np.random.seed(0)
FORWARD = batchnorm_forward
BACKWARD = batchnorm_backward
INPUTS = (2.0 * np.random.randn(6, 4) + 1.5, np.array([1.2, 0.7, -0.5, 2.0]), np.array([0.1, 0., -0.3, 0.5]))
