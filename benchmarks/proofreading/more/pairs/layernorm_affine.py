import numpy as np

# Layer norm over the feature axis (last one), works for (batch, time, features)
EPS = 1e-5


def layernorm_forward(x, gamma, beta):
    mean = x.mean(axis=-1, keepdims=True)
    xc = x - mean
    rstd = 1.0 / np.sqrt((xc * xc).mean(axis=-1, keepdims=True) + EPS)
    xhat = xc * rstd
    out = gamma * xhat + beta
    cache = (xhat, rstd, gamma)
    return out, cache


def layernorm_backward(dout, cache):
    # backward
    xhat, rstd, gamma = cache
    n = xhat.shape[-1]
    dbeta = dout.sum(axis=(0, 1))  #! dbeta = dout.mean(axis=(0, 1))
    dgamma = (dout * xhat).sum(axis=(0, 1))  #! dgamma = dout.sum(axis=(0, 1))
    dxhat = dout * gamma  #! dxhat = dout / gamma
    s1 = dxhat.sum(axis=-1, keepdims=True) / n  #! s1 = dxhat.sum(axis=-1, keepdims=True)  #! s1 = dxhat.sum(axis=0, keepdims=True) / n
    s2 = (dxhat * xhat).sum(axis=-1, keepdims=True) / n  #! s2 = (dout * xhat).sum(axis=-1, keepdims=True) / n
    dx = rstd * (dxhat - s1 - xhat * s2)  #! dx = (dxhat - s1 - xhat * s2) / rstd
    return dx, dgamma, dbeta


rng = np.random.RandomState(0)
FORWARD = layernorm_forward
BACKWARD = layernorm_backward
INPUTS = (rng.randn(2, 3, 5) * 1.7 + 0.4, rng.uniform(0.5, 1.5, 5), rng.randn(5))
