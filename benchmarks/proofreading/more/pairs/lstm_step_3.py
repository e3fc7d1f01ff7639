import numpy as np


def sigmoid(x):
    return 1.0 / (1.0 + np.exp(-x))


def lstm_step_forward(x, prev_h, prev_c, Wx, Wh, b):
    H = prev_h.shape[1]
    a = x.dot(Wx) + prev_h.dot(Wh) + b
    i = sigmoid(a[:, :H])
    f = sigmoid(a[:, H:2*H])
    o = sigmoid(a[:, 2*H:3*H])
    g = np.tanh(a[:, 3*H:])
    next_c = f * prev_c + i * g
    tc = np.tanh(next_c)
    next_h = o * tc
    # h and c are put side by side
    return np.concatenate([next_h, next_c], axis=1), (x, prev_h, prev_c, Wx, Wh, i, f, o, g, tc)


def lstm_step_backward(dout, cache):
    # backward
    x, prev_h, prev_c, Wx, Wh, i, f, o, g, tc = cache
    H = prev_h.shape[1]
    dnext_h, dnext_c = dout[:, :H], dout[:, H:]  #! dnext_c, dnext_h = dout[:, :H], dout[:, H:]
    dc = dnext_c + dnext_h * o * (1 - tc ** 2)  #! dc = dnext_h * o * (1 - tc ** 2)
    do = dnext_h * tc
    df = dc * prev_c  #! df = dnext_c * prev_c
    di = dc * g
    dg = dc * i  #! dg = dc * f
    dprev_c = dc * f  #! dprev_c = dnext_c * f
    da = np.hstack((di * i * (1 - i), df * f * (1 - f), do * o * (1 - o), dg * (1 - g ** 2)))  #! da = np.hstack((di * i * (1 - i), df * f * (1 - f), dg * (1 - g ** 2), do * o * (1 - o)))
    dx = da.dot(Wx.T)
    dprev_h = da.dot(Wh.T)
    dWx = x.T.dot(da)
    dWh = prev_h.T.dot(da)
    db = da.sum(axis=0)  #! db = da.mean(axis=0)
    return dx, dprev_h, dprev_c, dWx, dWh, db


rs = np.random.RandomState(1)
N, D, H = 4, 3, 5
FORWARD = lstm_step_forward
BACKWARD = lstm_step_backward
INPUTS = (rs.randn(N, D), rs.randn(N, H), rs.randn(N, H), rs.randn(D, 4 * H) * 0.5, rs.randn(H, 4 * H) * 0.5, rs.randn(4 * H))
