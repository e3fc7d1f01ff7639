import numpy as np

rng = np.random.default_rng(18)


def dropout_forward(x, w, dropout_param):
    p = dropout_param["p"]
    mask = (np.random.rand(*x.shape) < p) / p
    h = x * mask
    return h @ w, (mask, h, w)


def dropout_backward(dout, cache):
    mask, h, w = cache
    # backward
    dh = dout @ w.T
    dx = dh * mask  #! dx = dh #! dx = dh * (mask > 0) #! dx = dh / mask.max()
    dw = h.T @ dout  #! dw = (h * mask).T @ dout
    return dx, dw


FORWARD = dropout_forward
BACKWARD = dropout_backward
INPUTS = (rng.normal(size=(4, 5)), rng.normal(size=(5, 3)), {"p": 0.7})
