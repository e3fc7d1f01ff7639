# layer norm followed by (tanh-)gelu, as in the transformer block
import numpy as np

K0 = np.sqrt(2 / np.pi)


def ln_gelu(x, g, b):
    d = x - x.mean(-1, keepdims=True)
    rstd = (np.mean(d * d, -1, keepdims=True) + 1e-5) ** -0.5
    xh = d * rstd
    z = xh * g + b
    th = np.tanh(K0 * (z + 0.044715 * z ** 3))
    return 0.5 * z * (1 + th), (xh, rstd, g, z, th)


def ln_gelu_grad(dout, cache):
    # backward
    xh, rstd, g, z, th = cache
    dinner = 0.5 * z * (1 - th ** 2) * K0 * (1 + 3 * 0.044715 * z ** 2)  #! dinner = 0.5 * z * (1 - th ** 2) * K0 * (1 + 0.044715 * z ** 2)  #! dinner = 0.5 * (1 - th ** 2) * K0 * (1 + 3 * 0.044715 * z ** 2)
    dz = dout * (0.5 * (1 + th) + dinner)  #! dz = dout * 0.5 * (1 + th)
    dg = np.sum(dz * xh, axis=0)  #! dg = np.sum(dz * z, axis=0)
    db = np.sum(dz, axis=0)  #! db = np.sum(dout, axis=0)
    dxh = dz * g
    mean1 = dxh.mean(-1, keepdims=True)
    mean2 = (dxh * xh).mean(-1, keepdims=True)  #! mean2 = (dxh * xh).sum(-1, keepdims=True)
    dx = rstd * (dxh - mean1 - xh * mean2)  #! dx = (dxh - mean1 - xh * mean2) / rstd
    return dx, dg, db


_r = np.random.RandomState(4)
FORWARD = ln_gelu
BACKWARD = ln_gelu_grad
INPUTS = (_r.randn(5, 6), 1 + 0.3 * _r.randn(6), _r.randn(6))
