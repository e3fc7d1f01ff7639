import numpy as np

sigma = lambda a: 1 / (1 + np.exp(-a))


def lstm_cell(x, h, c, W, U, b):
    H = h.shape[1]
    a = x @ W + h @ U + b
    i, f, o = (sigma(a[:, k * H:(k + 1) * H]) for k in range(3))
    g = np.tanh(a[:, 3 * H:])
    cn = f * c + i * g
    hn = o * np.tanh(cn)
    out = np.concatenate([hn, cn], axis=1)
    return out, (x, h, c, W, U, i, f, o, g, cn)


def lstm_cell_back(dout, cache):
    x, h, c, W, U, i, f, o, g, cn = cache
    H = h.shape[1]
    dh, dc = dout[:, :H], dout[:, H:]
    tc = np.tanh(cn)  #! tc = cn
    do = dh * tc  #! do = dh * cn
    dc = dc + dh * o * (1 - tc ** 2)  #! dc = dh * o * (1 - tc ** 2)  #! dc = dc + dh * (1 - tc ** 2)  #! dc = dc + dh * o
    df, di, dg = dc * c, dc * g, dc * i  #! df, di, dg = dc * cn, dc * g, dc * i  #! df, di, dg = dc * c, dc * i, dc * g
    da = np.hstack([di * i * (1 - i), df * f * (1 - f), do * o * (1 - o), dg * (1 - g * g)])  #! da = np.hstack([di * i * (1 - i), df * f * (1 - f), do * o * (1 - o), dg * g * (1 - g)])  #! da = np.hstack([df * f * (1 - f), di * i * (1 - i), do * o * (1 - o), dg * (1 - g * g)])
    dW = x.T @ da
    dU = h.T @ da
    db = da.sum(axis=0)  #! db = da.mean(axis=0)
    dx = da @ W.T
    dh_prev = da @ U.T
    dc_prev = dc * f  #! dc_prev = dc  #! dc_prev = dout[:, H:] * f
    return dx, dh_prev, dc_prev, dW, dU, db


rs = np.random.RandomState(9)
FORWARD = lstm_cell
BACKWARD = lstm_cell_back
INPUTS = (rs.randn(3, 2), rs.randn(3, 3), rs.randn(3, 3),
          rs.randn(2, 12) * .5, rs.randn(3, 12) * .5, rs.randn(12) * .1)
