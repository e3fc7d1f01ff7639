import numpy as np


def sg(a):
    return 1 / (1 + np.exp(-a))


def gru_fwd(x, h, Wz, Wr, Wc):
    # all three gates read [x, h] side by side, no biases in this exercise
    xh = np.concatenate([x, h], axis=1)
    z = sg(xh @ Wz)
    r = sg(xh @ Wr)
    xrh = np.concatenate([x, r * h], axis=1)
    c = np.tanh(xrh @ Wc)
    hn = (1 - z) * h + z * c
    return hn, (x, h, xh, z, r, xrh, c, Wz, Wr, Wc)


def gru_bwd(dhn, cache):
    # backward
    x, h, xh, z, r, xrh, c, Wz, Wr, Wc = cache
    n = x.shape[1]
    dc = dhn * z
    dz = dhn * (c - h)    #! dz = dhn * c
    dh = dhn * (1 - z)
    dac = dc * (1 - c ** 2)    #! dac = dc * (1 - np.tanh(c) ** 2)
    dWc = xrh.T @ dac    #! dWc = xh.T @ dac
    dxrh = dac @ Wc.T
    dx = dxrh[:, :n]
    dr = dxrh[:, n:] * h    #! dr = dxrh[:, n:]
    dh = dh + dxrh[:, n:] * r    #! dh = dxrh[:, n:] * r
    daz = dz * z * (1 - z)
    dar = dr * r * (1 - r)    #! dar = dr * z * (1 - r)
    dWz, dWr = xh.T @ daz, xh.T @ dar
    dxh = daz @ Wz.T + dar @ Wr.T    #! dxh = daz @ Wz.T
    return dx + dxh[:, :n], dh + dxh[:, n:], dWz, dWr, dWc


R = np.random.default_rng(6)
FORWARD = gru_fwd
BACKWARD = gru_bwd
INPUTS = (R.normal(size=(4, 3)), R.normal(size=(4, 5)), R.normal(size=(8, 5)) * 0.5, R.normal(size=(8, 5)) * 0.5, R.normal(size=(8, 5)) * 0.5)
