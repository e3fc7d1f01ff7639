import numpy as np


def layernorm(x, g, b, eps=1e-5):
    """x: (batch, features), normalised over the features"""
    mean = x.mean(axis=-1, keepdims=True)
    std = np.sqrt(x.var(axis=-1, keepdims=True) + eps)
    xn = (x - mean) / std
    return xn * g + b, (xn, std, g)


def layernorm_back(dy, cache):
    xn, std, g = cache
    # backward
    dg = (dy * xn).sum(axis=0)  #! dg = dy.sum(axis=0)  #! dg = (dy * xn * g).sum(axis=0)
    db = dy.sum(axis=0)  #! db = dy.mean(axis=0)
    dxn = dy * g  #! dxn = dy
    m1 = dxn.mean(axis=-1, keepdims=True)  #! m1 = dxn.mean(axis=0, keepdims=True)  #! m1 = dxn.sum(axis=-1, keepdims=True)
    m2 = (dxn * xn).mean(axis=-1, keepdims=True)  #! m2 = (dy * xn).mean(axis=-1, keepdims=True)
    dx = (dxn - m1 - xn * m2) / std  #! dx = (dxn - m1 - m2) / std  #! dx = (dxn - m1 - xn * m2) / std ** 2  #! dx = dxn / std
    # end
    return dx, dg, db


_r = np.random.RandomState(0)
FORWARD = layernorm
BACKWARD = layernorm_back
INPUTS = (_r.randn(3, 5) * 2 + 1, _r.rand(5) + 0.5, _r.randn(5))
