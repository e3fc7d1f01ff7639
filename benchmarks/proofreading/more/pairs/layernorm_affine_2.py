import numpy as np

# layernorm over the last axis, (N, D)
def layernorm_forward(x, gamma, beta):
    eps = 1e-5
    mu = x.mean(axis=1, keepdims=True)
    var = x.var(axis=1, keepdims=True)
    inv = 1.0 / np.sqrt(var + eps)
    xn = (x - mu) * inv
    out = gamma * xn + beta
    return out, (xn, inv, gamma)

def layernorm_backward(dout, cache):
    # backward
    xn, inv, gamma = cache
    D = dout.shape[1]
    dbeta = dout.sum(axis=0)  #! dbeta = dout.sum(axis=1)
    dgamma = (dout * xn).sum(axis=0)  #! dgamma = dout.sum(axis=0) * xn.sum(axis=0)
    dxn = dout * gamma  #! dxn = dout
    s1 = dxn.sum(axis=1, keepdims=True)  #! s1 = dxn.sum(axis=0, keepdims=True)
    s2 = (dxn * xn).sum(axis=1, keepdims=True)  #! s2 = dxn.sum(axis=1, keepdims=True) * xn
    dx = inv / D * (D * dxn - s1 - xn * s2)  #! dx = inv / D * (D * dxn - s1 - s2)  #! dx = inv * (dxn - s1 - xn * s2)
    return dx, dgamma, dbeta

rng = np.random.default_rng(3)
FORWARD = layernorm_forward
BACKWARD = layernorm_backward
INPUTS = (rng.normal(size=(4, 6)), rng.normal(size=6), rng.normal(size=6))
