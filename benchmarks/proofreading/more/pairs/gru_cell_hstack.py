import numpy as np

# one GRU step as in the PyTorch docs (n-gate: r multiplies the hidden part AFTER its linear map), without biases except b_n


def sig(x):
    return 1 / (1 + np.exp(-x))


def gru_forward(x, h, Wi, Wh, bn):
    H = h.shape[1]
    gi, gh = x @ Wi.T, h @ Wh.T
    r = sig(gi[:, :H] + gh[:, :H])
    z = sig(gi[:, H:2 * H] + gh[:, H:2 * H])
    hn = gh[:, 2 * H:] + bn
    n = np.tanh(gi[:, 2 * H:] + r * hn)
    out = (1 - z) * n + z * h
    return out, (x, h, Wi, Wh, r, z, n, hn)


def gru_backward(dout, cache):
    # backward
    x, h, Wi, Wh, r, z, n, hn = cache
    dn = dout * (1 - z)  #! dn = dout * z
    dz = dout * (h - n)  #! dz = dout * h
    dtn = dn * (1 - n ** 2)
    dr = dtn * hn  #! dr = dtn * h
    dhn = dtn * r  #! dhn = dtn
    dar = dr * r * (1 - r)
    daz = dz * z * (1 - z)  #! daz = dz * r * (1 - r)
    dgi = np.hstack([dar, daz, dtn])
    dgh = np.hstack([dar, daz, dhn])  #! dgh = np.hstack([dar, daz, dtn])
    dh = dgh @ Wh + dout * z  #! dh = dgh @ Wh
    return dgi @ Wi, dh, dgi.T @ x, dgh.T @ h, dhn.sum(axis=0)


_r = np.random.RandomState(0)
FORWARD = gru_forward
BACKWARD = gru_backward
INPUTS = (_r.randn(4, 3), _r.randn(4, 5), _r.randn(15, 3) * 0.5, _r.randn(15, 5) * 0.5, _r.randn(5) * 0.3)
