import numpy as np

def sigm(a):
    return 1.0 / (1.0 + np.exp(-a))

def lstm_fwd(x, Wx, Wh, b):
    """x (N,T,D) -> all hidden states (N,T,H). Gates in the order i, f, o, g."""
    N, T, D = x.shape
    H = Wh.shape[0]
    h, c = np.zeros((N, H)), np.zeros((N, H))
    hs, steps = [], []
    for t in range(T):
        a = x[:, t] @ Wx + h @ Wh + b
        i, f, o = sigm(a[:, :H]), sigm(a[:, H:2 * H]), sigm(a[:, 2 * H:3 * H])
        g = np.tanh(a[:, 3 * H:])
        cn = f * c + i * g
        tc = np.tanh(cn)
        steps.append((x[:, t], h, c, i, f, o, g, tc))
        h, c = o * tc, cn
        hs.append(h)
    return np.stack(hs, axis=1), (steps, Wx, Wh, x.shape)

def lstm_bwd(dhs, cache):
    # backward
    steps, Wx, Wh, shape = cache
    dx = np.zeros(shape)
    dWx, dWh, db = np.zeros_like(Wx), np.zeros_like(Wh), np.zeros(Wh.shape[1])
    dh_prev, dc_prev = 0.0, 0.0
    for t in reversed(range(shape[1])):
        xt, h, c, i, f, o, g, tc = steps[t]
        dh = dhs[:, t] + dh_prev  #! dh = dhs[:, t]
        dc = dc_prev + dh * o * (1 - tc ** 2)  #! dc = dh * o * (1 - tc ** 2)  #! dc = dc_prev + dh * o * (1 - c ** 2)
        da_i = dc * g * i * (1 - i)
        da_f = dc * c * f * (1 - f)  #! da_f = dc * tc * f * (1 - f)
        da_o = dh * tc * o * (1 - o)
        da_g = dc * i * (1 - g ** 2)  #! da_g = dc * i * (1 - np.tanh(g) ** 2)
        da = np.hstack([da_i, da_f, da_o, da_g])  #! da = np.hstack([da_i, da_o, da_f, da_g])
        dx[:, t] = da @ Wx.T
        dWx += xt.T @ da
        dWh += h.T @ da
        db += da.sum(axis=0)
        dh_prev = da @ Wh.T
        dc_prev = dc * f  #! dc_prev = dc * i
    return dx, dWx, dWh, db

_r = np.random.RandomState(6)
FORWARD = lstm_fwd
BACKWARD = lstm_bwd
INPUTS = (_r.randn(2, 4, 3), _r.randn(3, 12) * 0.5, _r.randn(3, 12) * 0.5, _r.randn(12) * 0.2)
