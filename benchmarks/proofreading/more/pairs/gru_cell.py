# one step of a GRU, column vectors: x (D x m), h (H x m)
import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def gru_step(x, h, Wz, Wr, Wn):
    xh = np.concatenate([x, h], axis=0)
    z = sigmoid(Wz @ xh)
    r = sigmoid(Wr @ xh)
    xrh = np.concatenate([x, r * h], axis=0)
    n = np.tanh(Wn @ xrh)
    h_new = (1 - z) * n + z * h
    return h_new, (x, h, xh, z, r, xrh, n, Wz, Wr, Wn)


def gru_step_back(dh_new, cache):
    # backward
    x, h, xh, z, r, xrh, n, Wz, Wr, Wn = cache
    D = x.shape[0]
    dz = dh_new * (h - n)  #! dz = dh_new * (n - h)
    dn = dh_new * (1 - z)  #! dn = dh_new * z
    dh = dh_new * z  #! dh = np.zeros_like(h)
    dn_pre = dn * (1 - n ** 2)  #! dn_pre = dn * n * (1 - n)
    dWn = dn_pre @ xrh.T
    dxrh = Wn.T @ dn_pre
    dx = dxrh[:D]
    dr = dxrh[D:] * h
    dh = dh + dxrh[D:] * r
    dz_pre = dz * z * (1 - z)
    dr_pre = dr * r * (1 - r)  #! dr_pre = dr * (1 - r ** 2)
    dWz = dz_pre @ xh.T
    dWr = dr_pre @ xh.T
    dxh = Wz.T @ dz_pre + Wr.T @ dr_pre  #! dxh = Wz.T @ dz_pre
    dx = dx + dxh[:D]
    dh = dh + dxh[D:]  #! dh = dxh[D:]
    return {'x': dx, 'h': dh, 'Wz': dWz, 'Wr': dWr, 'Wn': dWn}


np.random.seed(6)
FORWARD = gru_step
BACKWARD = gru_step_back
INPUTS = (np.random.randn(2, 3), np.random.randn(4, 3), np.random.randn(4, 6),
          np.random.randn(4, 6), np.random.randn(4, 6))
