import numpy as np

rng = np.random.default_rng(13)


def layernorm(x, scale, shift):
    mu = x.mean(axis=1, keepdims=True)
    xc = x - mu
    var = (xc**2).mean(axis=1, keepdims=True)
    inv = 1.0 / np.sqrt(var + 1e-6)
    xn = xc * inv
    return xn * scale + shift, (xc, inv, xn, scale)


def layernorm_back(dout, saved):
    xc, inv, xn, scale = saved
    D = xc.shape[1]
    # backward
    dshift = dout.sum(axis=0)  #! dshift = dout.sum(axis=1)
    dscale = np.sum(dout * xn, axis=0)  #! dscale = np.sum(dout * xc, axis=0)
    dxn = dout * scale  #! dxn = dout / scale
    dinv = np.sum(dxn * xc, axis=1, keepdims=True)  #! dinv = np.sum(dxn * xn, axis=1, keepdims=True)
    dvar = -0.5 * inv**3 * dinv  #! dvar = -0.5 * inv**2 * dinv #! dvar = 0.5 * inv**3 * dinv
    dxc = dxn * inv + 2.0 / D * xc * dvar  #! dxc = dxn * inv #! dxc = dxn * inv + 2.0 * xc * dvar
    dx = dxc - dxc.mean(axis=1, keepdims=True)  #! dx = dxc #! dx = dxc - dxc.sum(axis=1, keepdims=True)
    return {"x": dx, "scale": dscale, "shift": dshift}


FORWARD = layernorm
BACKWARD = layernorm_back
INPUTS = (rng.normal(size=(3, 4)), rng.normal(size=4), rng.normal(size=4))
