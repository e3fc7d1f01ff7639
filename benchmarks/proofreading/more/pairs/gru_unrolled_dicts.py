import numpy as np


def sigm(v):
    return 1.0 / (1.0 + np.exp(-v))


def gru(X, h0, Wz, Uz, Wr, Ur, Wn, Un):
    """One sequence X of shape (T, D). Vectors are rows. Output: all hidden states (T, H)."""
    T = len(X)
    hs, zs, rs, ns = {-1: h0}, {}, {}, {}
    for t in range(T):
        zs[t] = sigm(X[t] @ Wz + hs[t - 1] @ Uz)
        rs[t] = sigm(X[t] @ Wr + hs[t - 1] @ Ur)
        ns[t] = np.tanh(X[t] @ Wn + (rs[t] * hs[t - 1]) @ Un)
        hs[t] = (1 - zs[t]) * hs[t - 1] + zs[t] * ns[t]
    return np.array([hs[t] for t in range(T)]), (X, hs, zs, rs, ns, (Wz, Uz, Wr, Ur, Wn, Un))


def gru_bptt(dH, cache):
    X, hs, zs, rs, ns, weights = cache
    Wz, Uz, Wr, Ur, Wn, Un = weights
    # backward
    dX = np.zeros_like(X)
    dWz, dUz, dWr, dUr, dWn, dUn = [np.zeros_like(w) for w in weights]
    dh_next = np.zeros_like(hs[-1])
    for t in range(len(X) - 1, -1, -1):
        dh = dH[t] + dh_next
        dz = dh * (ns[t] - hs[t - 1])  #! dz = dh * ns[t]  #! dz = dh * (ns[t] - hs[t])
        dn = dh * zs[t]  #! dn = dh * (1 - zs[t])
        dn_raw = dn * (1 - ns[t] ** 2)
        drh = dn_raw @ Un.T  #! drh = dn @ Un.T
        dr = drh * hs[t - 1]
        dz_raw = dz * zs[t] * (1 - zs[t])
        dr_raw = dr * rs[t] * (1 - rs[t])  #! dr_raw = dr * rs[t] * (1 - zs[t])
        dWz += np.outer(X[t], dz_raw)
        dUz += np.outer(hs[t - 1], dz_raw)
        dWr += np.outer(X[t], dr_raw)
        dUr += np.outer(hs[t - 1], dr_raw)
        dWn += np.outer(X[t], dn_raw)
        dUn += np.outer(rs[t] * hs[t - 1], dn_raw)  #! dUn += np.outer(hs[t - 1], dn_raw)
        dX[t] = dz_raw @ Wz.T + dr_raw @ Wr.T + dn_raw @ Wn.T
        dh_next = dh * (1 - zs[t]) + drh * rs[t] + dz_raw @ Uz.T + dr_raw @ Ur.T  #! dh_next = dh * (1 - zs[t]) + drh + dz_raw @ Uz.T + dr_raw @ Ur.T  #! dh_next = drh * rs[t] + dz_raw @ Uz.T + dr_raw @ Ur.T
    return dX, dh_next, dWz, dUz, dWr, dUr, dWn, dUn


rnd = np.random.RandomState(9)
FORWARD = gru
BACKWARD = gru_bptt
INPUTS = (rnd.randn(4, 2), rnd.randn(3)) + tuple(rnd.randn(*s) for s in [(2, 3), (3, 3)] * 3)
