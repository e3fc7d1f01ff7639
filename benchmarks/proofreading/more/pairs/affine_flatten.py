import numpy as np


def affine_forward(x, w, b):
    """x: (N, d1, d2), w: (D, M), b: (M,)"""
    N = x.shape[0]
    out = x.reshape(N, -1).dot(w) + b
    cache = (x, w, b)
    return out, cache


def affine_backward(dout, cache):
    # backward
    x, w, b = cache
    N = x.shape[0]
    x_row = x.reshape(N, -1)
    dx = dout.dot(w.T).reshape(x.shape)  #! dx = dout.dot(w).reshape(x.shape)  #! dx = dout.dot(w.T)
    dw = x_row.T.dot(dout)  #! dw = x_row.T.dot(dout) / N
    db = np.sum(dout, axis=0)  #! db = np.sum(dout, axis=1)
    return dx, dw, db  #! return dw, dx, db


np.random.seed(231)
FORWARD = affine_forward
BACKWARD = affine_backward
INPUTS = (np.random.randn(4, 2, 3), np.random.randn(6, 5), np.random.randn(5))
