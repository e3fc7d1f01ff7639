import numpy as np

# group norm as in the "spatial groupnorm" homework, x is N,C,H,W

def spatial_groupnorm_forward(x, gamma, beta):
    G, eps = 2, 1e-5
    N, C, H, W = x.shape
    xg = x.reshape(N * G, -1)
    mean = xg.mean(axis=1, keepdims=True)
    std = np.sqrt(xg.var(axis=1, keepdims=True) + eps)
    x_norm = ((xg - mean) / std).reshape(N, C, H, W)
    out = x_norm * gamma.reshape(1, C, 1, 1) + beta.reshape(1, C, 1, 1)
    return out, (G, gamma, x_norm, std)

def spatial_groupnorm_backward(dout, cache):
    G, gamma, x_norm, std = cache
    N, C, H, W = dout.shape
    # backward
    dbeta = dout.sum(axis=(0, 2, 3))  #! dbeta = dout.mean(axis=(0, 2, 3))
    dgamma = (dout * x_norm).sum(axis=(0, 2, 3))  #! dgamma = dout.sum(axis=(0, 2, 3)) * x_norm.sum(axis=(0, 2, 3))
    dx_norm = (dout * gamma.reshape(1, C, 1, 1)).reshape(N * G, -1)  #! dx_norm = dout.reshape(N * G, -1)
    xn = x_norm.reshape(N * G, -1)
    m = xn.shape[1]  #! m = xn.shape[0]  #! m = H * W
    s1 = dx_norm.sum(axis=1, keepdims=True)  #! s1 = dx_norm.sum(axis=0, keepdims=True)
    s2 = (dx_norm * xn).sum(axis=1, keepdims=True)  #! s2 = dx_norm.sum(axis=1, keepdims=True) * xn.sum(axis=1, keepdims=True)
    dx = (dx_norm - s1 / m - xn * s2 / m) / std  #! dx = (dx_norm - s1 / m + xn * s2 / m) / std  #! dx = (dx_norm - s1 / m) / std  #! dx = (dx_norm - s1 / m - xn * s2 / m) / std ** 2
    dx = dx.reshape(N, C, H, W)
    # end
    return dx, dgamma, dbeta

_r = np.random.RandomState(0)
FORWARD = spatial_groupnorm_forward
BACKWARD = spatial_groupnorm_backward
INPUTS = (_r.randn(2, 4, 2, 3) * 2 + 1, _r.randn(4), _r.randn(4))
