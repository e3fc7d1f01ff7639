import numpy as np

KEEP = 0.7


def forward(h, W, b):
    rng = np.random.RandomState(9)  # same mask every time, for gradient checking
    mask = (rng.rand(*h.shape) < KEEP) / KEEP
    hd = h * mask
    out = hd @ W.T + b
    cache = (hd, mask, W)
    return out, cache


def backward(dout, cache):
    # backward
    hd, mask, W = cache
    dW = dout.T @ hd  #! dW = hd.T @ dout
    db = dout.sum(axis=0)
    dhd = dout @ W  #! dhd = dout @ W.T
    dh = dhd * mask  #! dh = dhd  #! dh = dhd * (mask > 0)  #! dh = dhd / KEEP
    return dh, dW, db


rr = np.random.RandomState(1)
FORWARD = forward
BACKWARD = backward
INPUTS = (rr.randn(5, 4), rr.randn(3, 4), rr.randn(3))
