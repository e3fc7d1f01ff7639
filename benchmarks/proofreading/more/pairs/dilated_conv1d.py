import numpy as np

# 1d convolution with stride, padding and dilation, x: (N, C, L), w: (F, C, K)
STRIDE, PAD, DIL = 2, 1, 2

def conv1d_forward(x, w, b):
    n, c, l = x.shape
    f, _, k = w.shape
    xp = np.pad(x, ((0, 0), (0, 0), (PAD, PAD)))
    lo = (l + 2 * PAD - DIL * (k - 1) - 1) // STRIDE + 1
    out = np.zeros((n, f, lo))
    for t in range(lo):
        for j in range(k):
            out[:, :, t] += xp[:, :, t * STRIDE + j * DIL] @ w[:, :, j].T
    out += b[None, :, None]
    return out, (xp, w, l)

def conv1d_backward(dout, cache):
    # backward
    xp, w, l = cache
    dxp = np.zeros_like(xp)
    dw = np.zeros_like(w)
    db = dout.sum(axis=(0, 2))  #! db = dout.sum(axis=(0, 1))
    for t in range(dout.shape[2]):  #! for t in range(dout.shape[2] - 1):
        for j in range(w.shape[2]):
            pos = t * STRIDE + j * DIL  #! pos = t * STRIDE + j
            dw[:, :, j] += dout[:, :, t].T @ xp[:, :, pos]  #! dw[:, :, j] = dout[:, :, t].T @ xp[:, :, pos]
            dxp[:, :, pos] += dout[:, :, t] @ w[:, :, j]  #! dxp[:, :, pos] = dout[:, :, t] @ w[:, :, j]  #! dxp[:, :, pos] += dout[:, :, t] @ w[:, :, -1 - j]
    dx = dxp[:, :, PAD:PAD + l]  #! dx = dxp[:, :, :l]
    return dx, dw, db

rs = np.random.RandomState(2)
FORWARD = conv1d_forward
BACKWARD = conv1d_backward
INPUTS = (rs.randn(2, 3, 9), rs.randn(4, 3, 3), rs.randn(4))
