import numpy as np

# group norm for conv feature maps, x: (N, C, H, W), G groups of channels
G = 2
EPS = 1e-5

def gn_forward(x, gamma, beta):
    N, C, H, W = x.shape
    xg = x.reshape(N, G, C // G * H * W)
    mean = xg.mean(axis=2, keepdims=True)
    var = xg.var(axis=2, keepdims=True)
    istd = 1 / np.sqrt(var + EPS)
    xhat = ((xg - mean) * istd).reshape(N, C, H, W)
    out = gamma[None, :, None, None] * xhat + beta[None, :, None, None]
    return out, (xg, mean, istd, xhat, gamma)

def gn_backward(dout, cache):
    # backward
    xg, mean, istd, xhat, gamma = cache
    dgamma = np.sum(dout * xhat, axis=(0, 2, 3))  #! dgamma = np.sum(dout, axis=(0, 2, 3))
    dbeta = np.sum(dout, axis=(0, 2, 3))  #! dbeta = np.sum(dout, axis=(0, 1, 2))
    dxhat = (dout * gamma[None, :, None, None]).reshape(xg.shape)  #! dxhat = dout.reshape(xg.shape)
    M = xg.shape[2]
    xc = xg - mean
    dvar = np.sum(dxhat * xc, axis=2, keepdims=True) * -0.5 * istd ** 3  #! dvar = np.sum(dxhat * xc, axis=2, keepdims=True) * -0.5 * istd ** 2
    dmean = -np.sum(dxhat * istd, axis=2, keepdims=True)  #! dmean = -np.sum(dxhat, axis=2, keepdims=True)
    dx = dxhat * istd + dvar * 2 * xc / M + dmean / M  #! dx = dxhat * istd + dvar * xc / M + dmean / M  #! dx = dxhat * istd + dvar * 2 * xc / M
    return dx.reshape(xhat.shape), dgamma, dbeta

rng = np.random.RandomState(0)
FORWARD = gn_forward
BACKWARD = gn_backward
INPUTS = (rng.randn(2, 4, 3, 2), rng.randn(4), rng.randn(4))
