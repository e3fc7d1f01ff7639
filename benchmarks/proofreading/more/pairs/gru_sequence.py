# GRU over a whole (batch) sequence, x: (T, B, D), returns all hidden states (T, B, H)
import numpy as np


def sigmoid(a):
    return 1.0 / (1.0 + np.exp(-a))


def gru_forward(x, h0, Wz, Wr, Wc, bz, br, bc):
    h = h0
    steps, out = [], []
    for t in range(x.shape[0]):
        hx = np.hstack([h, x[t]])
        z = sigmoid(hx @ Wz + bz)
        r = sigmoid(hx @ Wr + br)
        rhx = np.hstack([r * h, x[t]])
        c = np.tanh(rhx @ Wc + bc)
        steps.append((h, hx, z, r, rhx, c))
        h = (1 - z) * h + z * c
        out.append(h)
    return np.array(out), (x, steps, Wz, Wr, Wc)


def gru_backward(dout, cache):
    # backward
    x, steps, Wz, Wr, Wc = cache
    T, B, D = x.shape
    H = Wz.shape[1]
    dx = np.zeros_like(x)
    dWz, dWr, dWc = np.zeros_like(Wz), np.zeros_like(Wr), np.zeros_like(Wc)
    dbz, dbr, dbc = np.zeros(H), np.zeros(H), np.zeros(H)
    dnext = np.zeros((B, H))
    for t in reversed(range(T)):
        h, hx, z, r, rhx, c = steps[t]
        dh = dout[t] + dnext
        dzp = dh * (c - h) * z * (1 - z)  #! dzp = dh * c * z * (1 - z)
        dcp = dh * z * (1 - c ** 2)  #! dcp = dh * (1 - z) * (1 - c ** 2)
        drhx = dcp @ Wc.T
        drp = drhx[:, :H] * h * r * (1 - r)  #! drp = drhx[:, :H] * r * (1 - r)
        dhx = dzp @ Wz.T + drp @ Wr.T  #! dhx = dzp @ Wz.T
        dWz += hx.T @ dzp
        dWr += hx.T @ drp  #! dWr += rhx.T @ drp
        dWc += rhx.T @ dcp
        dbz += dzp.sum(axis=0)
        dbr += drp.sum(axis=0)
        dbc += dcp.sum(axis=0)
        dx[t] = dhx[:, H:] + drhx[:, H:]  #! dx[t] = dhx[:, H:]
        dnext = dhx[:, :H] + drhx[:, :H] * r + dh * (1 - z)  #! dnext = dhx[:, :H] + dh * (1 - z)
    return dx, dnext, dWz, dWr, dWc, dbz, dbr, dbc


rs = np.random.RandomState(0)
FORWARD = gru_forward
BACKWARD = gru_backward
INPUTS = (rs.randn(4, 2, 3), rs.randn(2, 3) * 0.5, rs.randn(6, 3) * 0.5, rs.randn(6, 3) * 0.5,
          rs.randn(6, 3) * 0.5, rs.randn(3) * 0.1, rs.randn(3) * 0.1, rs.randn(3) * 0.1)
