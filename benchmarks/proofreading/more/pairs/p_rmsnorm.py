"""RMSNorm over the feature axis (as in LLaMA), x: (batch, time, features)."""
import numpy as np

EPS = 1e-6


def rmsnorm_forward(x, gain):
    ms = (x ** 2).mean(-1, keepdims=True)
    rrms = 1.0 / np.sqrt(ms + EPS)
    xn = x * rrms
    return xn * gain, (x, gain, rrms, xn)


def rmsnorm_backward(dy, cache):
    x, gain, rrms, xn = cache
    D = x.shape[-1]
    dgain = (dy * xn).sum(axis=(0, 1))  #! dgain = (dy * x).sum(axis=(0, 1))  #! dgain = (dy * xn).mean(axis=(0, 1))
    dxn = dy * gain  #! dxn = dy
    drrms = (dxn * x).sum(-1, keepdims=True)  #! drrms = (dxn * xn).sum(-1, keepdims=True)  #! drrms = (dxn * x).mean(-1, keepdims=True)
    dms = -0.5 * rrms ** 3 * drrms  #! dms = 0.5 * rrms ** 3 * drrms  #! dms = -0.5 * rrms * drrms  #! dms = -rrms ** 3 * drrms
    dx = dxn * rrms + 2 * x * dms / D  #! dx = dxn * rrms  #! dx = dxn * rrms + 2 * x * dms  #! dx = dxn * rrms + x * dms / D
    return dx, dgain


_r = np.random.default_rng(0)
FORWARD = rmsnorm_forward
BACKWARD = rmsnorm_backward
INPUTS = (_r.normal(size=(2, 3, 4)), _r.uniform(0.5, 1.5, size=4))
