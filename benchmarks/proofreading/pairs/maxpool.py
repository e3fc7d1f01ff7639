import numpy as np

rng = np.random.default_rng(21)


def pool(x, size):
    N, H, W = x.shape
    blocks = x.reshape(N, H // size, size, W // size, size)
    out = blocks.max(axis=(2, 4))
    return out, (x, out, size)


def unpool(dout, cache):
    x, out, size = cache
    N, H, W = x.shape
    # backward
    dx = np.zeros_like(x)
    for n in range(N):
        for i in range(H // size):
            for j in range(W // size):
                window = x[n, i * size : (i + 1) * size, j * size : (j + 1) * size]
                mask = window == out[n, i, j]  #! mask = window > 0
                dx[n, i * size : (i + 1) * size, j * size : (j + 1) * size] = mask * dout[n, i, j]  #! dx[n, i * size : (i + 1) * size, j * size : (j + 1) * size] = mask * out[n, i, j] #! dx[n, i * size : (i + 1) * size, j * size : (j + 1) * size] = mask * dout[n, j, i] #! dx[n, i * size : (i + 1) * size, j * size : (j + 1) * size] = dout[n, i, j]
    return dx, None


FORWARD = pool
BACKWARD = unpool
INPUTS = (rng.normal(size=(2, 4, 4)), 2)
