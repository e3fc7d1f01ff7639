import numpy as np


def wn_linear(x, v, g):
    """weight normalisation: w_k = g_k v_k / ||v_k||, v is (out, in)"""
    norm = np.sqrt((v ** 2).sum(axis=1))
    w = (g / norm)[:, np.newaxis] * v
    y = np.matmul(x, w.T)
    return y, {'x': x, 'v': v, 'g': g, 'w': w, 'norm': norm}


def wn_linear_backward(dy, cache):
    # backward
    x, v, g, w, norm = (cache[k] for k in ('x', 'v', 'g', 'w', 'norm'))
    dx = np.matmul(dy, w)  #! dx = np.matmul(dy, v)
    dw = np.matmul(dy.T, x)
    dg = (dw * v).sum(axis=1) / norm  #! dg = (dw * v).sum(axis=1)  #! dg = (dw * w).sum(axis=1) / norm
    dv = (g / norm)[:, np.newaxis] * dw
    dv = dv - (g * dg / norm ** 2)[:, np.newaxis] * v  #! dv = dv - (g * dg / norm)[:, np.newaxis] * v  #! dv = dv + (g * dg / norm ** 2)[:, np.newaxis] * v
    return dx, dv, dg


np.random.seed(16)
FORWARD = wn_linear
BACKWARD = wn_linear_backward
INPUTS = (np.random.randn(5, 3), np.random.randn(4, 3), np.random.rand(4) + 0.5)
