# Layer norm before a sigmoid-gated ("swish") layer; samples are columns, weights out x in
import numpy as np

EPS = 1e-4

def block(X, g, s, W, c):
    mean = X.mean(axis=0, keepdims=True)
    std = np.sqrt(X.var(axis=0, keepdims=True) + EPS)
    N = (X - mean) / std
    Y = g * N + s
    Z = W @ Y + c
    S = 1 / (1 + np.exp(-Z))
    return Z * S, (X, g, W, mean, std, N, Y, Z, S)

def block_grad(dA, cache):
    # backward
    X, g, W, mean, std, N, Y, Z, S = cache
    n = X.shape[0]
    dZ = dA * (S + Z * S * (1 - S))  #! dZ = dA * (S + S * (1 - S))
    dW = dZ @ Y.T  #! dW = dZ @ N.T
    dc = dZ.sum(axis=1, keepdims=True)  #! dc = dZ.sum(axis=0, keepdims=True)
    dY = W.T @ dZ
    dg = (dY * N).sum(axis=1, keepdims=True)  #! dg = (dY * X).sum(axis=1, keepdims=True)
    ds = dY.sum(axis=1, keepdims=True)
    dN = dY * g  #! dN = dY * N
    dot = (dN * N).sum(axis=0, keepdims=True)  #! dot = (dN * N).sum(axis=1, keepdims=True)
    dX = (dN - dN.mean(axis=0, keepdims=True) - N * dot / n) / std  #! dX = dN / std
    return dX, dg, ds, dW, dc

rng = np.random.default_rng(31)
FORWARD = block
BACKWARD = block_grad
INPUTS = (rng.normal(size=(5, 6)), rng.uniform(0.5, 1.5, (5, 1)), rng.normal(size=(5, 1)), rng.normal(size=(4, 5)), rng.normal(size=(4, 1)))
