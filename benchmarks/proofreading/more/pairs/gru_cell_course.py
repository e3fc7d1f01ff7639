# GRU cell, forward and backward, rows are samples (weights: in x 3H, gates z | r | n)
import numpy as np

def sigmoid(x):
    return 1 / (1 + np.exp(-x))

def gru_forward(x, h, Wx, Wh, b):
    H = h.shape[1]
    xa = x @ Wx + b
    z = sigmoid(xa[:, :H] + h @ Wh[:, :H])
    r = sigmoid(xa[:, H:2 * H] + h @ Wh[:, H:2 * H])
    rh = r * h
    n = np.tanh(xa[:, 2 * H:] + rh @ Wh[:, 2 * H:])
    h_new = (1 - z) * n + z * h
    return h_new, (x, h, Wx, Wh, z, r, rh, n)

def gru_backward(dout, cache):
    # backward
    x, h, Wx, Wh, z, r, rh, n = cache
    H = h.shape[1]
    dz = dout * (h - n)  #! dz = dout * h
    dn = dout * (1 - z)  #! dn = dout * z
    dh = dout * z  #! dh = np.zeros_like(h)
    dan = dn * (1 - n ** 2)  #! dan = dn * n * (1 - n)
    drh = dan @ Wh[:, 2 * H:].T
    dr = drh * h
    dh = dh + drh * r  #! dh = drh * r
    daz = dz * z * (1 - z)
    dar = dr * r * (1 - r)  #! dar = dr * z * (1 - z)
    dh = dh + daz @ Wh[:, :H].T + dar @ Wh[:, H:2 * H].T
    da = np.hstack([daz, dar, dan])
    dWh = np.hstack([h.T @ daz, h.T @ dar, rh.T @ dan])  #! dWh = h.T @ da
    dWx = x.T @ da
    db = da.sum(axis=0)
    dx = da @ Wx.T
    return dx, dh, dWx, dWh, db

rs = np.random.RandomState(6)
FORWARD = gru_forward
BACKWARD = gru_backward
INPUTS = (rs.randn(4, 3), rs.randn(4, 5), rs.randn(3, 15) * 0.5, rs.randn(5, 15) * 0.5, rs.randn(15) * 0.1)
