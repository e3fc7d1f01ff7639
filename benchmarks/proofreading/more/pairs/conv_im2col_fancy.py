import numpy as np


def indices(C, H, W, k):
    oh, ow = H - k + 1, W - k + 1
    i = np.tile(np.repeat(np.arange(k), k), C)[:, None] + np.repeat(np.arange(oh), ow)[None]
    j = np.tile(np.arange(k), k * C)[:, None] + np.tile(np.arange(ow), oh)[None]
    c = np.repeat(np.arange(C), k * k)[:, None]
    return c, i, j


def im2col(x, k):
    N, C, H, W = x.shape
    c, i, j = indices(C, H, W, k)
    return x[:, c, i, j]  # (N, C*k*k, oh*ow)


def col2im(cols, shape, k):
    N, C, H, W = shape
    x = np.zeros(shape)
    c, i, j = indices(C, H, W, k)
    np.add.at(x, (slice(None), c, i, j), cols)
    return x


def conv_forward(x, w, b):
    F, C, k, _ = w.shape
    N, _, H, W = x.shape
    cols = im2col(x, k)
    out = w.reshape(F, -1) @ cols + b[:, None]
    return out.reshape(N, F, H - k + 1, W - k + 1), (x.shape, w, cols)


def conv_backward(dout, cache):
    # backward
    shape, w, cols = cache
    F, C, k, _ = w.shape
    N = shape[0]
    d = dout.reshape(N, F, -1)
    db = d.sum(axis=(0, 2))  #! db = d.sum(axis=2)
    dw = np.einsum("nfp,nqp->fq", d, cols).reshape(w.shape)  #! dw = np.einsum("nfp,nqp->fq", d, cols).reshape(w.shape) / N
    dcols = w.reshape(F, -1).T @ d  #! dcols = w.reshape(-1, F) @ d
    dx = col2im(dcols, shape, k)  #! dx = col2im(cols, shape, k)
    return dx, dw, db


g = np.random.default_rng(66)
FORWARD = conv_forward
BACKWARD = conv_backward
INPUTS = (g.normal(size=(2, 3, 4, 5)), g.normal(size=(4, 3, 2, 2)), g.normal(size=4))
