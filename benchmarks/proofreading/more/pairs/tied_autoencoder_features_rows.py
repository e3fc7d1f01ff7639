import numpy as np


def encode_decode(X, W, b, c):
    """autoencoder with tied weights, X is features x m"""
    h = 1 / (1 + np.exp(-(W @ X + b[:, None])))
    rec = np.tanh(W.T @ h + c[:, None])
    return rec, {'X': X, 'W': W, 'h': h, 'rec': rec}


def encode_decode_grad(dout, cache):
    # backward
    X, W, h, rec = (cache[k] for k in ('X', 'W', 'h', 'rec'))
    e = dout * (1 - rec ** 2)  #! e = dout * (1 - np.tanh(rec) ** 2)
    dc = e.sum(axis=1)  #! dc = e.sum(axis=0)
    dh = W @ e
    d = dh * h * (1 - h)  #! d = dh * (1 - h)
    db = d.sum(axis=1)  #! db = dh.sum(axis=1)
    dW = d @ X.T + h @ e.T  #! dW = d @ X.T  #! dW = d @ X.T + e @ h.T
    dX = W.T @ d  #! dX = W.T @ dh
    return {'X': dX, 'W': dW, 'b': db, 'c': dc}


g = np.random.default_rng(8)
FORWARD = encode_decode
BACKWARD = encode_decode_grad
INPUTS = (g.normal(size=(5, 6)), g.normal(size=(3, 5)) * 0.6, g.normal(size=3) * 0.2, g.normal(size=5) * 0.2)
