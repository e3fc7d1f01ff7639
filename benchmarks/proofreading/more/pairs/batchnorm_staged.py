# batch norm, the "draw the graph" way: every node gets its own little step
from numpy import sqrt, ones, array
from numpy.random import RandomState

EPS = 1e-5

def bn_fwd(x, gamma, beta):
    N, D = x.shape
    mu = 1. / N * x.sum(axis=0)              # step 1
    xmu = x - mu                             # step 2
    sq = xmu ** 2                            # step 3
    var = 1. / N * sq.sum(axis=0)            # step 4
    sqrtvar = sqrt(var + EPS)                # step 5
    ivar = 1. / sqrtvar                      # step 6
    xhat = xmu * ivar                        # step 7
    gammax = gamma * xhat                    # step 8
    out = gammax + beta                      # step 9
    return out, (xhat, gamma, xmu, ivar, sqrtvar, var)

def bn_bwd(dout, cache):
    # backward
    xhat, gamma, xmu, ivar, sqrtvar, var = cache
    N, D = dout.shape
    dbeta = dout.sum(axis=0)                 # step 9
    dgamma = (dout * xhat).sum(axis=0)  #! dgamma = (dout * xmu).sum(axis=0)  #! dgamma = dout.sum(axis=0) * xhat.sum(axis=0)
    dxhat = dout * gamma  #! dxhat = dout
    divar = (dxhat * xmu).sum(axis=0)  #! divar = (dxhat * xhat).sum(axis=0)
    dxmu1 = dxhat * ivar  #! dxmu1 = dxhat * sqrtvar
    dsqrtvar = -1. / sqrtvar ** 2 * divar  #! dsqrtvar = 1. / sqrtvar ** 2 * divar  #! dsqrtvar = -1. / sqrtvar * divar
    dvar = 0.5 / sqrt(var + EPS) * dsqrtvar  #! dvar = 0.5 * sqrt(var + EPS) * dsqrtvar
    dsq = 1. / N * ones((N, D)) * dvar  #! dsq = ones((N, D)) * dvar
    dxmu2 = 2 * xmu * dsq  #! dxmu2 = xmu * dsq
    dx1 = dxmu1 + dxmu2  #! dx1 = dxmu1
    dmu = -dx1.sum(axis=0)  #! dmu = dx1.sum(axis=0)
    dx = dx1 + 1. / N * ones((N, D)) * dmu  #! dx = dx1  #! dx = dx1 + dmu
    # end
    return dx, dgamma, dbeta

rs = RandomState(4)
FORWARD = bn_fwd
BACKWARD = bn_bwd
INPUTS = (rs.randn(6, 3) * array([1., 2., .5]) + 1, rs.uniform(.5, 1.5, 3), rs.randn(3))
