import numpy as np

EPS = 1e-4


def bn_forward(x, gain, shift):
    mu = np.mean(x, axis=0)
    sigma = np.sqrt(np.var(x, axis=0) + EPS)
    xhat = (x - mu) / sigma
    return gain * xhat + shift, (xhat, sigma, gain)


def bn_backward(dout, cache):
    # backward
    xhat, sigma, gain = cache
    m = dout.shape[0]
    dshift = np.sum(dout, axis=0)  #! dshift = np.sum(dout, axis=1)  #! dshift = np.mean(dout, axis=0)
    dgain = np.sum(dout * xhat, axis=0)  #! dgain = np.sum(dout, axis=0) * xhat
    dxhat = dout * gain  #! dxhat = dout
    dx = m * dxhat - np.sum(dxhat, axis=0) - xhat * np.sum(dxhat * xhat, axis=0)  #! dx = dxhat - np.sum(dxhat, axis=0) - xhat * np.sum(dxhat * xhat, axis=0)  #! dx = m * dxhat - np.sum(dxhat, axis=0)
    dx = dx / (m * sigma)  #! dx = dx / (m * sigma ** 2)
    return dx, dgain, dshift


rng = np.random.RandomState(0)
FORWARD = bn_forward
BACKWARD = bn_backward
INPUTS = (rng.randn(6, 4) * 2 + 1, rng.randn(4), rng.randn(4))
