import numpy as np


def encode_decode(v, W, bh, bv):
    # same W on the way down and (transposed) on the way up
    h = 1 / (1 + np.exp(-(v @ W + bh)))
    rec = h @ W.T + bv
    return rec, {"v": v, "W": W, "h": h}


def encode_decode_grads(d_rec, memo):
    # backward
    v, W, h = memo["v"], memo["W"], memo["h"]
    d_bv = d_rec.sum(axis=0)
    dW_dec = d_rec.T @ h
    dh = d_rec @ W
    dpre = dh * h * (1 - h)  #! dpre = dh * (1 - h ** 2)
    dW_enc = v.T @ dpre
    d_bh = dpre.sum(axis=0)  #! d_bh = dh.sum(axis=0)
    dW = dW_enc + dW_dec  #! dW = dW_enc  #! dW = dW_enc - dW_dec
    dv = dpre @ W.T
    return {"v": dv, "W": dW, "bh": d_bh, "bv": d_bv}


rs = np.random.RandomState(2)
FORWARD = encode_decode
BACKWARD = encode_decode_grads
INPUTS = (rs.rand(5, 4), rs.randn(4, 3), rs.randn(3), rs.randn(4))
