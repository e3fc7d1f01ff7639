import numpy as np


def max_pool_forward(x, shift, size=2, stride=2):
    """adds a bias per channel, then max pools; x is (N, H, W, C)"""
    n, h, w, c = x.shape
    y = x + shift
    ho, wo = (h - size) // stride + 1, (w - size) // stride + 1
    out = np.zeros((n, ho, wo, c))
    for i in range(ho):
        for j in range(wo):
            out[:, i, j, :] = y[:, i * stride:i * stride + size, j * stride:j * stride + size, :].max(axis=(1, 2))
    return out, {"y": y, "size": size, "stride": stride}


def max_pool_backward(dout, cache):
    # backward
    y, size, s = cache["y"], cache["size"], cache["stride"]
    n, ho, wo, c = dout.shape
    dy = np.zeros(y.shape)
    for img in range(n):
        for i in range(ho):
            for j in range(wo):
                for ch in range(c):
                    patch = y[img, i * s:i * s + size, j * s:j * s + size, ch]
                    mask = patch == np.max(patch)  #! mask = patch == np.min(patch)  #! mask = np.ones(patch.shape)
                    dy[img, i * s:i * s + size, j * s:j * s + size, ch] += mask * dout[img, i, j, ch]  #! dy[img, i * s:i * s + size, j * s:j * s + size, ch] += patch * dout[img, i, j, ch]
    dshift = dy.sum(axis=(0, 1, 2))  #! dshift = dy.sum(axis=(0, 2, 3))
    return dy, dshift


r = np.random.RandomState(14)
FORWARD = max_pool_forward
BACKWARD = max_pool_backward
INPUTS = (r.randn(2, 4, 6, 3), r.randn(3))
