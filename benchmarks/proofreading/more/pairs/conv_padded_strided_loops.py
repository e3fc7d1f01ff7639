import numpy as np

pad, stride = 1, 2

def conv_forward_naive(x, w, b):
    N, C, H, W = x.shape
    F, _, HH, WW = w.shape
    Ho = 1 + (H + 2 * pad - HH) // stride
    Wo = 1 + (W + 2 * pad - WW) // stride
    xp = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)), mode='constant')
    out = np.zeros((N, F, Ho, Wo))
    for n in range(N):
        for f in range(F):
            for i in range(Ho):
                for j in range(Wo):
                    win = xp[n, :, i*stride:i*stride+HH, j*stride:j*stride+WW]
                    out[n, f, i, j] = np.sum(win * w[f]) + b[f]
    return out, (x, w, b, xp)

def conv_backward_naive(dout, cache):
    # backward
    x, w, b, xp = cache
    N, F, Ho, Wo = dout.shape
    HH, WW = w.shape[2:]
    dxp = np.zeros_like(xp)
    dw = np.zeros_like(w)
    db = np.sum(dout, axis=(0, 2, 3))  #! db = np.mean(dout, axis=(0, 2, 3))  #! db = np.sum(dout[0], axis=(1, 2))
    for n in range(N):
        for f in range(F):
            for i in range(Ho):  #! for i in range(1, Ho):
                for j in range(Wo):  #! for j in range(Wo - 1):
                    r, c = i * stride, j * stride  #! r, c = i, j  #! r, c = j * stride, i * stride
                    dw[f] += dout[n, f, i, j] * xp[n, :, r:r+HH, c:c+WW]  #! dw[f] = dout[n, f, i, j] * xp[n, :, r:r+HH, c:c+WW]  #! dw[f] += dout[n, f, j, i] * xp[n, :, r:r+HH, c:c+WW]
                    dxp[n, :, r:r+HH, c:c+WW] += dout[n, f, i, j] * w[f]  #! dxp[n, :, r:r+HH, c:c+WW] = dout[n, f, i, j] * w[f]  #! dxp[n, :, r:r+HH, c:c+WW] += dout[n, f, i, j] * w[f, :, ::-1, ::-1]
    dx = dxp[:, :, pad:-pad, pad:-pad]  #! dx = dxp[:, :, :-2 * pad, :-2 * pad]  #! dx = dxp[:, :, 2 * pad:, 2 * pad:]
    # end
    return dx, dw, db

rs = np.random.RandomState(6)
FORWARD = conv_forward_naive
BACKWARD = conv_backward_naive
INPUTS = (rs.randn(2, 2, 5, 5), rs.randn(3, 2, 3, 3), rs.randn(3))
