import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def separable(img, depth, point):
    """img (C, H, W), depth (C, k, l) one filter per channel, point (F, C) 1x1 mixing"""
    win = sliding_window_view(img, depth.shape[1:], axis=(1, 2))  # (C, h, w, k, l)
    mid = np.einsum("chwkl,ckl->chw", win, depth)
    out = np.tensordot(point, mid, axes=(1, 0))
    return out, (win, mid, depth, point, img.shape)


def separable_grads(dout, kept):
    # backward
    win, mid, depth, point, shape = kept
    dpoint = np.tensordot(dout, mid, axes=((1, 2), (1, 2)))  #! dpoint = np.tensordot(mid, dout, axes=((1, 2), (1, 2)))
    dmid = np.tensordot(point, dout, axes=(0, 0))
    ddepth = np.einsum("chwkl,chw->ckl", win, dmid)  #! ddepth = np.einsum("chwkl,chw->ckl", win, mid)
    k, l = depth.shape[1:]
    h, w = dmid.shape[1:]
    dimg = np.zeros(shape)
    for i in range(k):
        for j in range(l):
            dimg[:, i:i + h, j:j + w] += dmid * depth[:, i, j][:, None, None]  #! dimg[:, i:i + h, j:j + w] += dmid * depth[:, -i - 1, -j - 1][:, None, None]  #! dimg[:, i:i + h, j:j + w] = dmid * depth[:, i, j][:, None, None]
    return dimg, ddepth, dpoint


g = np.random.default_rng(224)
FORWARD = separable
BACKWARD = separable_grads
INPUTS = (g.normal(size=(3, 5, 4)), g.normal(size=(3, 3, 2)), g.normal(size=(2, 3)))
