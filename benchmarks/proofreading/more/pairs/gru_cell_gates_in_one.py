import numpy as np

def sigmoid(x):
    return 1 / (1 + np.exp(-x))

def gru_step_forward(x, h_prev, Wx, Wh, b):
    # x (N, D), h_prev (N, H), Wx (D, 3H), Wh (H, 3H), order of the gates: r, z, n
    H = h_prev.shape[1]
    ax, ah = x @ Wx + b, h_prev @ Wh
    r = sigmoid(ax[:, :H] + ah[:, :H])
    z = sigmoid(ax[:, H:2*H] + ah[:, H:2*H])
    hn = ah[:, 2*H:]
    n = np.tanh(ax[:, 2*H:] + r * hn)
    h = (1 - z) * n + z * h_prev
    return h, (x, h_prev, Wx, Wh, r, z, n, hn)

def gru_step_backward(dh, cache):
    # backward
    x, h_prev, Wx, Wh, r, z, n, hn = cache
    dz = dh * (h_prev - n)  #! dz = dh * h_prev
    dn = dh * (1 - z)
    dan = dn * (1 - n ** 2)  #! dan = dn * (1 - n) ** 2
    dr = dan * hn  #! dr = dan * h_prev
    dar = dr * r * (1 - r)
    daz = dz * z * (1 - z)
    dax = np.hstack([dar, daz, dan])
    dah = np.hstack([dar, daz, dan * r])  #! dah = np.hstack([dar, daz, dan])
    dh_prev = dh * z + dah @ Wh.T  #! dh_prev = dah @ Wh.T  #! dh_prev = dh * z + dax @ Wh.T
    dx = dax @ Wx.T
    dWx = x.T @ dax
    dWh = h_prev.T @ dah  #! dWh = h_prev.T @ dax
    db = dax.sum(axis=0)
    return dx, dh_prev, dWx, dWh, db

rng = np.random.RandomState(1)
FORWARD = gru_step_forward
BACKWARD = gru_step_backward
INPUTS = (rng.randn(3, 4), rng.randn(3, 5), 0.5 * rng.randn(4, 15), 0.5 * rng.randn(5, 15), 0.1 * rng.randn(15))
