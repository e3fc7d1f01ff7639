"""spatial group normalisation, N x C x H x W, G groups"""
import numpy as np

G = 2
eps = 1e-5


def groupnorm_forward(x, gamma, beta):
    N, C, H, W = x.shape
    xg = x.reshape(N, G, -1)
    mu = xg.mean(axis=2, keepdims=True)
    var = xg.var(axis=2, keepdims=True)
    ivar = 1.0 / np.sqrt(var + eps)
    xhat = ((xg - mu) * ivar).reshape(N, C, H, W)
    out = gamma.reshape(1, C, 1, 1) * xhat + beta.reshape(1, C, 1, 1)
    return out, {'xhat': xhat, 'ivar': ivar, 'gamma': gamma}


def groupnorm_backward(dout, cache):
    xhat, ivar, gamma = cache['xhat'], cache['ivar'], cache['gamma']
    N, C, H, W = dout.shape
    dgamma = np.sum(dout * xhat, axis=(0, 2, 3))  #! dgamma = np.sum(dout, axis=(0, 2, 3))  #! dgamma = np.mean(dout * xhat, axis=(0, 2, 3))
    dbeta = np.sum(dout, axis=(0, 2, 3))  #! dbeta = np.sum(dout * xhat, axis=(0, 2, 3))
    dxhat = dout * gamma[None, :, None, None]  #! dxhat = dout  #! dxhat = dout * gamma
    M = C // G * H * W  #! M = N * H * W  #! M = C * H * W  #! M = H * W
    dxhat = dxhat.reshape(N, G, -1)
    xh = xhat.reshape(N, G, -1)
    s1 = dxhat.sum(axis=2, keepdims=True)  #! s1 = dxhat.sum(axis=1, keepdims=True)
    s2 = (dxhat * xh).sum(axis=2, keepdims=True)  #! s2 = (dxhat * xh).sum()
    dxg = ivar / M * (M * dxhat - s1 - xh * s2)  #! dxg = ivar / M * (M * dxhat - s1)  #! dxg = ivar * (M * dxhat - s1 - xh * s2)  #! dxg = ivar / M * (M * dxhat - s1 + xh * s2)  #! dxg = ivar / M * (M * dxhat - xh * s2)
    dx = dxg.reshape(N, C, H, W)
    return dx, dgamma, dbeta


np.random.seed(17)
FORWARD = groupnorm_forward
BACKWARD = groupnorm_backward
INPUTS = (np.random.randn(3, 4, 2, 4), np.random.rand(4) + 0.5, np.random.randn(4))
