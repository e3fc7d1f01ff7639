import numpy as np
# naive conv layer, stride 2, pad 1 (fixed for the homework)
STRIDE, PAD = 2, 1

def conv_forward_naive(x, w, b):
    N, C, H, W = x.shape
    F, _, HH, WW = w.shape
    Ho = 1 + (H + 2 * PAD - HH) // STRIDE
    Wo = 1 + (W + 2 * PAD - WW) // STRIDE
    xp = np.pad(x, ((0, 0), (0, 0), (PAD, PAD), (PAD, PAD)))
    out = np.zeros((N, F, Ho, Wo))
    for i in range(Ho):
        for j in range(Wo):
            patch = xp[:, :, i*STRIDE:i*STRIDE+HH, j*STRIDE:j*STRIDE+WW]
            out[:, :, i, j] = np.tensordot(patch, w, axes=([1, 2, 3], [1, 2, 3])) + b
    return out, (x, w, b, xp)

def conv_backward_naive(dout, cache):
    # backward
    x, w, b, xp = cache
    F, C, HH, WW = w.shape
    dxp = np.zeros_like(xp)
    dw = np.zeros_like(w)
    db = dout.sum(axis=(0, 2, 3))  #! db = dout.sum(axis=(0, 1, 2))
    for i in range(dout.shape[2]):
        for j in range(dout.shape[3]):
            hs, ws = i * STRIDE, j * STRIDE  #! hs, ws = i, j
            g = dout[:, :, i, j]  #! g = dout[:, :, j, i]
            dw += np.tensordot(g, xp[:, :, hs:hs+HH, ws:ws+WW], axes=([0], [0]))  #! dw = np.tensordot(g, xp[:, :, hs:hs+HH, ws:ws+WW], axes=([0], [0]))
            dxp[:, :, hs:hs+HH, ws:ws+WW] += np.tensordot(g, w, axes=([1], [0]))  #! dxp[:, :, hs:hs+HH, ws:ws+WW] = np.tensordot(g, w, axes=([1], [0]))  #! dxp[:, :, hs:hs+HH, ws:ws+WW] += np.tensordot(g, w[:, :, ::-1, ::-1], axes=([1], [0]))
    dx = dxp[:, :, PAD:-PAD, PAD:-PAD]  #! dx = dxp[:, :, :-2*PAD, :-2*PAD]
    return {'x': dx, 'w': dw, 'b': db}

rs = np.random.RandomState(8)
FORWARD = conv_forward_naive
BACKWARD = conv_backward_naive
INPUTS = (rs.randn(2, 2, 5, 5), rs.randn(3, 2, 3, 3), rs.randn(3))
