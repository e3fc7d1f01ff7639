import numpy as np


def sigm(t):
    return 1 / (1 + np.exp(-t))


def lstm(x, h0, Wx, Wh, b):
    """x (T, N, D) -> all hidden states (T, N, H); gates in the order i, f, o, g"""
    T, N, D = x.shape
    H = h0.shape[1]
    h, c = h0, np.zeros_like(h0)
    hs, cache = np.zeros((T, N, H)), []
    for t in range(T):
        a = x[t].dot(Wx) + h.dot(Wh) + b
        i, f, o = sigm(a[:, :H]), sigm(a[:, H:2 * H]), sigm(a[:, 2 * H:3 * H])
        g = np.tanh(a[:, 3 * H:])
        c_new = f * c + i * g
        tc = np.tanh(c_new)
        cache.append((x[t], h, c, i, f, o, g, tc, Wx, Wh))
        h, c = o * tc, c_new
        hs[t] = h
    return hs, cache


def lstm_bwd(dhs, cache):
    T, N, H = dhs.shape
    Wx, Wh = cache[0][-2:]
    dx = np.zeros((T, N, Wx.shape[0]))
    dWx, dWh, db = np.zeros_like(Wx), np.zeros_like(Wh), np.zeros(4 * H)
    dh, dc = np.zeros((N, H)), np.zeros((N, H))
    # backward
    for t in range(T - 1, -1, -1):  #! for t in range(T - 1, 0, -1):
        xt, h, c, i, f, o, g, tc, _, _ = cache[t]
        dh = dh + dhs[t]  #! dh = dhs[t]
        do = dh * tc  #! do = dh * c
        dc = dc + dh * o * (1 - tc ** 2)  #! dc = dh * o * (1 - tc ** 2)  #! dc = dc + dh * o  #! dc = dc + dh * o * (1 - c ** 2)
        di, dg = dc * g, dc * i  #! di, dg = dc * i, dc * g
        df = dc * c  #! df = dc * tc
        da = np.hstack([di * i * (1 - i), df * f * (1 - f), do * o * (1 - o), dg * (1 - g ** 2)])  #! da = np.hstack([di * i * (1 - i), df * f * (1 - f), do * o * (1 - o), dg * g * (1 - g)])  #! da = np.hstack([df * f * (1 - f), di * i * (1 - i), do * o * (1 - o), dg * (1 - g ** 2)])
        dWx += xt.T.dot(da)
        dWh += h.T.dot(da)  #! dWh += (o * tc).T.dot(da)
        db += da.sum(axis=0)  #! db = da.sum(axis=0)
        dx[t] = da.dot(Wx.T)
        dh = da.dot(Wh.T)
        dc = dc * f  #! dc = dc * i
    # end
    return dx, dh, dWx, dWh, db


R = np.random.RandomState(17)
FORWARD = lstm
BACKWARD = lstm_bwd
INPUTS = (R.randn(4, 2, 3), R.randn(2, 3) * 0.5, R.randn(3, 12) * 0.5, R.randn(3, 12) * 0.5, R.randn(12) * 0.1)
