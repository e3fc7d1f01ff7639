# conv (pad 1, 3x3, channels last) + max pool 2x2, batch in a loop
import numpy as np


def forward(imgs, kern, bias):
    N, Hh, Ww, C = imgs.shape
    K = kern.shape[3]
    padded = np.pad(imgs, ((0, 0), (1, 1), (1, 1), (0, 0)))
    conv = np.zeros((N, Hh, Ww, K))
    for i in range(Hh):
        for j in range(Ww):
            patch = padded[:, i:i + 3, j:j + 3, :]
            conv[:, i, j, :] = np.tensordot(patch, kern, axes=([1, 2, 3], [0, 1, 2])) + bias
    out = np.zeros((N, Hh // 2, Ww // 2, K))
    where = np.zeros((N, Hh // 2, Ww // 2, K), dtype=int)
    for i in range(Hh // 2):
        for j in range(Ww // 2):
            win = conv[:, 2 * i:2 * i + 2, 2 * j:2 * j + 2, :].reshape(N, 4, K)
            where[:, i, j, :] = win.argmax(axis=1)
            out[:, i, j, :] = win.max(axis=1)
    return out, (padded, kern, where, conv.shape)


def backward(dout, cache):
    # backward
    padded, kern, where, shp = cache
    N, Hh, Ww, K = shp
    dconv = np.zeros(shp)
    for n in range(N):
        for i in range(Hh // 2):
            for j in range(Ww // 2):
                for k in range(K):
                    pos = where[n, i, j, k]
                    dconv[n, 2 * i + pos // 2, 2 * j + pos % 2, k] = dout[n, i, j, k]  #! dconv[n, 2 * i + pos % 2, 2 * j + pos // 2, k] = dout[n, i, j, k]
    dkern = np.zeros_like(kern)
    dpad = np.zeros_like(padded)
    for i in range(Hh):
        for j in range(Ww):
            g = dconv[:, i, j, :]  #! g = dconv[:, j, i, :]
            dkern += np.tensordot(padded[:, i:i + 3, j:j + 3, :], g, axes=([0], [0]))  #! dkern = np.tensordot(padded[:, i:i + 3, j:j + 3, :], g, axes=([0], [0]))
            dpad[:, i:i + 3, j:j + 3, :] += np.tensordot(g, kern, axes=([1], [3]))  #! dpad[:, i:i + 3, j:j + 3, :] = np.tensordot(g, kern, axes=([1], [3]))  #! dpad[:, i:i + 3, j:j + 3, :] += np.tensordot(g, kern[::-1, ::-1], axes=([1], [3]))
    dbias = dconv.sum(axis=(0, 1, 2))  #! dbias = dconv.mean(axis=(0, 1, 2))
    dimgs = dpad[:, 1:-1, 1:-1, :]  #! dimgs = dpad[:, :-2, :-2, :]
    return {'imgs': dimgs, 'kern': dkern, 'bias': dbias}


rng = np.random.RandomState(6)
FORWARD = forward
BACKWARD = backward
INPUTS = (rng.randn(2, 4, 4, 2), rng.randn(3, 3, 2, 3), rng.randn(3))
