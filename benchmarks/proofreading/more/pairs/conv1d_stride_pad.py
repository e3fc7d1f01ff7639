import numpy as np

# 1d convolution, x: (N, C, L), w: (F, C, K), b: (F,)
stride, pad = 2, 1


def conv1d_forward(x, w, b):
    N, C, L = x.shape
    F, _, K = w.shape
    xp = np.pad(x, ((0, 0), (0, 0), (pad, pad)))
    Lout = (L + 2 * pad - K) // stride + 1
    out = np.zeros((N, F, Lout))
    for n in range(N):
        for f in range(F):
            for t in range(Lout):
                out[n, f, t] = np.sum(xp[n, :, t*stride:t*stride+K] * w[f]) + b[f]
    return out, (xp, w, b)


def conv1d_backward(dout, cache):
    # backward
    xp, w, b = cache
    N, F, Lout = dout.shape
    K = w.shape[2]
    dxp = np.zeros_like(xp)
    dw = np.zeros_like(w)
    for n in range(N):
        for f in range(F):
            for t in range(Lout):
                s = t * stride  #! s = t
                dw[f] += dout[n, f, t] * xp[n, :, s:s+K]  #! dw[f] += dout[n, f, t] * xp[n, :, s:s+K][:, ::-1]
                dxp[n, :, s:s+K] += dout[n, f, t] * w[f]  #! dxp[n, :, s:s+K] = dout[n, f, t] * w[f]
    db = dout.sum(axis=(0, 2))  #! db = dout.mean(axis=(0, 2))  #! db = dout.sum(axis=(0, 1))
    dx = dxp[:, :, pad:-pad]  #! dx = dxp[:, :, :-2*pad]  #! dx = dxp
    return dx, dw, db


FORWARD = conv1d_forward
BACKWARD = conv1d_backward
_r = np.random.default_rng(11)
INPUTS = (_r.normal(size=(2, 2, 7)), _r.normal(size=(3, 2, 3)), _r.normal(size=3))
