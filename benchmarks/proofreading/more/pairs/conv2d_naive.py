import numpy as np

STRIDE = 2
PAD = 1


def conv_forward_naive(x, w, b):
    N, C, H, W = x.shape
    F, _, HH, WW = w.shape
    xp = np.pad(x, ((0, 0), (0, 0), (PAD, PAD), (PAD, PAD)), 'constant')
    Ho = 1 + (H + 2 * PAD - HH) // STRIDE
    Wo = 1 + (W + 2 * PAD - WW) // STRIDE
    out = np.zeros((N, F, Ho, Wo))
    for n in range(N):
        for f in range(F):
            for i in range(Ho):
                for j in range(Wo):
                    hs, ws = i * STRIDE, j * STRIDE
                    out[n, f, i, j] = (xp[n, :, hs:hs + HH, ws:ws + WW] * w[f]).sum() + b[f]
    return out, (x, w, b)


def conv_backward_naive(dout, cache):
    x, w, b = cache
    N, F, Ho, Wo = dout.shape
    HH, WW = w.shape[2:]
    xp = np.pad(x, ((0, 0), (0, 0), (PAD, PAD), (PAD, PAD)), 'constant')
    dxp = np.zeros_like(xp)
    dw = np.zeros_like(w)
    db = np.zeros_like(b)
    for n in range(N):
        for f in range(F):
            db[f] += dout[n, f].sum()  #! db[f] = dout[n, f].sum()  #! db[f] += dout[n, f].mean()
            for i in range(Ho):
                for j in range(Wo):
                    hs, ws = i * STRIDE, j * STRIDE  #! hs, ws = i, j  #! hs, ws = j * STRIDE, i * STRIDE
                    dw[f] += dout[n, f, i, j] * xp[n, :, hs:hs + HH, ws:ws + WW]  #! dw[f] = dout[n, f, i, j] * xp[n, :, hs:hs + HH, ws:ws + WW]  #! dw[f] += dout[n, f, j, i] * xp[n, :, hs:hs + HH, ws:ws + WW]
                    dxp[n, :, hs:hs + HH, ws:ws + WW] += dout[n, f, i, j] * w[f]  #! dxp[n, :, hs:hs + HH, ws:ws + WW] = dout[n, f, i, j] * w[f]  #! dxp[n, :, hs:hs + HH, ws:ws + WW] += dout[n, f, i, j] * w[f, :, ::-1, ::-1]
    dx = dxp[:, :, PAD:-PAD, PAD:-PAD]  #! dx = dxp[:, :, :-2 * PAD, :-2 * PAD]
    return dx, dw, db


np.random.seed(231)
FORWARD = conv_forward_naive
BACKWARD = conv_backward_naive
INPUTS = (np.random.randn(2, 2, 5, 5), np.random.randn(2, 2, 3, 3), np.array([0.1, -0.3]))
