import numpy as np

def sigmoid(x):
    return 1.0 / (1.0 + np.exp(-x))

def step(x, prev_h, prev_c, Wx, Wh, b, peep):
    """One LSTM step, gates packed i,f,o,g in one (N, 4H) matrix, plus a peephole of the new
    cell into the output gate. Output is next_h and next_c next to each other: (N, 2H)."""
    H = prev_h.shape[1]
    a = x.dot(Wx) + prev_h.dot(Wh) + b
    i = sigmoid(a[:, :H])
    f = sigmoid(a[:, H:2*H])
    g = np.tanh(a[:, 3*H:])
    next_c = f * prev_c + i * g
    o = sigmoid(a[:, 2*H:3*H] + peep * next_c)
    tc = np.tanh(next_c)
    next_h = o * tc
    cache = x, prev_h, prev_c, Wx, Wh, peep, i, f, o, g, next_c, tc
    return np.hstack([next_h, next_c]), cache

def step_back(dout, cache):
    x, prev_h, prev_c, Wx, Wh, peep, i, f, o, g, next_c, tc = cache
    H = prev_h.shape[1]
    dnext_h, dnext_c = dout[:, :H], dout[:, H:]  #! dnext_c, dnext_h = dout[:, :H], dout[:, H:]
    do = dnext_h * tc * o * (1 - o)  #! do = dnext_h * tc * (1 - o)  #! do = dnext_h * next_c * o * (1 - o)
    dc = dnext_c + dnext_h * o * (1 - tc ** 2) + do * peep  #! dc = dnext_h * o * (1 - tc ** 2) + do * peep  #! dc = dnext_c + dnext_h * o * (1 - tc ** 2)  #! dc = dnext_c + dnext_h * o * (1 - next_c ** 2) + do * peep
    dpeep = (do * next_c).sum(axis=0)  #! dpeep = (do * prev_c).sum(axis=0)
    di = dc * g * i * (1 - i)
    df = dc * prev_c * f * (1 - f)  #! df = dc * next_c * f * (1 - f)
    dg = dc * i * (1 - g ** 2)  #! dg = dc * i * g * (1 - g)
    da = np.hstack([di, df, do, dg])  #! da = np.hstack([di, df, dg, do])
    dprev_c = dc * f  #! dprev_c = dnext_c * f
    dx = da.dot(Wx.T)
    dprev_h = da.dot(Wh.T)  #! dprev_h = da.dot(Wh.T) + dnext_h
    dWx = x.T.dot(da)
    dWh = prev_h.T.dot(da)  #! dWh = (dnext_h).T.dot(da)
    db = da.sum(axis=0)  #! db = da.mean(axis=0)
    return dx, dprev_h, dprev_c, dWx, dWh, db, dpeep

np.random.seed(17)
N, D, H = 3, 4, 2
FORWARD = step
BACKWARD = step_back
INPUTS = (np.random.randn(N, D), np.random.randn(N, H), np.random.randn(N, H), np.random.randn(D, 4 * H), np.random.randn(H, 4 * H), np.random.randn(4 * H), np.random.randn(H))
