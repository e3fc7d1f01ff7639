import numpy as np

# conv (pad 1, stride 2) followed by a global average over the map: one number per filter.
# x (N, C, H, W)   w (F, C, 3, 3)   b (F,)
PAD, STRIDE = 1, 2


def conv_gap(x, w, b):
    xp = np.pad(x, ((0, 0), (0, 0), (PAD, PAD), (PAD, PAD)))
    N, C, H, W = xp.shape
    F, _, kh, kw = w.shape
    Ho, Wo = (H - kh) // STRIDE + 1, (W - kw) // STRIDE + 1
    z = np.empty((N, F, Ho, Wo))
    for i in range(Ho):
        for j in range(Wo):
            win = xp[:, :, i * STRIDE:i * STRIDE + kh, j * STRIDE:j * STRIDE + kw]
            z[:, :, i, j] = np.tensordot(win, w, axes=([1, 2, 3], [1, 2, 3])) + b
    a = np.maximum(z, 0.0)
    return a.mean(axis=(2, 3))


def conv_gap_grad(dout, x, w, b):
    # recompute what we need instead of caching it
    xp = np.pad(x, ((0, 0), (0, 0), (PAD, PAD), (PAD, PAD)))
    N, C, H, W = xp.shape
    F, _, kh, kw = w.shape
    Ho, Wo = (H - kh) // STRIDE + 1, (W - kw) // STRIDE + 1
    dxp, dw, db = np.zeros(xp.shape), np.zeros(w.shape), np.zeros(F)
    # backward
    for i in range(Ho):
        for j in range(Wo):
            r, c = i * STRIDE, j * STRIDE
            win = xp[:, :, r:r + kh, c:c + kw]
            z = np.tensordot(win, w, axes=([1, 2, 3], [1, 2, 3])) + b
            dz = dout / (Ho * Wo) * (z > 0)  #! dz = dout * (z > 0)  #! dz = dout / (Ho * Wo)  #! dz = dout / (H * W) * (z > 0)  #! dz = dout / (Ho * Wo) * (dout > 0)
            db += dz.sum(axis=0)  #! db = dz.sum(axis=0)  #! db += dz.mean(axis=0)
            dw += np.tensordot(dz, win, axes=(0, 0))  #! dw += np.tensordot(dout, win, axes=(0, 0))  #! dw += np.tensordot(dz, win[:, :, ::-1, ::-1], axes=(0, 0))
            dxp[:, :, r:r + kh, c:c + kw] += np.tensordot(dz, w, axes=(1, 0))  #! dxp[:, :, r:r + kh, c:c + kw] = np.tensordot(dz, w, axes=(1, 0))  #! dxp[:, :, i:i + kh, j:j + kw] += np.tensordot(dz, w, axes=(1, 0))
    dx = dxp[:, :, PAD:-PAD, PAD:-PAD]  #! dx = dxp[:, :, 2 * PAD:, 2 * PAD:]  #! dx = dxp[:, :, :-2 * PAD, :-2 * PAD]
    # end
    return dx, dw, db


gen = np.random.RandomState(4)
FORWARD = conv_gap
BACKWARD = conv_gap_grad
INPUTS = (gen.randn(2, 2, 5, 5), gen.randn(3, 2, 3, 3), gen.randn(3) * 0.1)
