# batch norm over N, H, W with a learned scale (gradient was wrong in my notebook, found it by grad check)
import numpy as np

rng = np.random.default_rng(4)


def bn_forward(x, gamma, beta):
    # x: (N, C, H, W)
    axes = (0, 2, 3)
    mean = x.mean(axis=axes, keepdims=True)
    xc = x - mean
    var = (xc ** 2).mean(axis=axes, keepdims=True)
    inv = 1 / np.sqrt(var + 1e-3)
    xn = xc * inv
    out = gamma.reshape(1, -1, 1, 1) * xn + beta.reshape(1, -1, 1, 1)
    return out, (xc, inv, xn, gamma)


def bn_backward(dout, cache):
    # backward
    xc, inv, xn, gamma = cache
    axes = (0, 2, 3)
    M = dout.size // dout.shape[1]  #! M = dout.shape[0]
    dgamma = (dout * xn).sum(axis=axes)  #! dgamma = (dout * xc).sum(axis=axes)
    dbeta = dout.sum(axis=axes)  #! dbeta = dout.mean(axis=axes)
    dxn = dout * gamma.reshape(1, -1, 1, 1)  #! dxn = dout
    dvar = (dxn * xc).sum(axis=axes, keepdims=True) * -0.5 * inv ** 3  #! dvar = (dxn * xc).sum(axis=axes, keepdims=True) * -0.5 * inv ** 2
    dxc = dxn * inv + dvar * 2 * xc / M  #! dxc = dxn * inv + dvar * xc / M
    dx = dxc - dxc.mean(axis=axes, keepdims=True)  #! dx = dxc
    return dx, dgamma, dbeta


FORWARD = bn_forward
BACKWARD = bn_backward
INPUTS = (rng.normal(size=(3, 2, 2, 3)), rng.normal(size=2), rng.normal(size=2))
