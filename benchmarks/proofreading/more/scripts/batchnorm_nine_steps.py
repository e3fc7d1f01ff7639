"""Batch normalisation, computational graph style: 9 forward steps, then the same 9 backwards."""
import numpy as np

def batchnorm_forward(x, gamma, beta, eps):
    N, D = x.shape
    mu = 1. / N * np.sum(x, axis=0)                 # step 1
    xmu = x - mu                                     # step 2
    sq = xmu ** 2                                    # step 3
    var = 1. / N * np.sum(sq, axis=0)                # step 4
    sqrtvar = np.sqrt(var + eps)                     # step 5
    ivar = 1. / sqrtvar                              # step 6
    xhat = xmu * ivar                                # step 7
    gammax = gamma * xhat                            # step 8
    out = gammax + beta                              # step 9
    return out, (xhat, gamma, xmu, ivar, sqrtvar, var, eps)

def batchnorm_backward(dout, cache):
    xhat, gamma, xmu, ivar, sqrtvar, var, eps = cache
    N, D = dout.shape
    # backward
    # step 9
    dbeta = np.sum(dout, axis=0)
    # step 8
    dgamma = np.sum(dout * xhat, axis=0)  #! dgamma = np.sum(dout * xmu, axis=0)
    dxhat = dout * gamma
    # step 7
    divar = np.sum(dxhat * xmu, axis=0)  #! divar = np.sum(dxhat * xhat, axis=0)  #! divar = dxhat * xmu
    dxmu1 = dxhat * ivar
    # step 6
    dsqrtvar = -1. / (sqrtvar ** 2) * divar  #! dsqrtvar = 1. / (sqrtvar ** 2) * divar  #! dsqrtvar = -1. / sqrtvar * divar
    # step 5
    dvar = 0.5 * 1. / np.sqrt(var + eps) * dsqrtvar  #! dvar = 0.5 * np.sqrt(var + eps) * dsqrtvar  #! dvar = 0.5 * 1. / (var + eps) * dsqrtvar
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
    dx = dx1 + dx2
    # end
    return dx, dgamma, dbeta

rng = np.random.RandomState(9)
x = rng.randn(5, 3)
w = rng.randn(3, 4)
gamma, beta = np.ones(4) * 1.2, np.zeros(4) + 0.1
coef = rng.randn(5, 4)          # some loss: weighted sum of squares
for it in range(2):
    a = x.dot(w)
    out, cache = batchnorm_forward(a, gamma, beta, 1e-5)
    loss = 0.5 * np.sum(coef * out ** 2)
    # backward
    dout = coef * out
    da, dgamma, dbeta = batchnorm_backward(dout, cache)
    dw = x.T.dot(da)
    # update
    w -= 0.01 * dw
    gamma -= 0.01 * dgamma
    beta -= 0.01 * dbeta
