import numpy as np
np.random.seed(231)

def layernorm_forward(x, gamma, beta, eps=1e-5):
    # work on the transposed problem so that the batchnorm code can be reused
    x = x.T
    mu = x.mean(axis=0)
    xmu = x - mu
    var = (xmu ** 2).mean(axis=0)
    istd = 1. / np.sqrt(var + eps)
    xhat = (xmu * istd).T
    out = gamma * xhat + beta
    return out, (xhat, gamma, istd)

def layernorm_backward(dout, cache):
    # backward
    xhat, gamma, istd = cache
    dbeta = np.sum(dout, axis=0)  #! dbeta = np.mean(dout, axis=0)
    dgamma = np.sum(dout * xhat, axis=0)  #! dgamma = np.sum(dout, axis=0)  #! dgamma = np.sum(dout * xhat * gamma, axis=0)
    dxhat = (dout * gamma).T  #! dxhat = dout.T
    xhat = xhat.T
    D = dxhat.shape[0]  #! D = dxhat.shape[1]
    dx = D * dxhat - np.sum(dxhat, axis=0) - xhat * np.sum(dxhat * xhat, axis=0)  #! dx = D * dxhat - np.sum(dxhat, axis=0)  #! dx = D * dxhat - xhat * np.sum(dxhat * xhat, axis=0)  #! dx = D * dxhat - np.sum(dxhat, axis=0) + xhat * np.sum(dxhat * xhat, axis=0)  #! dx = dxhat - np.sum(dxhat, axis=0) - xhat * np.sum(dxhat * xhat, axis=0)
    dx *= istd / D  #! dx *= istd  #! dx /= istd * D
    dx = dx.T
    # end
    return dx, dgamma, dbeta

FORWARD = layernorm_forward
BACKWARD = layernorm_backward
INPUTS = (np.random.randn(4, 6) * 2 + 1, np.random.rand(6) + .5, np.random.randn(6))
