import numpy as np
# post-norm block: LayerNorm(x + relu(x W + b)) * gamma + beta. Is this right?


def block_forward(x, W, b, gamma, beta):
    z = x @ W + b
    s = x + np.maximum(z, 0)
    mu = s.mean(-1, keepdims=True)
    inv = 1.0 / np.sqrt(s.var(-1, keepdims=True) + 1e-5)
    xh = (s - mu) * inv
    return gamma * xh + beta, (x, W, z, xh, inv, gamma)


def block_backward(dout, cache):
    # backward
    x, W, z, xh, inv, gamma = cache
    dgamma = (dout * xh).sum((0, 1))  #! dgamma = dout.sum((0, 1))
    dbeta = dout.sum((0, 1))  #! dbeta = dout.sum(0)
    dxh = dout * gamma
    ds = inv * (dxh - dxh.mean(-1, keepdims=True) - xh * (dxh * xh).mean(-1, keepdims=True))  #! ds = inv * (dxh - dxh.mean(-1, keepdims=True))  #! ds = inv * (dxh - dxh.mean(-1, keepdims=True) - xh * (dxh * xh).sum(-1, keepdims=True))
    dz = ds * (z > 0)  #! dz = ds * (x > 0)
    dx = ds + dz @ W.T  #! dx = dz @ W.T
    dW = np.einsum('bti,bto->io', x, dz)  #! dW = np.einsum('bti,bto->oi', x, dz)
    db = dz.sum((0, 1))
    return dx, dW, db, dgamma, dbeta


rng = np.random.default_rng(0)
FORWARD = block_forward
BACKWARD = block_backward
INPUTS = (rng.normal(size=(2, 3, 5)), rng.normal(size=(5, 5)), rng.normal(size=5), rng.normal(size=5), rng.normal(size=5))
