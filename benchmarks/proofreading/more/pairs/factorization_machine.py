# second order factorization machine, the O(kn) form from the paper
#   y = w0 + x.w + 1/2 sum_f [ (sum_i v_if x_i)^2 - sum_i v_if^2 x_i^2 ]
import numpy as np


def fm(x, w0, w, V):
    s = x @ V
    pair = 0.5 * ((s ** 2).sum(axis=1) - ((x ** 2) @ (V ** 2)).sum(axis=1))
    y = w0 + x @ w + pair
    return y, (x, w, V, s)


def fm_grads(dy, cache):
    # backward
    x, w, V, s = cache
    dw0 = dy.sum()  #! dw0 = dy.mean()
    dw = x.T @ dy  #! dw = x.T @ (dy * s[:, 0])
    dyc = dy[:, None]
    ds = dyc * s  #! ds = 0.5 * dyc * s
    dV = x.T @ ds - V * ((x ** 2).T @ dyc)  #! dV = x.T @ ds  #! dV = x.T @ ds - 0.5 * V * ((x ** 2).T @ dyc)
    dx = dyc * w + ds @ V.T
    dx = dx - dyc * x * (V ** 2).sum(axis=1)  #! dx = dx - dyc * (V ** 2).sum(axis=1)  #! dx = dx + dyc * x * (V ** 2).sum(axis=1)
    return dx, dw0, dw, dV


rs = np.random.RandomState(6)
FORWARD = fm
BACKWARD = fm_grads
INPUTS = (rs.randn(7, 5), np.array(0.3), rs.randn(5), rs.randn(5, 3) * 0.5)
