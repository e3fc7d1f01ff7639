import numpy as np


# fully connected layer + PReLU, one slope per unit, image inputs get flattened
def forward(x, W, b, alpha):
    rows = x.reshape(len(x), -1)
    z = rows @ W + b
    out = np.where(z > 0, z, alpha * z)
    return out, (x.shape, rows, z, W, alpha)


def backward(dout, cache):
    shape, rows, z, W, alpha = cache
    # backward
    dalpha = np.sum(dout * np.minimum(z, 0), axis=0)  #! dalpha = np.sum(dout * np.maximum(z, 0), axis=0)  #! dalpha = np.sum(dout * z, axis=0)
    dz = np.where(z > 0, dout, alpha * dout)  #! dz = np.where(dout > 0, dout, alpha * dout)  #! dz = np.where(z > 0, dout, alpha)
    dW = rows.T @ dz  #! dW = rows.T @ dout
    db = dz.sum(axis=0)
    dx = (dz @ W.T).reshape(shape)  #! dx = (dout @ W.T).reshape(shape)
    return dx, dW, db, dalpha


def inputs():
    rng = np.random.default_rng(10)
    return rng.normal(size=(5, 2, 3)), rng.normal(size=(6, 4)), rng.normal(size=4), rng.uniform(0.1, 0.4, 4)


FORWARD = forward
BACKWARD = backward
INPUTS = inputs()
