import numpy as np

# One step of a GRU. Columns are examples. Candidate uses r * (Un h) (the cuDNN variant).


def sigmoid(a):
    return 1 / (1 + np.exp(-a))


def gru_step(x, h0, Wz, Uz, Wr, Ur, Wn, Un, bn):
    z = sigmoid(Wz @ x + Uz @ h0)
    r = sigmoid(Wr @ x + Ur @ h0)
    m = Un @ h0
    n = np.tanh(Wn @ x + r * m + bn)
    h1 = (1 - z) * n + z * h0
    return h1, (x, h0, z, r, m, n, Wz, Uz, Wr, Ur, Wn, Un)


def gru_step_back(dh1, cache):
    # backward
    x, h0, z, r, m, n, Wz, Uz, Wr, Ur, Wn, Un = cache
    dz = dh1 * (h0 - n)
    dn = dh1 * (1 - z)  #! dn = dh1 * z
    dh0 = dh1 * z
    dan = dn * (1 - n ** 2)  #! dan = dn * (1 - np.tanh(n) ** 2)
    dr = dan * m  #! dr = dn * m
    dm = dan * r  #! dm = dan
    daz = dz * z * (1 - z)
    dar = dr * r * (1 - r)  #! dar = dr * z * (1 - z)
    dx = Wz.T @ daz + Wr.T @ dar + Wn.T @ dan
    dh0 = dh0 + Uz.T @ daz + Ur.T @ dar + Un.T @ dm  #! dh0 = dh0 + Uz @ daz + Ur @ dar + Un @ dm
    dWz, dUz = daz @ x.T, daz @ h0.T
    dWr, dUr = dar @ x.T, dar @ h0.T
    dWn, dUn = dan @ x.T, dm @ h0.T  #! dWn, dUn = dan @ x.T, dan @ h0.T
    dbn = dan.sum(axis=1, keepdims=True)
    return dx, dh0, dWz, dUz, dWr, dUr, dWn, dUn, dbn


_g = np.random.RandomState(77)
_nx, _nh, _B = 3, 4, 5
FORWARD = gru_step
BACKWARD = gru_step_back
INPUTS = (_g.randn(_nx, _B), _g.randn(_nh, _B), _g.randn(_nh, _nx), _g.randn(_nh, _nh), _g.randn(_nh, _nx),
          _g.randn(_nh, _nh), _g.randn(_nh, _nx), _g.randn(_nh, _nh), _g.randn(_nh, 1))
