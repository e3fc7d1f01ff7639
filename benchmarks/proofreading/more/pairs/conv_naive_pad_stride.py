import numpy as np

STRIDE, PAD = 2, 1


def conv_forward_naive(x, w, b):
    N, C, H, W = x.shape
    F, _, HH, WW = w.shape
    xp = np.pad(x, ((0, 0), (0, 0), (PAD, PAD), (PAD, PAD)))
    Ho = 1 + (H + 2 * PAD - HH) // STRIDE
    Wo = 1 + (W + 2 * PAD - WW) // STRIDE
    out = np.zeros((N, F, Ho, Wo))
    for n in range(N):
        for f in range(F):
            for i in range(Ho):
                for j in range(Wo):
                    win = xp[n, :, i * STRIDE:i * STRIDE + HH, j * STRIDE:j * STRIDE + WW]
                    out[n, f, i, j] = np.sum(win * w[f]) + b[f]
    return out, (x, xp, w, b)


def conv_backward_naive(dout, cache):
    # backward
    x, xp, w, b = cache
    F, _, HH, WW = w.shape
    N, _, Ho, Wo = dout.shape
    dxp = np.zeros_like(xp)
    dw = np.zeros_like(w)
    db = np.sum(dout, axis=(0, 2, 3))  #! db = np.mean(dout, axis=(0, 2, 3))
    for n in range(N):
        for f in range(F):
            for i in range(Ho):
                for j in range(Wo):
                    a, c = i * STRIDE, j * STRIDE  #! a, c = i, j
                    dw[f] += dout[n, f, i, j] * xp[n, :, a:a + HH, c:c + WW]  #! dw[f] = dout[n, f, i, j] * xp[n, :, a:a + HH, c:c + WW]
                    dxp[n, :, a:a + HH, c:c + WW] += dout[n, f, i, j] * w[f]  #! dxp[n, :, a:a + HH, c:c + WW] = dout[n, f, i, j] * w[f]
    dx = dxp[:, :, PAD:-PAD, PAD:-PAD]  #! dx = dxp[:, :, :-2 * PAD, :-2 * PAD]
    return dx, dw, db


np.random.seed(31)
FORWARD = conv_forward_naive
BACKWARD = conv_backward_naive
INPUTS = (np.random.randn(2, 3, 5, 4), np.random.randn(4, 3, 3, 2), np.random.randn(4))
