"""one step of a GRU, column vectors, weights out x in (reset applied AFTER the matrix, cudnn style)"""
import numpy as np


def gru_forward(x, h, Wz, Wr, Wn, Uz, Ur, Un):
    z = 1 / (1 + np.exp(-(Wz @ x + Uz @ h)))
    r = 1 / (1 + np.exp(-(Wr @ x + Ur @ h)))
    p = Un @ h
    n = np.tanh(Wn @ x + r * p)
    hnew = (1 - z) * n + z * h
    return hnew, (x, h, z, r, p, n, Wz, Wr, Wn, Uz, Ur, Un)


def gru_backward(dhnew, cache):
    # backward
    x, h, z, r, p, n, Wz, Wr, Wn, Uz, Ur, Un = cache
    dn = dhnew * (1 - z)  #! dn = dhnew * z
    dz = dhnew * (h - n)  #! dz = dhnew * (n - h)
    an = dn * (1 - n ** 2)
    az = dz * z * (1 - z)
    dr = an * p  #! dr = an * h
    ar = dr * r * (1 - r)
    dp = an * r  #! dp = an
    dUz, dUr, dUn = az @ h.T, ar @ h.T, dp @ h.T  #! dUz, dUr, dUn = az @ h.T, ar @ h.T, an @ h.T
    dWz, dWr, dWn = az @ x.T, ar @ x.T, an @ x.T
    dx = Wz.T @ az + Wr.T @ ar + Wn.T @ an  #! dx = Wz.T @ az + Wr.T @ ar + Wn.T @ dp
    dh = dhnew * z + Uz.T @ az + Ur.T @ ar + Un.T @ dp  #! dh = Uz.T @ az + Ur.T @ ar + Un.T @ dp
    return [dx, dh, dWz, dWr, dWn, dUz, dUr, dUn]


np.random.seed(23)
FORWARD = gru_forward
BACKWARD = gru_backward
INPUTS = (np.random.randn(3, 5), np.random.randn(4, 5)) + tuple(np.random.randn(4, 3) * .6 for _ in range(3)) + tuple(np.random.randn(4, 4) * .6 for _ in range(3))
