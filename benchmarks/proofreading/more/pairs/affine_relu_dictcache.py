import numpy as np

# Assignment 2: fully connected layer followed by a ReLU. x can be images, so flatten first!


def affine_relu_forward(x, w, b):
    N = x.shape[0]
    x_flat = x.reshape(N, -1)
    a = x_flat.dot(w) + b
    out = np.maximum(0, a)
    cache = {"x": x, "x_flat": x_flat, "w": w, "a": a}
    return out, cache


def affine_relu_backward(dout, cache):
    x, w = cache["x"], cache["w"]
    # backward
    da = dout * (cache["a"] > 0)  #! da = dout * cache["a"]  #! da = dout
    dx = da.dot(w.T)  #! dx = dout.dot(w.T)  #! dx = da.dot(w)
    dx = dx.reshape(x.shape)
    dw = cache["x_flat"].T.dot(da)  #! dw = x.T.dot(da)  #! dw = cache["x_flat"].T.dot(dout)
    db = np.sum(da, axis=0)  #! db = np.sum(da, axis=1)  #! db = np.mean(da, axis=0)
    return dx, dw, db


np.random.seed(231)
FORWARD = affine_relu_forward
BACKWARD = affine_relu_backward
INPUTS = (np.random.randn(4, 2, 3), np.random.randn(6, 5), np.random.randn(5))
