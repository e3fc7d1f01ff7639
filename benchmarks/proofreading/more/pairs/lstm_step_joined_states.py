import numpy as np

def sigmoid(x):
    pos = x >= 0
    z = np.exp(np.where(pos, -x, x))
    return np.where(pos, 1, z) / (1 + z)

def lstm_step_forward(x, prev_h, prev_c, Wx, Wh, b):
    """single time step; returns next_h and next_c glued side by side"""
    H = prev_h.shape[1]
    a = x.dot(Wx) + prev_h.dot(Wh) + b
    i = sigmoid(a[:, :H])
    f = sigmoid(a[:, H:2*H])
    o = sigmoid(a[:, 2*H:3*H])
    g = np.tanh(a[:, 3*H:])
    next_c = f * prev_c + i * g
    next_h = o * np.tanh(next_c)
    cache = x, prev_h, prev_c, Wx, Wh, i, f, o, g, next_c
    return np.hstack([next_h, next_c]), cache

def lstm_step_backward(dout, cache):
    # backward
    x, prev_h, prev_c, Wx, Wh, i, f, o, g, next_c = cache
    H = prev_h.shape[1]
    dnext_h, dnext_c = dout[:, :H], dout[:, H:].copy()
    tanh_c = np.tanh(next_c)  #! tanh_c = np.tanh(prev_c)
    do = dnext_h * tanh_c  #! do = dnext_h * next_c
    dnext_c += dnext_h * o * (1 - tanh_c ** 2)  #!  #! dnext_c = dnext_h * o * (1 - tanh_c ** 2)  #! dnext_c += dnext_h * (1 - tanh_c ** 2)
    df = dnext_c * prev_c  #! df = dnext_c * next_c
    di = dnext_c * g
    dg = dnext_c * i
    dprev_c = dnext_c * f  #! dprev_c = dnext_c * prev_c  #! dprev_c = dout[:, H:] * f
    da = np.hstack([di * i * (1 - i), df * f * (1 - f), do * o * (1 - o), dg * (1 - g ** 2)])  #! da = np.hstack([di * i * (1 - i), df * f * (1 - f), do * o * (1 - o), dg * g * (1 - g)])  #! da = np.hstack([di * i * (1 - i), df * f * (1 - f), dg * (1 - g ** 2), do * o * (1 - o)])
    dx = da.dot(Wx.T)
    dWx = x.T.dot(da)
    dprev_h = da.dot(Wh.T)
    dWh = prev_h.T.dot(da)  #! dWh = dprev_h.T.dot(da)
    db = da.sum(axis=0)  #! db = da.mean(axis=0)
    # end
    return dx, dprev_h, dprev_c, dWx, dWh, db

np.random.seed(31)
N, D, H = 3, 4, 2
FORWARD = lstm_step_forward
BACKWARD = lstm_step_backward
INPUTS = (np.random.randn(N, D), np.random.randn(N, H), np.random.randn(N, H),
          np.random.randn(D, 4 * H) * .5, np.random.randn(H, 4 * H) * .5, np.random.randn(4 * H))
