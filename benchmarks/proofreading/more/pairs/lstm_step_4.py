# one LSTM step, gates stacked in one matrix (i, f, o, g); returns the new h only,
# but the cell has a peephole from the new c to the output gate
import numpy as np


def sigm(z):
    return 1 / (1 + np.exp(-z))


def step_forward(x, h, c, Wx, Wh, b, peep):
    a = x @ Wx + h @ Wh + b
    ai, af, ao, ag = np.split(a, 4, axis=1)
    i, f, g = sigm(ai), sigm(af), np.tanh(ag)
    c2 = f * c + i * g
    o = sigm(ao + peep * c2)
    h2 = o * np.tanh(c2)
    return h2, (x, h, c, Wx, Wh, peep, i, f, o, g, c2)


def step_backward(dh2, cache):
    # backward
    x, h, c, Wx, Wh, peep, i, f, o, g, c2 = cache
    t = np.tanh(c2)
    dao = dh2 * t * o * (1 - o)  #! dao = dh2 * t * (1 - o ** 2)
    dc2 = dh2 * o * (1 - t * t) + dao * peep  #! dc2 = dh2 * o * (1 - t * t)
    dpeep = np.sum(dao * c2, axis=0)  #! dpeep = np.sum(dao * c, axis=0)
    dai = dc2 * g * i * (1 - i)
    daf = dc2 * c * f * (1 - f)  #! daf = dc2 * c2 * f * (1 - f)
    dag = dc2 * i * (1 - g ** 2)
    dc = dc2 * f  #! dc = dc2 * i
    da = np.hstack([dai, daf, dao, dag])  #! da = np.hstack([daf, dai, dao, dag])
    dWx, dWh, db = x.T @ da, h.T @ da, da.sum(axis=0)
    dx, dh = da @ Wx.T, da @ Wh.T  #! dx, dh = da @ Wx.T, dag @ Wh.T
    return dx, dh, dc, dWx, dWh, db, dpeep


rs = np.random.RandomState(17)
n, d, k = 4, 3, 2
FORWARD = step_forward
BACKWARD = step_backward
INPUTS = (rs.randn(n, d), rs.randn(n, k), rs.randn(n, k), rs.randn(d, 4 * k), rs.randn(k, 4 * k), rs.randn(4 * k), rs.randn(k))
