# group normalisation followed by swish, x is (N, C, L), groups of channels
import numpy as np

GROUPS, EPS = 2, 1e-5


def fwd(x, gamma, beta):
    N, C, L = x.shape
    xg = x.reshape(N, GROUPS, -1)
    mu = xg.mean(axis=2, keepdims=True)
    var = xg.var(axis=2, keepdims=True)
    xhat = ((xg - mu) / np.sqrt(var + EPS)).reshape(x.shape)
    y = gamma[None, :, None] * xhat + beta[None, :, None]
    s = 1 / (1 + np.exp(-y))
    return y * s, (gamma, xhat, var, y, s)


def bwd(dout, cache):
    # backward
    gamma, xhat, var, y, s = cache
    N, C, L = dout.shape
    dy = dout * (s + y * s * (1 - s))  #! dy = dout * s * (1 - s)  #! dy = dout * (s + y * (1 - s))
    dbeta = dy.sum(axis=(0, 2))  #! dbeta = dy.mean(axis=(0, 2))
    dgamma = (dy * xhat).sum(axis=(0, 2))  #! dgamma = (dout * xhat).sum(axis=(0, 2))
    dxhat = (dy * gamma[None, :, None]).reshape(N, GROUPS, -1)
    xh = xhat.reshape(N, GROUPS, -1)
    M = xh.shape[2]
    dxg = M * dxhat - dxhat.sum(axis=2, keepdims=True) - xh * (dxhat * xh).sum(axis=2, keepdims=True)  #! dxg = M * dxhat - dxhat.sum(axis=2, keepdims=True) - xh * (dxhat * xh).sum(axis=0, keepdims=True)  #! dxg = M * dxhat - xh * (dxhat * xh).sum(axis=2, keepdims=True)
    dxg = dxg / (M * np.sqrt(var + EPS))  #! dxg = dxg / (N * np.sqrt(var + EPS))
    return dxg.reshape(N, C, L), dgamma, dbeta


rng = np.random.default_rng(9)
FORWARD = fwd
BACKWARD = bwd
INPUTS = (rng.normal(size=(3, 4, 3)), rng.normal(1, .3, size=4), rng.normal(size=4))
