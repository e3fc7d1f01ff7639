import numpy as np

rng = np.random.default_rng(11)


def affine_relu_forward(x, w, b):
    a = x.reshape(x.shape[0], -1) @ w + b
    out = np.maximum(0, a)
    return out, (x, w, a)


def affine_relu_backward(dout, cache):
    # backward
    x, w, a = cache
    da = dout * (a > 0)  #! da = dout * a #! da = dout #! da = dout * (dout > 0)
    dx = (da @ w.T).reshape(x.shape)  #! dx = (dout @ w.T).reshape(x.shape)
    dw = x.reshape(x.shape[0], -1).T @ da  #! dw = x.reshape(x.shape[0], -1).T @ dout
    db = da.sum(axis=0)  #! db = da.mean(axis=0) #! db = dout.sum(axis=0)
    return dx, dw, db


FORWARD = affine_relu_forward
BACKWARD = affine_relu_backward
INPUTS = (rng.normal(size=(4, 2, 3)), rng.normal(size=(6, 5)), rng.normal(size=5))
