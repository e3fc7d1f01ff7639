import numpy as np

STRIDE, PAD = 2, 1

def conv_forward_depthwise(x, w, b):
    """x: (N, C, H, W), w: (C, k, k) one filter for each channel, b: (C,); then global average pool"""
    N, C, H, W = x.shape
    k = w.shape[1]
    xp = np.pad(x, ((0, 0), (0, 0), (PAD, PAD), (PAD, PAD)))
    Ho, Wo = 1 + (H + 2 * PAD - k) // STRIDE, 1 + (W + 2 * PAD - k) // STRIDE
    conv = np.zeros((N, C, Ho, Wo))
    for i in range(Ho):
        for j in range(Wo):
            win = xp[:, :, i*STRIDE:i*STRIDE+k, j*STRIDE:j*STRIDE+k]
            conv[:, :, i, j] = np.sum(win * w, axis=(2, 3)) + b
    act = conv / (1 + np.exp(-conv))    # swish
    out = act.mean(axis=(2, 3))
    return out, (xp, w, conv)

def conv_backward_depthwise(dout, cache):
    # backward
    xp, w, conv = cache
    N, C, Ho, Wo = conv.shape
    k = w.shape[1]
    dact = np.ones((1, 1, Ho, Wo)) * dout[:, :, None, None] / (Ho * Wo)  #! dact = np.ones((1, 1, Ho, Wo)) * dout[:, :, None, None]
    sig = 1 / (1 + np.exp(-conv))
    dconv = dact * (sig + conv * sig * (1 - sig))  #! dconv = dact * (conv * sig * (1 - sig))
    db = dconv.sum(axis=(0, 2, 3))  #! db = dconv.sum(axis=(2, 3))
    dw = np.zeros_like(w)
    dxp = np.zeros_like(xp)
    for i in range(Ho):
        for j in range(Wo):
            r, c = i * STRIDE, j * STRIDE
            g = dconv[:, :, i, j][:, :, None, None]
            dw += np.sum(g * xp[:, :, r:r+k, c:c+k], axis=0)  #! dw += np.mean(g * xp[:, :, r:r+k, c:c+k], axis=0)
            dxp[:, :, r:r+k, c:c+k] += g * w  #! dxp[:, :, r:r+k, c:c+k] = g * w  #! dxp[:, :, r:r+k, c:c+k] += g * w[:, ::-1, ::-1]
    dx = dxp[:, :, PAD:-PAD, PAD:-PAD]  #! dx = dxp[:, :, :-2*PAD, :-2*PAD]
    return dx, dw, db

np.random.seed(4)
FORWARD = conv_forward_depthwise
BACKWARD = conv_backward_depthwise
INPUTS = (np.random.randn(2, 3, 5, 5), np.random.randn(3, 3, 3), np.random.randn(3))
