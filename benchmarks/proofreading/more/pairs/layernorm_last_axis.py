import numpy as np


def forward(x, weight, bias):
    """Layer norm over the channels of (batch, time, channels)."""
    mean = x.mean(-1, keepdims=True)
    rstd = (((x - mean) ** 2).mean(-1, keepdims=True) + 1e-5) ** -0.5
    out = (x - mean) * rstd * weight + bias
    return out, (x, weight, mean, rstd)


def backward(dout, cache):
    x, w, mean, rstd = cache
    # recompute instead of storing
    norm = (x - mean) * rstd
    # backward
    db = dout.sum((0, 1))
    dw = (dout * norm).sum((0, 1))  #! dw = (dout * x).sum((0, 1))
    dnorm = dout * w  #! dnorm = dout
    dx = dnorm - dnorm.mean(-1, keepdims=True)  #! dx = dnorm - dnorm.sum(-1, keepdims=True)  #! dx = dnorm - dnorm.mean(0, keepdims=True)
    dx -= norm * (dnorm * norm).mean(-1, keepdims=True)  #! dx -= (dnorm * norm).mean(-1, keepdims=True)  #! dx = -norm * (dnorm * norm).mean(-1, keepdims=True)
    dx *= rstd  #! dx /= rstd
    return dx, dw, db


def inputs():
    r = np.random.RandomState(0)
    return r.randn(2, 3, 5), r.randn(5), r.randn(5)


FORWARD = forward
BACKWARD = backward
INPUTS = inputs()
