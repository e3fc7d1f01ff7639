import numpy as np


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def step(x, h0, c0, Wx, Wh, b):
    """one LSTM step, gates in the order i f o g. Returns h and c side by side"""
    H = h0.shape[1]
    a = x @ Wx + h0 @ Wh + b
    i, f, o = sigmoid(a[:, :H]), sigmoid(a[:, H:2 * H]), sigmoid(a[:, 2 * H:3 * H])
    g = np.tanh(a[:, 3 * H:])
    c = f * c0 + i * g
    tc = np.tanh(c)
    h = o * tc
    return np.hstack([h, c]), (x, h0, c0, Wx, Wh, i, f, o, g, tc)


def step_back(dhc, cache):
    # backward
    x, h0, c0, Wx, Wh, i, f, o, g, tc = cache
    H = h0.shape[1]
    dh, dc = dhc[:, :H], dhc[:, H:]
    dc = dc + dh * o * (1 - tc ** 2)  #! dc = dc + dh * o * (1 - tc)
    dai = dc * g * i * (1 - i)
    daf = dc * c0 * f * (1 - f)  #! daf = dc * c0 * f * (1 - i)
    dao = dh * tc * o * (1 - o)  #! dao = dc * tc * o * (1 - o)
    dag = dc * i * (1 - g ** 2)
    da = np.hstack([dai, daf, dao, dag])  #! da = np.hstack([dai, daf, dag, dao])
    grads = {}
    grads['x'] = da @ Wx.T
    grads['h0'] = da @ Wh.T
    grads['c0'] = dc * f  #! grads['c0'] = dc
    grads['Wx'] = x.T @ da
    grads['Wh'] = h0.T @ da  #! grads['Wh'] = Wh.T @ da
    grads['b'] = da.sum(axis=0)  #! grads['b'] = da.sum()
    return grads


r = np.random.RandomState(17)
FORWARD = step
BACKWARD = step_back
INPUTS = (r.randn(4, 3), r.randn(4, 2), r.randn(4, 2), r.randn(3, 8), r.randn(2, 8), r.randn(8))
