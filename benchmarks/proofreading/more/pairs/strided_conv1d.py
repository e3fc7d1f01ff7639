# 1d convolution, stride 2, zero padding 1, layout (channels, length) like in my MATLAB code
import numpy as np

STRIDE, PAD = 2, 1


def conv1(x, w, b):
    cin, L = x.shape
    cout, _, k = w.shape
    xp = np.pad(x, ((0, 0), (PAD, PAD)))
    Lo = (L + 2 * PAD - k) // STRIDE + 1
    y = np.zeros((cout, Lo))
    for o in range(cout):
        for t in range(Lo):
            y[o, t] = np.sum(w[o] * xp[:, t * STRIDE:t * STRIDE + k]) + b[o]
    return y, (xp, w, L)


def conv1_grad(dy, cache):
    # backward
    xp, w, L = cache
    cout, cin, k = w.shape
    dxp = np.zeros_like(xp)
    dw = np.zeros_like(w)
    db = np.zeros(cout)
    for o in range(cout):
        for t in range(dy.shape[1]):
            s = t * STRIDE  #! s = t
            dw[o] += dy[o, t] * xp[:, s:s + k]  #! dw[o] = dy[o, t] * xp[:, s:s + k]
            dxp[:, s:s + k] += dy[o, t] * w[o]  #! dxp[:, s:s + k] = dy[o, t] * w[o]  #! dxp[:, s:s + k] += dy[o, t] * w[o][:, ::-1]
            db[o] += dy[o, t]  #! db[o] += dy[o, t] * STRIDE
    dx = dxp[:, PAD:PAD + L]  #! dx = dxp[:, :L]  #! dx = dxp
    return dx, dw, db


g = np.random.default_rng(14)
FORWARD = conv1
BACKWARD = conv1_grad
INPUTS = (g.standard_normal((2, 7)), g.standard_normal((3, 2, 3)), g.standard_normal(3))
