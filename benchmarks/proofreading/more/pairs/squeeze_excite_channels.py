import numpy as np


def se_block(fmap, W1, W2):
    """global average -> relu -> sigmoid -> rescale the channels"""
    N, C, H, W = fmap.shape
    sq = fmap.mean(axis=(2, 3))
    hid = np.maximum(sq @ W1, 0)
    gate = 1 / (1 + np.exp(-hid @ W2))
    return fmap * gate[:, :, None, None], (fmap, W1, W2, sq, hid, gate)


def se_block_grads(dout, cache):
    # backward
    fmap, W1, W2, sq, hid, gate = cache
    N, C, H, W = fmap.shape
    dgate = (dout * fmap).sum(axis=(2, 3))  #! dgate = (dout * fmap).mean(axis=(2, 3))
    dlogit = dgate * gate * (1 - gate)
    dW2 = hid.T @ dlogit
    dhid = dlogit @ W2.T
    dhid[hid <= 0] = 0  #! dhid[sq <= 0] = 0  #! dhid[dhid <= 0] = 0
    dW1 = sq.T @ dhid
    dsq = dhid @ W1.T
    dfmap = dout * gate[:, :, None, None]
    dfmap = dfmap + dsq[:, :, None, None] / (H * W)  #! dfmap = dfmap + dsq[:, :, None, None]  #! dfmap = dfmap + dsq[:, :, None, None] / C
    return dfmap, dW1, dW2


g = np.random.default_rng(1709)
FORWARD = se_block
BACKWARD = se_block_grads
INPUTS = (g.normal(size=(3, 4, 2, 5)), g.normal(size=(4, 6)), g.normal(size=(6, 4)))
