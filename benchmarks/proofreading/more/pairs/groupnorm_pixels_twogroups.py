import numpy as np

G = 2
eps = 1e-3


def groupnorm_forward(x, gamma, beta):
    N, C, H, W = x.shape
    xg = x.reshape(N, G, -1)
    mu = xg.mean(axis=2, keepdims=True)
    var = xg.var(axis=2, keepdims=True)
    istd = 1 / np.sqrt(var + eps)
    xhat = ((xg - mu) * istd).reshape(N, C, H, W)
    out = xhat * gamma[None, :, None, None] + beta[None, :, None, None]
    return out, (xhat, istd, gamma)


def groupnorm_backward(dout, cache):
    xhat, istd, gamma = cache
    N, C, H, W = dout.shape
    m = C // G * H * W
    # backward
    dgamma = np.sum(dout * xhat, axis=(0, 2, 3))  #! dgamma = np.sum(dout, axis=(0, 2, 3))  #! dgamma = np.mean(dout * xhat, axis=(0, 2, 3))
    dbeta = np.sum(dout, axis=(0, 2, 3))  #! dbeta = np.sum(dout * gamma[None, :, None, None], axis=(0, 2, 3))
    dxhat = dout * gamma[None, :, None, None]  #! dxhat = dout
    dg = dxhat.reshape(N, G, -1)
    xg = xhat.reshape(N, G, -1)
    s1 = dg.sum(axis=2, keepdims=True)  #! s1 = dg.sum(axis=1, keepdims=True)
    s2 = (dg * xg).sum(axis=2, keepdims=True)  #! s2 = (dg * xg ** 2).sum(axis=2, keepdims=True)
    dx = istd / m * (m * dg - s1 - xg * s2)  #! dx = istd * (m * dg - s1 - xg * s2)  #! dx = istd / m * (m * dg - s1)  #! dx = istd / m * (m * dg - s1 + xg * s2)  #! dx = istd / m * (dg - s1 - xg * s2)
    # end
    return dx.reshape(N, C, H, W), dgamma, dbeta


rng = np.random.RandomState(21)
FORWARD = groupnorm_forward
BACKWARD = groupnorm_backward
INPUTS = (rng.randn(2, 4, 2, 2), 1 + 0.3 * rng.randn(4), rng.randn(4))
