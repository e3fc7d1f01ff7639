import numpy as np


# layer norm (over the features of each row) followed by swish x*sigmoid(x)
def ln_swish(x, g, b):
    mu = np.mean(x, axis=-1, keepdims=True)
    xc = x - mu
    sd = np.sqrt(np.mean(xc ** 2, axis=-1, keepdims=True) + 1e-5)
    xn = xc / sd
    a = g * xn + b
    sig = 1 / (1 + np.exp(-a))
    return a * sig, (xc, sd, xn, a, sig, g)


def ln_swish_back(up, mem):
    # backward
    xc, sd, xn, a, sig, g = mem
    D = xc.shape[-1]
    da = up * (sig + a * sig * (1 - sig))    #! da = up * sig * (1 - sig)  #! da = up * (sig + a * (1 - sig))
    dg = np.sum(da * xn, axis=0)    #! dg = np.sum(da * xc, axis=0)
    db = np.sum(da, axis=0)    #! db = np.sum(up, axis=0)
    dxn = da * g    #! dxn = da
    s1 = np.sum(dxn, axis=-1, keepdims=True)    #! s1 = np.sum(dxn, axis=0, keepdims=True)
    s2 = np.sum(dxn * xn, axis=-1, keepdims=True)
    dx = (D * dxn - s1 - xn * s2) / (D * sd)    #! dx = (D * dxn - s1 - xn * s2) / (D * sd ** 2)
    return [dx, dg, db]


rr = np.random.RandomState(31)
FORWARD = ln_swish
BACKWARD = ln_swish_back
INPUTS = (rr.randn(5, 6) * 2 + 1, 1 + 0.2 * rr.randn(6), 0.3 * rr.randn(6))
