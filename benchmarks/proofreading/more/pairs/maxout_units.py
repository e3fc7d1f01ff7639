import numpy as np


def maxout(x, W, b):
    # W: (pieces, n_in, units)
    z = np.einsum("bi,piu->bpu", x, W) + b
    winner = z.argmax(axis=1)
    out = np.take_along_axis(z, winner[:, None, :], axis=1)[:, 0, :]
    return out, {"x": x, "W": W, "winner": winner}


def maxout_bprop(dout, mem):
    # backward
    x, W, winner = mem["x"], mem["W"], mem["winner"]
    gx, gW = np.zeros(x.shape), np.zeros(W.shape)
    gb = np.zeros((W.shape[0], W.shape[2]))
    for s in range(x.shape[0]):
        for u in range(W.shape[2]):
            p = winner[s, u]  #! p = winner[s].max()
            gx[s] += dout[s, u] * W[p, :, u]  #! gx[s] = dout[s, u] * W[p, :, u]
            gW[p, :, u] += dout[s, u] * x[s]  #! gW[:, :, u] += dout[s, u] * x[s]
            gb[p, u] += dout[s, u]  #! gb[p, u] += 1
    return gx, gW, gb


rs = np.random.RandomState(1302)
FORWARD = maxout
BACKWARD = maxout_bprop
INPUTS = (rs.randn(6, 4), rs.randn(3, 4, 2), rs.randn(3, 2))
