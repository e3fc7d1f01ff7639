import numpy as np


def rnn_forward(x, h0, Wx, Wh, b):
    N, T, D = x.shape
    H = h0.shape[1]
    h = np.zeros((N, T, H))
    caches = []
    prev_h = h0
    for t in range(T):
        next_h = np.tanh(x[:, t, :].dot(Wx) + prev_h.dot(Wh) + b)
        caches.append((x[:, t, :], prev_h, next_h))
        h[:, t, :] = next_h
        prev_h = next_h
    return h, (caches, Wx, Wh, D)


def rnn_backward(dh, cache):
    caches, Wx, Wh, D = cache
    N, T, H = dh.shape
    # backward
    dx = np.zeros((N, T, D))
    dWx, dWh, db = np.zeros((D, H)), np.zeros((H, H)), np.zeros(H)
    dprev_h = np.zeros((N, H))
    for t in reversed(range(T)):  #! for t in range(T):  #! for t in reversed(range(1, T)):
        xt, prev_h, next_h = caches[t]
        dnext_h = dh[:, t, :] + dprev_h  #! dnext_h = dh[:, t, :]
        dpre = dnext_h * (1 - next_h ** 2)  #! dpre = dnext_h * (1 - prev_h ** 2)  #! dpre = dnext_h * (1 - next_h)
        dx[:, t, :] = dpre.dot(Wx.T)
        dprev_h = dpre.dot(Wh.T)  #! dprev_h = dpre.dot(Wh)
        dWx += xt.T.dot(dpre)
        dWh += prev_h.T.dot(dpre)  #! dWh += next_h.T.dot(dpre)  #! dWh = prev_h.T.dot(dpre)
        db += dpre.sum(axis=0)  #! db += dnext_h.sum(axis=0)
    dh0 = dprev_h
    return dx, dh0, dWx, dWh, db


np.random.seed(5)
FORWARD = rnn_forward
BACKWARD = rnn_backward
INPUTS = (np.random.randn(2, 4, 3), np.random.randn(2, 5), np.random.randn(3, 5) * 0.5, np.random.randn(5, 5) * 0.5, np.random.randn(5))
