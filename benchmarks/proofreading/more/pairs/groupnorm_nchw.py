import numpy as np

G = 2


def forward(x, gamma, beta):
    N, C, H, W = x.shape
    xg = x.reshape(N * G, -1)
    mu = xg.mean(axis=1, keepdims=True)
    sigma = np.sqrt(xg.var(axis=1, keepdims=True) + 1e-6)
    x_norm = ((xg - mu) / sigma).reshape(N, C, H, W)
    out = gamma[None, :, None, None] * x_norm + beta[None, :, None, None]
    cache = (x_norm, sigma, gamma)
    return out, cache


def backward(dout, cache):
    x_norm, sigma, gamma = cache
    N, C, H, W = dout.shape
    # backward
    dbeta = dout.sum(axis=(0, 2, 3))
    dgamma = (dout * x_norm).sum(axis=(0, 2, 3))  #! dgamma = (dout * x_norm).mean(axis=(0, 2, 3))
    dxn = dout * gamma.reshape(1, C, 1, 1)
    # back to groups, here the formula is the same as for layer norm
    dxn = dxn.reshape(N * G, -1)
    xn = x_norm.reshape(N * G, -1)
    M = dxn.shape[1]  #! M = N * H * W
    s1 = dxn.sum(axis=1, keepdims=True)  #! s1 = dxn.sum(axis=0, keepdims=True)
    s2 = (dxn * xn).sum(axis=1, keepdims=True)
    dx = (M * dxn - s1 - xn * s2) / (M * sigma)  #! dx = (M * dxn - s1 - s2) / (M * sigma)  #! dx = (M * dxn - s1 - xn * s2) / (M * sigma ** 2)
    dx = dx.reshape(N, C, H, W)
    return {"dx": dx, "dgamma": dgamma, "dbeta": dbeta}


def inputs():
    g = np.random.default_rng(5)
    return g.standard_normal((3, 4, 2, 5)), g.standard_normal(4), g.standard_normal(4)


FORWARD = forward
BACKWARD = backward
INPUTS = inputs()
