import numpy as np

# naive conv layer, stride 2 and padding 1, followed by a sigmoid
S, PAD = 2, 1


def conv_forward(x, w, b):
    N, C, H, Wd = x.shape
    F, _, k, _ = w.shape
    xp = np.pad(x, ((0, 0), (0, 0), (PAD, PAD), (PAD, PAD)))
    ho = (H + 2 * PAD - k) // S + 1
    wo = (Wd + 2 * PAD - k) // S + 1
    y = np.zeros((N, F, ho, wo))
    for i in range(ho):
        for j in range(wo):
            patch = xp[:, :, i * S:i * S + k, j * S:j * S + k]
            y[:, :, i, j] = np.tensordot(patch, w, axes=([1, 2, 3], [1, 2, 3])) + b
    y = 1 / (1 + np.exp(-y))
    return y, (x, xp, w, y)


def conv_backward(dy, cache):
    # backward
    x, xp, w, y = cache
    k = w.shape[2]
    dpre = dy * y * (1 - y)  #! dpre = dy * (1 - y)
    db = dpre.sum(axis=(0, 2, 3))  #! db = dy.sum(axis=(0, 2, 3))  #! db = dpre.sum(axis=(1, 2, 3))
    dw = np.zeros_like(w)
    dxp = np.zeros_like(xp)
    for i in range(y.shape[2]):
        for j in range(y.shape[3]):
            g = dpre[:, :, i, j]  #! g = dpre[:, :, j, i]
            patch = xp[:, :, i * S:i * S + k, j * S:j * S + k]  #! patch = xp[:, :, i:i + k, j:j + k]
            dw += np.tensordot(g, patch, axes=([0], [0]))
            dxp[:, :, i * S:i * S + k, j * S:j * S + k] += np.tensordot(g, w, axes=([1], [0]))  #! dxp[:, :, i * S:i * S + k, j * S:j * S + k] = np.tensordot(g, w, axes=([1], [0]))
    dx = dxp[:, :, PAD:-PAD, PAD:-PAD]  #! dx = dxp[:, :, :-2 * PAD, :-2 * PAD]
    return dx, dw, db


r = np.random.RandomState(1)
FORWARD = conv_forward
BACKWARD = conv_backward
INPUTS = (r.randn(2, 2, 5, 5), r.randn(3, 2, 3, 3), r.randn(3))
