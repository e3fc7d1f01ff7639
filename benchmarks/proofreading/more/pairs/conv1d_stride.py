import numpy as np

# 1d convolution with stride and zero padding, naive loops. w is (out channels, in channels, width)
STRIDE, PAD = 2, 1


def conv_forward(x, w, b):
    N, C, L = x.shape
    F, _, K = w.shape
    xp = np.pad(x, ((0, 0), (0, 0), (PAD, PAD)))
    Lo = (L + 2 * PAD - K) // STRIDE + 1
    y = np.zeros((N, F, Lo))
    for n in range(N):
        for f in range(F):
            for t in range(Lo):
                s = t * STRIDE
                y[n, f, t] = (xp[n, :, s:s + K] * w[f]).sum() + b[f]
    return y, (xp, w, L)


def conv_backward(dy, cache):
    # backward
    xp, w, L = cache
    N, F, Lo = dy.shape
    K = w.shape[2]
    dxp, dw, db = np.zeros(xp.shape), np.zeros(w.shape), np.zeros(F)
    for n in range(N):
        for f in range(F):
            for t in range(Lo):
                s = t * STRIDE  #! s = t
                g = dy[n, f, t]
                db[f] += g  #! db[f] = g
                dw[f] += g * xp[n, :, s:s + K]  #! dw[f] += g * xp[n, :, t:t + K]  #! dw[n] += g * xp[n, :, s:s + K]
                dxp[n, :, s:s + K] += g * w[f]  #! dxp[n, :, s:s + K] = g * w[f]  #! dxp[n, :, s:s + K] += g * w[f, :, ::-1]
    dx = dxp[:, :, PAD:PAD + L]  #! dx = dxp[:, :, :L]
    return dx, dw, db


np.random.seed(6)
FORWARD = conv_forward
BACKWARD = conv_backward
INPUTS = (np.random.randn(2, 3, 7), np.random.randn(4, 3, 3), np.random.randn(4))
