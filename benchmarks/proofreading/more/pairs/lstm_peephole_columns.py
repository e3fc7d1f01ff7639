import numpy as np


def logistic(u):
    return 1.0 / (1.0 + np.exp(-u))


def forward(x, h0, c0, W, U, b, peep):
    """One LSTM step with peepholes, a column per sample. Rows of W, U, b: input, forget, candidate, output.

    peep has three columns (input, forget, output). The result holds h on top of c.
    """
    n = len(h0)
    pre = W @ x + U @ h0 + b
    i = logistic(pre[:n] + peep[:, [0]] * c0)
    f = logistic(pre[n:2 * n] + peep[:, [1]] * c0)
    g = np.tanh(pre[2 * n:3 * n])
    c1 = f * c0 + i * g
    o = logistic(pre[3 * n:] + peep[:, [2]] * c1)
    h1 = o * np.tanh(c1)
    saved = (x, h0, c0, W, U, peep, i, f, g, o, c1)
    return np.vstack([h1, c1]), saved


def backward(dtop, saved):
    x, h0, c0, W, U, peep, i, f, g, o, c1 = saved
    n = len(h0)
    dh1, dc1 = dtop[:n], dtop[n:]
    # backward
    d_o = dh1 * np.tanh(c1) * o * (1 - o)
    dc = dc1 + dh1 * o * (1 - np.tanh(c1) ** 2) + d_o * peep[:, [2]]  #! dc = dc1 + dh1 * o * (1 - np.tanh(c1) ** 2)  #! dc = dc1 + dh1 * o * (1 - c1 ** 2) + d_o * peep[:, [2]]
    d_i = dc * g * i * (1 - i)
    d_f = dc * c0 * f * (1 - f)  #! d_f = dc * c1 * f * (1 - f)
    d_g = dc * i * (1 - g ** 2)  #! d_g = dc * i * g * (1 - g)
    dpeep = np.stack([(d_i * c0).sum(1), (d_f * c0).sum(1), (d_o * c1).sum(1)], axis=1)  #! dpeep = np.stack([(d_i * c0).sum(1), (d_f * c0).sum(1), (d_o * c0).sum(1)], axis=1)
    dc0 = dc * f + d_i * peep[:, [0]] + d_f * peep[:, [1]]  #! dc0 = dc * f
    dpre = np.vstack([d_i, d_f, d_g, d_o])
    db = dpre.sum(axis=1, keepdims=True)
    return dict(x=W.T @ dpre, h0=U.T @ dpre, c0=dc0, W=dpre @ x.T, U=dpre @ h0.T, b=db, peep=dpeep)


def inputs():
    rs = np.random.RandomState(52)
    n, d, m = 3, 4, 5
    return rs.randn(d, m), rs.randn(n, m), rs.randn(n, m), rs.randn(4 * n, d), rs.randn(4 * n, n), rs.randn(4 * n, 1), rs.randn(n, 3)


FORWARD = forward
BACKWARD = backward
INPUTS = inputs()
