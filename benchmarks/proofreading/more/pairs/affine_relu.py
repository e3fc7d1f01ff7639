import numpy as np


def affine_relu_forward(x, w, b):
    """x: (N, d1, d2) images are flattened inside, w: (D, M), b: (M,)"""
    N = x.shape[0]
    flat = x.reshape(N, -1)
    a = flat.dot(w) + b
    out = np.maximum(0, a)
    return out, (x, w, b, a)


def affine_relu_backward(dout, cache):
    x, w, b, a = cache
    N = x.shape[0]
    da = dout * (a > 0)  #! da = dout * (dout > 0)  #! da = dout * a  #! da = dout * (a < 0)
    dx = da.dot(w.T).reshape(x.shape)  #! dx = dout.dot(w.T).reshape(x.shape)  #! dx = da.dot(w).reshape(x.shape)
    dw = x.reshape(N, -1).T.dot(da)  #! dw = x.reshape(N, -1).T.dot(dout)  #! dw = x.reshape(N, -1).T.dot(da) / N
    db = da.sum(axis=0)  #! db = da.mean(axis=0)  #! db = dout.sum(axis=0)
    return dx, dw, db


_r = np.random.RandomState(3)
FORWARD = affine_relu_forward
BACKWARD = affine_relu_backward
INPUTS = (_r.randn(5, 2, 2), _r.randn(4, 4), _r.randn(4))
