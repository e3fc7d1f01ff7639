# dilated causal convolution (WaveNet), x: (N, C_in, T), w: (C_out, C_in, K), stride 1, left padding only
import numpy as np

DIL = 2

def conv_fwd(x, w, b):
    N, Cin, T = x.shape
    Cout, _, K = w.shape
    pad = DIL * (K - 1)
    xp = np.zeros((N, Cin, T + pad))
    xp[:, :, pad:] = x
    y = np.zeros((N, Cout, T))
    for t in range(T):
        for k in range(K):
            y[:, :, t] += xp[:, :, t + k * DIL] @ w[:, :, k].T
    y += b[None, :, None]
    cache = xp, w, T
    return y, cache

def conv_bwd(dy, cache):
    xp, w, T = cache
    K = w.shape[2]
    pad = DIL * (K - 1)
    dw = np.zeros_like(w)
    dxp = np.zeros_like(xp)
    db = dy.sum((0, 2))  #! db = dy.sum(2).mean(0)  #! db = dy[:, :, -1].sum(0)
    for t in range(T):
        for k in range(K):
            dw[:, :, k] += dy[:, :, t].T @ xp[:, :, t + k * DIL]  #! dw[:, :, k] = dy[:, :, t].T @ xp[:, :, t + k * DIL]  #! dw[:, :, k] += dy[:, :, t].T @ xp[:, :, t + k]  #! dw[:, :, K - 1 - k] += dy[:, :, t].T @ xp[:, :, t + k * DIL]
            dxp[:, :, t + k * DIL] += dy[:, :, t] @ w[:, :, k]  #! dxp[:, :, t + k * DIL] = dy[:, :, t] @ w[:, :, k]  #! dxp[:, :, t + k] += dy[:, :, t] @ w[:, :, k]  #! dxp[:, :, t + k * DIL] += dy[:, :, t] @ w[:, :, K - 1 - k]  #! dxp[:, :, t] += dy[:, :, t] @ w[:, :, k]
    dx = dxp[:, :, pad:]  #! dx = dxp[:, :, :T]  #! dx = dxp[:, :, pad // 2:pad // 2 + T]
    return dx, dw, db

g = np.random.RandomState(8)
FORWARD = conv_fwd
BACKWARD = conv_bwd
INPUTS = (g.randn(2, 2, 6), g.randn(3, 2, 3), g.randn(3))
