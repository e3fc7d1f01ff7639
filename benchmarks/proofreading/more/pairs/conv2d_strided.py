import numpy as np


# convolution, NCHW, zero padding, stride. Naive four loops.
STRIDE, PAD = 2, 1


def conv(x, w, b):
    N, C, H, W = x.shape
    F, _, kh, kw = w.shape
    xp = np.pad(x, ((0, 0), (0, 0), (PAD, PAD), (PAD, PAD)))
    Ho = (H + 2 * PAD - kh) // STRIDE + 1
    Wo = (W + 2 * PAD - kw) // STRIDE + 1
    y = np.empty((N, F, Ho, Wo))
    for n in range(N):
        for f in range(F):
            for i in range(Ho):
                for j in range(Wo):
                    win = xp[n, :, i * STRIDE:i * STRIDE + kh, j * STRIDE:j * STRIDE + kw]
                    y[n, f, i, j] = (win * w[f]).sum() + b[f]
    return y, (xp, w)


def conv_backward(dy, cache):
    xp, w = cache
    N, F, Ho, Wo = dy.shape
    kh, kw = w.shape[2:]
    dxp, dw, db = np.zeros_like(xp), np.zeros_like(w), np.zeros(F)
    for n in range(N):
        for f in range(F):
            db[f] += dy[n, f].sum()  #! db[f] = dy[n, f].sum()  #! db[f] += dy[n, f].mean()
            for i in range(Ho):
                top = i * STRIDE  #! top = i
                for j in range(Wo):
                    left = j * STRIDE  #! left = i * STRIDE  #! left = j
                    win = xp[n, :, top:top + kh, left:left + kw]  #! win = xp[n, :, left:left + kh, top:top + kw]
                    dw[f] += win * dy[n, f, i, j]  #! dw[f] = win * dy[n, f, i, j]  #! dw[f] += win * dy[n, f, j, i]
                    dxp[n, :, top:top + kh, left:left + kw] += w[f] * dy[n, f, i, j]  #! dxp[n, :, top:top + kh, left:left + kw] = w[f] * dy[n, f, i, j]  #! dxp[n, :, top:top + kh, left:left + kw] += w[f, :, ::-1, ::-1] * dy[n, f, i, j]
    dx = dxp[:, :, PAD:-PAD, PAD:-PAD]  #! dx = dxp[:, :, :-2 * PAD, :-2 * PAD]
    return dx, dw, db


q = np.random.default_rng(2)
FORWARD = conv
BACKWARD = conv_backward
INPUTS = (q.standard_normal((2, 2, 5, 5)), q.standard_normal((2, 2, 3, 3)), q.standard_normal(2))
