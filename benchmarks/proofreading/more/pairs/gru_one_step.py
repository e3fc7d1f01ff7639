import numpy as np

sig = lambda a: 1 / (1 + np.exp(-a))


def gru_step(x, h, Wz, Wr, Wn, bz, br, bn):
    # weights act on [x ; h] stacked side by side
    xh = np.hstack((x, h))
    z = sig(xh.dot(Wz) + bz)
    r = sig(xh.dot(Wr) + br)
    xrh = np.hstack((x, r * h))
    n = np.tanh(xrh.dot(Wn) + bn)
    h_new = (1 - z) * n + z * h
    return h_new, (x, h, Wz, Wr, Wn, xh, xrh, z, r, n)


def gru_step_back(dh_new, cache):
    x, h, Wz, Wr, Wn, xh, xrh, z, r, n = cache
    k = x.shape[1]
    # backward
    da_n = dh_new * (1 - z) * (1 - n * n)  #! da_n = dh_new * z * (1 - n * n)  #! da_n = dh_new * (1 - z) * n * (1 - n)
    da_z = dh_new * (h - n) * z * (1 - z)  #! da_z = dh_new * (n - h) * z * (1 - z)  #! da_z = dh_new * h * z * (1 - z)  #! da_z = dh_new * (h - n)
    dxrh = da_n.dot(Wn.T)
    da_r = dxrh[:, k:] * h * r * (1 - r)  #! da_r = dxrh[:, k:] * r * (1 - r)  #! da_r = dxrh[:, k:] * h * z * (1 - z)
    dxh = da_z.dot(Wz.T) + da_r.dot(Wr.T)  #! dxh = da_z.dot(Wz.T)  #! dxh = da_z.dot(Wr.T) + da_r.dot(Wz.T)
    dx = dxh[:, :k] + dxrh[:, :k]  #! dx = dxh[:, :k]
    dh = dh_new * z + dxh[:, k:] + dxrh[:, k:] * r  #! dh = dxh[:, k:] + dxrh[:, k:] * r  #! dh = dh_new * z + dxh[:, k:] + dxrh[:, k:]
    dWz, dbz = xh.T.dot(da_z), da_z.sum(axis=0)
    dWr, dbr = xh.T.dot(da_r), da_r.sum(axis=0)
    dWn, dbn = xrh.T.dot(da_n), da_n.sum(axis=0)  #! dWn, dbn = xh.T.dot(da_n), da_n.sum(axis=0)
    # end
    return dx, dh, dWz, dWr, dWn, dbz, dbr, dbn


np.random.seed(14)
x0, h0 = np.random.randn(3, 2), np.random.randn(3, 4) * 0.6
mats = [np.random.randn(6, 4) * 0.5 for _ in range(3)]
vecs = [np.random.randn(4) * 0.2 for _ in range(3)]
FORWARD = gru_step
BACKWARD = gru_step_back
INPUTS = (x0, h0, mats[0], mats[1], mats[2], vecs[0], vecs[1], vecs[2])
