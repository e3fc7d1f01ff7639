import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def lstm_step(x, prev_h, prev_c, Wx, Wh, b):
    # returns hidden and cell on top of each other: out[0] = next_h, out[1] = next_c
    H = prev_h.shape[1]
    a = x @ Wx + prev_h @ Wh + b
    i = sigmoid(a[:, :H])
    f = sigmoid(a[:, H:2 * H])
    o = sigmoid(a[:, 2 * H:3 * H])
    g = np.tanh(a[:, 3 * H:])
    next_c = f * prev_c + i * g
    tanh_c = np.tanh(next_c)
    next_h = o * tanh_c
    return np.stack([next_h, next_c]), (x, prev_h, prev_c, Wx, Wh, i, f, o, g, tanh_c)


def lstm_step_backward(dout, cache):
    x, prev_h, prev_c, Wx, Wh, i, f, o, g, tanh_c = cache
    dnext_h, dnext_c = dout
    # backward
    do = dnext_h * tanh_c
    dc = dnext_c + dnext_h * o * (1 - tanh_c ** 2)  #! dc = dnext_h * o * (1 - tanh_c ** 2)  #! dc = dnext_c + dnext_h * o  #! dc = dnext_c + dnext_h * (1 - tanh_c ** 2)
    df = dc * prev_c  #! df = dnext_c * prev_c
    di = dc * g
    dg = dc * i
    dprev_c = dc * f  #! dprev_c = dnext_c * f  #! dprev_c = dc * i
    dai = di * i * (1 - i)
    daf = df * f * (1 - f)  #! daf = df * (1 - f)
    dao = do * o * (1 - o)
    dag = dg * (1 - g ** 2)  #! dag = dg * g * (1 - g)
    da = np.hstack([dai, daf, dao, dag])  #! da = np.hstack([dai, daf, dag, dao])
    dx = da @ Wx.T
    dprev_h = da @ Wh.T
    dWx = x.T @ da
    dWh = prev_h.T @ da
    db = da.sum(axis=0)
    return dx, dprev_h, dprev_c, dWx, dWh, db


np.random.seed(77)
FORWARD = lstm_step
BACKWARD = lstm_step_backward
INPUTS = (np.random.randn(3, 4), np.random.randn(3, 2), np.random.randn(3, 2), np.random.randn(4, 8), np.random.randn(2, 8), np.random.randn(8))
