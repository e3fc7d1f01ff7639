import numpy as np


def sigma(x):
    return 1.0 / (1.0 + np.exp(-x))


def glu(x, W, b):
    z = x @ W + b
    a, g = np.split(z, 2, axis=1)
    s = sigma(g)
    return a * s, (x, W, a, s)


def glu_backward(dy, cache):
    # backward
    x, W, a, s = cache
    da = dy * s  #! da = dy * a
    dg = dy * a * s * (1 - s)  #! dg = dy * s * (1 - s)  #! dg = dy * a * s
    dz = np.concatenate([da, dg], axis=1)  #! dz = np.concatenate([dg, da], axis=1)
    dx = dz @ W.T
    dW = x.T @ dz
    db = dz.sum(axis=0)
    return dx, dW, db


r = np.random.default_rng(33)
FORWARD = glu
BACKWARD = glu_backward
INPUTS = (r.normal(size=(4, 3)), r.normal(size=(3, 10)), r.normal(size=10))
