import numpy as np

# one GRU step, biases left out to keep the question short
# z: update gate, r: reset gate, n: candidate


def sigm(a):
    return 1 / (1 + np.exp(-a))


def gru_step(x, hprev, Wz, Wr, Wn):
    xh = np.concatenate([x, hprev], axis=1)
    z = sigm(xh @ Wz)
    r = sigm(xh @ Wr)
    xrh = np.concatenate([x, r * hprev], axis=1)
    n = np.tanh(xrh @ Wn)
    h = (1 - z) * n + z * hprev
    return h, (x, hprev, xh, xrh, z, r, n, Wz, Wr, Wn)


def gru_step_back(dh, cache):
    # backward
    x, hprev, xh, xrh, z, r, n, Wz, Wr, Wn = cache
    k = x.shape[1]
    dn = dh * (1 - z)  #! dn = dh * z
    dz = dh * (hprev - n)  #! dz = dh * hprev
    dhp = dh * z
    dan = dn * (1 - n ** 2)
    dWn = xrh.T @ dan  #! dWn = xh.T @ dan
    dxrh = dan @ Wn.T
    dx = dxrh[:, :k].copy()
    drh = dxrh[:, k:]
    dr = drh * hprev  #! dr = drh * r
    dhp += drh * r  #! dhp = drh * r
    daz = dz * z * (1 - z)
    dar = dr * r * (1 - r)
    dWz = xh.T @ daz
    dWr = xh.T @ dar
    dxh = daz @ Wz.T + dar @ Wr.T  #! dxh = daz @ Wz.T
    dx += dxh[:, :k]  #! dx = dxh[:, :k]
    dhp += dxh[:, k:]
    return {"x": dx, "hprev": dhp, "Wz": dWz, "Wr": dWr, "Wn": dWn}


rng = np.random.RandomState(8)
FORWARD = gru_step
BACKWARD = gru_step_back
INPUTS = (rng.randn(3, 2), rng.randn(3, 4), rng.randn(6, 4) * 0.5, rng.randn(6, 4) * 0.5, rng.randn(6, 4) * 0.5)
