import numpy as np
# One step of a GRU, row vectors.  U* act on the state, W* on the input.


def sigmoid(a):
    return 1 / (1 + np.exp(-a))


def gru_step(x, h, Wz, Uz, Wr, Ur, Wn, Un, bn):
    z = sigmoid(x @ Wz + h @ Uz)
    r = sigmoid(x @ Wr + h @ Ur)
    rh = r * h
    n = np.tanh(x @ Wn + rh @ Un + bn)
    h_new = (1 - z) * n + z * h
    return h_new, (x, h, z, r, rh, n, Wz, Uz, Wr, Ur, Wn, Un)


def gru_step_back(dh_new, saved):
    # backward
    x, h, z, r, rh, n, Wz, Uz, Wr, Ur, Wn, Un = saved
    dn = dh_new * (1 - z)  #! dn = dh_new * z
    dz = dh_new * (h - n)  #! dz = dh_new * (n - h)
    dh = dh_new * z

    an = dn * (1 - n ** 2)
    dWn = x.T @ an
    dUn = rh.T @ an  #! dUn = h.T @ an
    dbn = an.sum(axis=0)
    drh = an @ Un.T  #! drh = an @ Un
    dr = drh * h
    dh = dh + drh * r  #! dh = drh * r

    az = dz * z * (1 - z)
    ar = dr * r * (1 - r)  #! ar = dr * z * (1 - z)
    dWz, dUz = x.T @ az, h.T @ az
    dWr, dUr = x.T @ ar, h.T @ ar
    dh = dh + az @ Uz.T + ar @ Ur.T  #! dh = dh + az @ Uz.T
    dx = an @ Wn.T + az @ Wz.T + ar @ Wr.T
    return dx, dh, dWz, dUz, dWr, dUr, dWn, dUn, dbn


rng = np.random.default_rng(9)
B, I, H = 4, 3, 5
FORWARD = gru_step
BACKWARD = gru_step_back
INPUTS = (rng.normal(size=(B, I)), rng.normal(size=(B, H)),
          rng.normal(size=(I, H)), rng.normal(size=(H, H)),
          rng.normal(size=(I, H)), rng.normal(size=(H, H)),
          rng.normal(size=(I, H)), rng.normal(size=(H, H)), rng.normal(size=H))
