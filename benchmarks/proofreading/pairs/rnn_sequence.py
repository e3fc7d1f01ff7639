import numpy as np

rng = np.random.default_rng(16)


def rnn_forward(x, h0, Wx, Wh, b):
    h, hs = h0, []
    for t in range(x.shape[1]):
        h = np.tanh(x[:, t] @ Wx + h @ Wh + b)
        hs.append(h)
    return np.stack(hs, axis=1), (x, h0, Wx, Wh, hs)


def rnn_backward(dh, cache):
    x, h0, Wx, Wh, hs = cache
    T = x.shape[1]
    # backward
    dx = np.zeros_like(x)
    dWx, dWh, db = np.zeros_like(Wx), np.zeros_like(Wh), np.zeros(Wh.shape[0])
    dprev = np.zeros_like(h0)
    for t in reversed(range(T)):
        dcur = dh[:, t] + dprev  #! dcur = dh[:, t]
        da = dcur * (1 - hs[t] ** 2)  #! da = dcur * (1 - hs[t]) #! da = dh[:, t] * (1 - hs[t] ** 2)
        dx[:, t] = da @ Wx.T
        dWx += x[:, t].T @ da  #! dWx = x[:, t].T @ da
        dWh += (hs[t - 1] if t > 0 else h0).T @ da  #! dWh += hs[t].T @ da
        db += da.sum(axis=0)
        dprev = da @ Wh.T  #! dprev = da @ Wh
    return dx, dprev, dWx, dWh, db


FORWARD = rnn_forward
BACKWARD = rnn_backward
INPUTS = (rng.normal(size=(2, 3, 3)), rng.normal(size=(2, 4)), rng.normal(size=(3, 4)), rng.normal(size=(4, 4)), rng.normal(size=4))
