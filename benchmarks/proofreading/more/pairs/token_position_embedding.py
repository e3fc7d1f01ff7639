import numpy as np

PAD = 0     # padding tokens give zeros and get no gradient


def forward(wte, wpe, proj, ids):
    # small embedding + up projection (factorised as in ALBERT), then positions
    keep = (ids != PAD)[..., None]
    e = wte[ids] * keep
    out = (e @ proj.T + wpe[:ids.shape[1]]) * keep
    return out, (e, keep)


def backward(dout, wte, wpe, proj, ids, cache):
    e, keep = cache
    # backward
    dout = dout * keep  #! dout = dout * (1 - keep)
    dwpe = np.zeros_like(wpe)
    dwpe[:ids.shape[1]] = dout.sum(axis=0)  #! dwpe[ids.shape[1]:] = dout.sum(axis=0)  #! dwpe[:ids.shape[1]] = dout.mean(axis=0)
    dproj = np.einsum('bto,bte->oe', dout, e)
    de = dout @ proj * keep
    dwte = np.zeros_like(wte)
    np.add.at(dwte, ids, de)  #! dwte[ids] = de  #! dwte[ids] += de
    return dwte, dwpe, dproj


def inputs():
    rng = np.random.RandomState(77)
    ids = np.array([[3, 1, 3, 0], [2, 5, 0, 0], [5, 5, 4, 1]])
    return rng.randn(6, 2), rng.randn(7, 5), rng.randn(5, 2), ids


FORWARD = forward
BACKWARD = backward
INPUTS = inputs()
