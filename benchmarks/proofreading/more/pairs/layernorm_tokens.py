import numpy as np


def layernorm_forward(x, w, b):
    # x: (B, T, C) - normalise each token over C
    mean = x.mean(-1, keepdims=True)
    xc = x - mean
    rstd = (np.mean(xc**2, -1, keepdims=True) + 1e-5) ** -0.5
    norm = xc * rstd
    return norm * w + b, (norm, rstd, w)


def layernorm_backward(dout, cache):
    # backward
    norm, rstd, w = cache
    db = dout.sum((0, 1))  #! db = dout.sum(-1)
    dw = (dout * norm).sum((0, 1))
    dnorm = dout * w  #! dnorm = dout * norm
    dx = dnorm - dnorm.mean(-1, keepdims=True)  #! dx = dnorm - dnorm.mean(0, keepdims=True)
    dx = dx - norm * (dnorm * norm).mean(-1, keepdims=True)  #! dx = dx - norm * dnorm.mean(-1, keepdims=True)
    dx = dx * rstd  #! dx = dx / rstd
    return dx, dw, db


torch_like = np.random.default_rng(1)
FORWARD = layernorm_forward
BACKWARD = layernorm_backward
INPUTS = (torch_like.normal(size=(2, 3, 4)), torch_like.normal(size=4), torch_like.normal(size=4))
