import numpy as np

STRIDE, PAD = 2, 1


def conv_relu_forward(x, w, b):
    """x (N,C,H,W), w (F,C,HH,WW), b (F,); conv then leaky relu"""
    N, C, H, W = x.shape
    F, _, HH, WW = w.shape
    xp = np.pad(x, ((0, 0), (0, 0), (PAD, PAD), (PAD, PAD)))
    Ho, Wo = 1 + (H + 2*PAD - HH) // STRIDE, 1 + (W + 2*PAD - WW) // STRIDE
    z = np.zeros((N, F, Ho, Wo))
    for n in range(N):
        for f in range(F):
            for i in range(Ho):
                for j in range(Wo):
                    r, c = i*STRIDE, j*STRIDE
                    z[n, f, i, j] = np.sum(xp[n, :, r:r+HH, c:c+WW] * w[f]) + b[f]
    return np.where(z > 0, z, 0.2 * z), (xp, w, z)


def conv_relu_backward(dout, cache):
    # backward
    xp, w, z = cache
    F, _, HH, WW = w.shape
    dz = np.where(z > 0, dout, 0.2 * dout)  #! dz = np.where(dout > 0, dout, 0.2 * dout)
    db = dz.sum(axis=(0, 2, 3))  #! db = dout.sum(axis=(0, 2, 3))
    dw, dxp = np.zeros_like(w), np.zeros_like(xp)
    N, _, Ho, Wo = dz.shape
    for n in range(N):
        for f in range(F):
            for i in range(Ho):
                for j in range(Wo):
                    r, c = i*STRIDE, j*STRIDE  #! r, c = i, j
                    dw[f] += dz[n, f, i, j] * xp[n, :, r:r+HH, c:c+WW]  #! dw[f] = dz[n, f, i, j] * xp[n, :, r:r+HH, c:c+WW]
                    dxp[n, :, r:r+HH, c:c+WW] += dz[n, f, i, j] * w[f]  #! dxp[n, :, r:r+HH, c:c+WW] = dz[n, f, i, j] * w[f]  #! dxp[n, :, r:r+HH, c:c+WW] += dz[n, f, i, j] * w[f, :, ::-1, ::-1]
    dx = dxp[:, :, PAD:-PAD, PAD:-PAD]  #! dx = dxp[:, :, 2*PAD:, 2*PAD:]
    return dx, dw, db


np.random.seed(5)
x0 = np.random.randn(2, 2, 5, 5)
FORWARD = conv_relu_forward
BACKWARD = conv_relu_backward
INPUTS = (x0, np.random.randn(3, 2, 3, 3), np.random.randn(3))
