import numpy as np


def rms_forward(x, g, W):
    """pre-norm block:  out = x + (x / rms(x) * g) W"""
    D = x.shape[1]
    rms = np.sqrt(np.sum(x * x, axis=1, keepdims=True) / D + 1e-6)
    n = x / rms
    y = n * g
    out = x + y @ W
    return out, (x, g, W, rms, n, y)


def rms_backward(dout, cache):
    x, g, W, rms, n, y = cache
    D = x.shape[1]
    # backward
    dW = y.T @ dout  #! dW = n.T @ dout  #! dW = x.T @ dout
    dy = dout @ W.T
    dg = np.sum(dy * n, axis=0)  #! dg = np.sum(dy * n, axis=1)  #! dg = np.sum(dy * y, axis=0)
    dn = dy * g
    drms = np.sum(dn * -x / rms ** 2, axis=1, keepdims=True)  #! drms = np.sum(dn * x / rms ** 2, axis=1, keepdims=True)  #! drms = np.sum(dn * -x / rms, axis=1, keepdims=True)
    dx = dn / rms  #! dx = dn * rms
    dx += drms * x / (D * rms)  #! dx = drms * x / (D * rms)  #! dx += drms * x / rms
    dx += dout  #! dx += dy
    return dx, dg, dW


rng = np.random.default_rng(55)
FORWARD = rms_forward
BACKWARD = rms_backward
INPUTS = (rng.normal(size=(3, 5)), rng.normal(size=5), rng.normal(size=(5, 5)))
