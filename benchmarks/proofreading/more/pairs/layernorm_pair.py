import numpy as np

# layer norm over the last axis, then a swish


def ln_forward(x, gain, shift):
    eps = 1e-5
    mean = x.mean(axis=-1, keepdims=True)
    xc = x - mean
    std = np.sqrt((xc ** 2).mean(axis=-1, keepdims=True) + eps)
    xn = xc / std
    u = gain * xn + shift
    s = 1 / (1 + np.exp(-u))
    return u * s, (xn, std, gain, u, s)


def ln_backward(dout, cache):
    # backward
    xn, std, gain, u, s = cache
    du = dout * (s + u * s * (1 - s))  #! du = dout * s * (1 - s)  #! du = dout * (s + s * (1 - s))
    dgain = (du * xn).sum(axis=0)  #! dgain = (dout * xn).sum(axis=0)
    dshift = du.sum(axis=0)  #! dshift = du.mean(axis=0)
    dxn = du * gain
    m1 = dxn.mean(axis=-1, keepdims=True)  #! m1 = dxn.mean(axis=0, keepdims=True)
    m2 = (dxn * xn).mean(axis=-1, keepdims=True)
    dx = (dxn - m1 - xn * m2) / std  #! dx = (dxn - m1 - m2) / std  #! dx = (dxn - m1 - xn * m2) / std ** 2
    return dx, dgain, dshift


_r = np.random.RandomState(0)
FORWARD = ln_forward
BACKWARD = ln_backward
INPUTS = (_r.randn(5, 6), 1 + 0.3 * _r.randn(6), _r.randn(6))
