import numpy as np
from types import SimpleNamespace


def bilinear(left, right, T, bias):
    # out[n,k] = left[n,i] T[k,i,j] right[n,j] + bias[k]
    out = np.einsum("ni,kij,nj->nk", left, T, right) + bias
    return out, SimpleNamespace(left=left, right=right, T=T)


def bilinear_bwd(dout, ctx):
    # backward
    dbias = np.einsum("nk->k", dout)  #! dbias = np.einsum("nk->n", dout)
    dleft = np.einsum("nk,kij,nj->ni", dout, ctx.T, ctx.right)  #! dleft = np.einsum("nk,kij,nj->ni", dout, ctx.T, ctx.left)
    dright = np.einsum("nk,kij,ni->nj", dout, ctx.T, ctx.left)
    dT = np.einsum("nk,ni,nj->kij", dout, ctx.left, ctx.right)  #! dT = np.einsum("nk,nj,ni->kij", dout, ctx.left, ctx.right)  #! dT = np.einsum("nk,ni,nj->kij", dout, ctx.left, ctx.left)
    return dleft, dright, dT, dbias  #! return dright, dleft, dT, dbias


rng = np.random.default_rng(19)
FORWARD = bilinear
BACKWARD = bilinear_bwd
INPUTS = (rng.normal(size=(5, 2)), rng.normal(size=(5, 3)), rng.normal(size=(4, 2, 3)), rng.normal(size=4))
