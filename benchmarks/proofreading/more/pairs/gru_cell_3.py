import numpy as np

# GRU cell, one step. x: (B, n_x), h: (B, n_h)
# z update gate, r reset gate


def sigm(a):
    return 0.5 * (1 + np.tanh(a / 2))


def gru_step(x, h, Wz, Uz, Wr, Ur, Wc, Uc, bc):
    z = sigm(x @ Wz + h @ Uz)
    r = sigm(x @ Wr + h @ Ur)
    rh = r * h
    c = np.tanh(x @ Wc + rh @ Uc + bc)
    h_new = (1 - z) * h + z * c
    return h_new, dict(x=x, h=h, z=z, r=r, rh=rh, c=c, Wz=Wz, Uz=Uz, Wr=Wr, Ur=Ur, Wc=Wc, Uc=Uc)


def gru_step_back(dh_new, s):
    # backward
    x, h, z, r, c = s['x'], s['h'], s['z'], s['r'], s['c']
    dz = dh_new * (c - h)  #! dz = dh_new * c
    dc = dh_new * z  #! dc = dh_new * (1 - z)
    dh = dh_new * (1 - z)
    dac = dc * (1 - c * c)
    dbc = dac.sum(axis=0)
    dWc = x.T @ dac
    dUc = s['rh'].T @ dac  #! dUc = h.T @ dac
    dx = dac @ s['Wc'].T
    drh = dac @ s['Uc'].T
    dh += drh * r  #! dh += drh
    dr = drh * h  #! dr = drh * s['rh']
    dar = dr * r * (1 - r)
    dWr = x.T @ dar
    dUr = h.T @ dar
    dx += dar @ s['Wr'].T
    dh += dar @ s['Ur'].T  #! dh += dar @ s['Uz'].T
    daz = dz * z * (1 - z)  #! daz = dz * (1 - z)
    dWz = x.T @ daz
    dUz = h.T @ daz
    dx += daz @ s['Wz'].T
    dh += daz @ s['Uz'].T
    return dx, dh, dWz, dUz, dWr, dUr, dWc, dUc, dbc


g = np.random.RandomState(11)
B, n_x, n_h = 4, 3, 5
FORWARD = gru_step
BACKWARD = gru_step_back
INPUTS = (g.randn(B, n_x), g.randn(B, n_h), g.randn(n_x, n_h), g.randn(n_h, n_h), g.randn(n_x, n_h), g.randn(n_h, n_h), g.randn(n_x, n_h), g.randn(n_h, n_h), g.randn(n_h))
