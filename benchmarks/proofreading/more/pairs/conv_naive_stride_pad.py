# naive conv layer from the assignment. stride and pad fixed here (2 and 1). NCHW
import numpy as np

stride, pad = 2, 1


def conv_forward_naive(x, w, b):
    N, C, H, W = x.shape
    F, _, HH, WW = w.shape
    xp = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)), mode='constant')
    Ho = 1 + (H + 2 * pad - HH) // stride
    Wo = 1 + (W + 2 * pad - WW) // stride
    out = np.zeros((N, F, Ho, Wo))
    for n in range(N):
        for f in range(F):
            for i in range(Ho):
                for j in range(Wo):
                    patch = xp[n, :, i * stride:i * stride + HH, j * stride:j * stride + WW]
                    out[n, f, i, j] = (patch * w[f]).sum() + b[f]
    return out, (x, w, xp)


def conv_backward_naive(dout, cache):
    # backward
    x, w, xp = cache
    N, F, Ho, Wo = dout.shape
    HH, WW = w.shape[2], w.shape[3]
    dw = np.zeros_like(w)
    dxp = np.zeros_like(xp)
    db = dout.sum(axis=(0, 2, 3))  #! db = dout.sum(axis=(1, 2, 3))
    for n in range(N):
        for f in range(F):
            for i in range(Ho):
                for j in range(Wo):
                    r, c = i * stride, j * stride  #! r, c = i, j
                    dw[f] += xp[n, :, r:r + HH, c:c + WW] * dout[n, f, i, j]  #! dw[f] = xp[n, :, r:r + HH, c:c + WW] * dout[n, f, i, j]  #! dw[f] += x[n, :, r:r + HH, c:c + WW] * dout[n, f, i, j]
                    dxp[n, :, r:r + HH, c:c + WW] += w[f] * dout[n, f, i, j]  #! dxp[n, :, r:r + HH, c:c + WW] = w[f] * dout[n, f, i, j]  #! dxp[n, :, r:r + HH, c:c + WW] += w[f, :, ::-1, ::-1] * dout[n, f, i, j]
    dx = dxp[:, :, pad:-pad, pad:-pad]  #! dx = dxp[:, :, :-2 * pad, :-2 * pad]
    return dx, dw, db


rng = np.random.default_rng(6)
FORWARD = conv_forward_naive
BACKWARD = conv_backward_naive
INPUTS = (rng.standard_normal((2, 2, 5, 5)), rng.standard_normal((3, 2, 3, 3)), rng.standard_normal(3))
