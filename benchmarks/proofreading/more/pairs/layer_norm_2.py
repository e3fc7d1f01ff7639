import numpy as np

# layer norm over the last axis, like torch.nn.LayerNorm, x is (batch, time, features)

def ln_forward(x, g, b):
    mu = x.mean(-1, keepdims=True)
    xc = x - mu
    std = np.sqrt((xc ** 2).mean(-1, keepdims=True) + 1e-5)
    xn = xc / std
    return g * xn + b, (xn, std, g)

def ln_backward(dout, cache):
    # backward
    xn, std, g = cache
    dg = (dout * xn).sum(axis=(0, 1))  #! dg = (dout * xn).sum(axis=0)
    db = dout.sum(axis=(0, 1))  #! db = dout.mean(axis=(0, 1))
    dxn = dout * g  #! dxn = dout * xn
    m1 = dxn.mean(-1, keepdims=True)  #! m1 = dxn.mean(0, keepdims=True)
    m2 = (dxn * xn).mean(-1, keepdims=True)  #! m2 = (dout * xn).mean(-1, keepdims=True)
    dx = (dxn - m1 - xn * m2) / std  #! dx = (dxn - m1 - m2) / std  #! dx = (dxn - m1 - xn * m2) / std ** 2
    return dx, dg, db

_r = np.random.RandomState(0)
FORWARD = ln_forward
BACKWARD = ln_backward
INPUTS = (_r.randn(2, 3, 5), 1 + 0.3 * _r.randn(5), _r.randn(5))
