import numpy as np


def rnn_step_forward(x, prev_h, Wx, Wh, b):
    a = np.dot(x, Wx) + np.dot(prev_h, Wh) + b
    next_h = np.tanh(a)
    cache = x, prev_h, Wx, Wh, next_h
    return next_h, cache


def rnn_step_backward(dnext_h, cache):
    # backward
    x, prev_h, Wx, Wh, next_h = cache
    da = dnext_h * (1 - next_h * next_h)  #! da = dnext_h * (1 - prev_h * prev_h)
    dx = np.dot(da, Wx.T)
    dprev_h = np.dot(da, Wh.T)  #! dprev_h = np.dot(da, Wh)
    dWx = np.dot(x.T, da)
    dWh = np.dot(prev_h.T, da)  #! dWh = np.dot(next_h.T, da)  #! dWh = np.dot(da.T, prev_h)
    db = np.sum(da, axis=0)
    return dx, dprev_h, dWx, dWh, db  #! return dx, dprev_h, dWh, dWx, db


np.random.seed(231)
N, D, H = 4, 3, 5
FORWARD = rnn_step_forward
BACKWARD = rnn_step_backward
INPUTS = (np.random.randn(N, D), np.random.randn(N, H), np.random.randn(D, H) * 0.5, np.random.randn(H, H) * 0.5, np.random.randn(H))
