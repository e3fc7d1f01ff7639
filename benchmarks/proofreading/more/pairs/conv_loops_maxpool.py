import numpy as np

# naive conv (pad 1, stride 1) -> relu -> 2x2 max pool, loops everywhere, as in the lecture


def conv_relu_pool_forward(x, w, b):
    N, C, H, W = x.shape
    F, _, KH, KW = w.shape
    xp = np.pad(x, ((0, 0), (0, 0), (1, 1), (1, 1)))
    z = np.zeros((N, F, H, W))
    for n in range(N):
        for f in range(F):
            for i in range(H):
                for j in range(W):
                    z[n, f, i, j] = np.sum(xp[n, :, i:i + KH, j:j + KW] * w[f]) + b[f]
    a = np.maximum(z, 0)
    out = a.reshape(N, F, H // 2, 2, W // 2, 2).max(axis=(3, 5))
    return out, (x, xp, w, b, z, a, out)


def conv_relu_pool_backward(dout, cache):
    # backward
    x, xp, w, b, z, a, out = cache
    N, F, H, W = a.shape
    KH, KW = w.shape[2:]
    da = np.zeros_like(a)
    for n in range(N):
        for f in range(F):
            for i in range(H // 2):
                for j in range(W // 2):
                    win = a[n, f, 2 * i:2 * i + 2, 2 * j:2 * j + 2]  #! win = a[n, f, i:i + 2, j:j + 2]
                    r, c = np.unravel_index(np.argmax(win), (2, 2))  #! r, c = np.unravel_index(np.argmin(win), (2, 2))
                    da[n, f, 2 * i + r, 2 * j + c] += dout[n, f, i, j]
    dz = da * (z > 0)  #! dz = da * (da > 0)  #! dz = da
    db = dz.sum(axis=(0, 2, 3))  #! db = dz.sum(axis=(0, 1, 2))
    dw, dxp = np.zeros_like(w), np.zeros_like(xp)
    for n in range(N):
        for f in range(F):
            for i in range(H):
                for j in range(W):
                    dw[f] += dz[n, f, i, j] * xp[n, :, i:i + KH, j:j + KW]  #! dw[f] = dz[n, f, i, j] * xp[n, :, i:i + KH, j:j + KW]
                    dxp[n, :, i:i + KH, j:j + KW] += dz[n, f, i, j] * w[f]  #! dxp[n, :, i:i + KH, j:j + KW] += dz[n, f, i, j] * w[f, :, ::-1, ::-1]
    dx = dxp[:, :, 1:-1, 1:-1]  #! dx = dxp[:, :, :-2, :-2]
    return dx, dw, db


rng = np.random.default_rng(2)
FORWARD = conv_relu_pool_forward
BACKWARD = conv_relu_pool_backward
INPUTS = (rng.normal(size=(2, 2, 4, 4)), rng.normal(size=(3, 2, 3, 3)), rng.normal(size=3))
