import numpy as np


def max_pool_forward(X, scale):
    # 2x2 windows, stride 2; afterwards each channel has its own learnable scale
    N, C, H, W = X.shape
    pooled = np.zeros((N, C, H // 2, W // 2))
    for i in range(H // 2):
        for j in range(W // 2):
            pooled[:, :, i, j] = X[:, :, 2 * i:2 * i + 2, 2 * j:2 * j + 2].max(axis=(2, 3))
    out = pooled * scale[None, :, None, None]
    return out, (X, pooled, scale)


def max_pool_backward(dout, cache):
    X, pooled, scale = cache
    _, _, H_out, W_out = dout.shape
    # backward
    dscale = (dout * pooled).sum(axis=(0, 2, 3))  #! dscale = dout.sum(axis=(0, 2, 3))
    dpooled = dout * scale[None, :, None, None]  #! dpooled = dout / scale[None, :, None, None]
    dX = np.zeros_like(X)
    for i in range(H_out):
        for j in range(W_out):
            window = X[:, :, 2 * i:2 * i + 2, 2 * j:2 * j + 2]  #! window = X[:, :, i:i + 2, j:j + 2]
            m = window.max(axis=(2, 3), keepdims=True)  #! m = window.min(axis=(2, 3), keepdims=True)  #! m = window.max(axis=(0, 2, 3), keepdims=True)
            mask = (window == m)
            dX[:, :, 2 * i:2 * i + 2, 2 * j:2 * j + 2] += mask * dpooled[:, :, i, j][:, :, None, None]  #! dX[:, :, 2 * i:2 * i + 2, 2 * j:2 * j + 2] += window * dpooled[:, :, i, j][:, :, None, None]  #! dX[:, :, 2 * i:2 * i + 2, 2 * j:2 * j + 2] += mask * dout[:, :, i, j][:, :, None, None]
    return dX, dscale


rs = np.random.RandomState(40)
FORWARD = max_pool_forward
BACKWARD = max_pool_backward
INPUTS = (rs.randn(2, 3, 4, 6), rs.randn(3))
