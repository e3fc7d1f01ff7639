import numpy as np


def affine_forward(x, w, b):
    """x: (N, d_1, ..., d_k), w: (D, M), b: (M,)"""
    N = x.shape[0]
    x2d = x.reshape(N, -1)
    out = x2d.dot(w) + b
    cache = (x, w, b)
    return out, cache


def affine_backward(dout, cache):
    # backward
    x, w, b = cache
    N = x.shape[0]
    dx = dout.dot(w.T).reshape(x.shape)  #! dx = dout.dot(w.T).reshape(x.shape, order='F')  #! dx = (dout + b).dot(w.T).reshape(x.shape)
    dw = x.reshape(N, -1).T.dot(dout)  #! dw = x.reshape(-1, N).dot(dout)  #! dw = x.reshape(N, -1).T.dot(dout) / N
    db = dout.sum(axis=0)  #! db = dout.mean(axis=0)  #! db = dout[0]
    # end
    return dx, dw, db


rng = np.random.default_rng(0)
FORWARD = affine_forward
BACKWARD = affine_backward
INPUTS = (rng.normal(size=(4, 2, 3)), rng.normal(size=(6, 3)), rng.normal(size=3))
