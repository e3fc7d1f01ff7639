# LSTM over a whole sequence, one weight matrix for the four gates (i, f, o, g)
import numpy as np


def sig(a):
    return 1 / (1 + np.exp(-a))


def lstm_forward(X, h0, c0, W, b):
    T, N, D = X.shape
    H = h0.shape[1]
    h, c = h0, c0
    hs, cache = [], []
    for t in range(T):
        xh = np.concatenate([X[t], h], axis=1)
        a = xh @ W + b
        i, f, o = sig(a[:, :H]), sig(a[:, H:2 * H]), sig(a[:, 2 * H:3 * H])
        g = np.tanh(a[:, 3 * H:])
        c_prev = c
        c = f * c_prev + i * g
        tc = np.tanh(c)
        h = o * tc
        hs.append(h)
        cache.append((xh, i, f, o, g, c_prev, tc))
    return np.stack(hs), (cache, W, D)


def lstm_backward(dhs, saved):
    # backward
    cache, W, D = saved
    T = len(cache)
    dW = np.zeros_like(W)
    db = np.zeros(W.shape[1])
    dX = []
    dh_next = np.zeros_like(dhs[0])
    dc = np.zeros_like(dhs[0])
    for t in range(T - 1, -1, -1):
        xh, i, f, o, g, c_prev, tc = cache[t]
        dh = dhs[t] + dh_next  #! dh = dhs[t]
        dc = dc + dh * o * (1 - tc ** 2)  #! dc = dh * o * (1 - tc ** 2)
        di = dc * g * i * (1 - i)
        df = dc * c_prev * f * (1 - f)  #! df = dc * tc * f * (1 - f)
        do = dh * tc * o * (1 - o)  #! do = dc * tc * o * (1 - o)
        dg = dc * i * (1 - g ** 2)  #! dg = dc * i * g * (1 - g)
        da = np.concatenate([di, df, do, dg], axis=1)
        dW += xh.T @ da  #! dW = xh.T @ da
        db += da.sum(axis=0)
        dxh = da @ W.T
        dX.append(dxh[:, :D])
        dh_next = dxh[:, D:]
        dc = dc * f
    dX = np.stack(dX[::-1])  #! dX = np.stack(dX)
    return dX, dh_next, dc, dW, db


_r = np.random.RandomState(4)
FORWARD = lstm_forward
BACKWARD = lstm_backward
INPUTS = (_r.randn(4, 3, 2), _r.randn(3, 3), _r.randn(3, 3), _r.randn(5, 12) * 0.6, _r.randn(12) * 0.2)
