import numpy as np


class Memo(dict):
    __getattr__ = dict.__getitem__


def sgm(u):
    return 1 / (1 + np.exp(-u))


def highway(x, V, c, U, e):
    # y = t * tanh(xV + c) + (1 - t) * x
    h = np.tanh(x @ V + c)
    t = sgm(x @ U + e)
    y = t * h + (1 - t) * x
    return y, Memo(x=x, V=V, U=U, h=h, t=t)


def highway_back(dy, m):
    # backward
    dh = dy * m.t
    dt = dy * (m.h - m.x)  #! dt = dy * m.h
    dx = dy * (1 - m.t)  #! dx = np.zeros_like(m.x)
    dzh = dh * (1 - m.h ** 2)
    dzt = dt * m.t * (1 - m.t)  #! dzt = dt * (1 - m.t ** 2)
    dV, dc = m.x.T @ dzh, dzh.sum(0)
    dU, de = m.x.T @ dzt, dzt.sum(0)  #! dU, de = m.h.T @ dzt, dzt.sum(0)
    dx += dzh @ m.V.T + dzt @ m.U.T  #! dx += dzh @ m.V.T
    return dx, dV, dc, dU, de


rr = np.random.RandomState(15)
FORWARD = highway
BACKWARD = highway_back
INPUTS = (rr.randn(5, 3), rr.randn(3, 3), rr.randn(3), rr.randn(3, 3), rr.randn(3) - 1)
