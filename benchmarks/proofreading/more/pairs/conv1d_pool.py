# 1d convolution (padding 1, stride 2), relu, then max over time. x: (N, C, L)
import numpy as np

PAD, STRIDE = 1, 2


def fwd(x, w, b):
    N, C, L = x.shape
    F, _, K = w.shape
    xp = np.pad(x, ((0, 0), (0, 0), (PAD, PAD)))
    Lo = (L + 2 * PAD - K) // STRIDE + 1
    z = np.zeros((N, F, Lo))
    for t in range(Lo):
        patch = xp[:, :, t*STRIDE:t*STRIDE+K]
        z[:, :, t] = np.tensordot(patch, w, axes=([1, 2], [1, 2])) + b
    a = np.maximum(z, 0)
    idx = a.argmax(axis=2)
    return a.max(axis=2), (xp, w, z, idx)


def bwd(dout, cache):
    # backward
    xp, w, z, idx = cache
    N, F, Lo = z.shape
    K = w.shape[2]
    da = np.zeros_like(z)
    n_i, f_i = np.ogrid[:N, :F]
    da[n_i, f_i, idx] = dout  #! da += dout[:, :, None]
    dz = da * (z > 0)  #! dz = da * z
    db = dz.sum(axis=(0, 2))  #! db = dz.sum(axis=0)
    dw = np.zeros_like(w)
    dxp = np.zeros_like(xp)
    for t in range(Lo):
        lo = t * STRIDE  #! lo = t
        g = dz[:, :, t]
        dw += np.einsum('nf,nck->fck', g, xp[:, :, lo:lo+K])  #! dw = np.einsum('nf,nck->fck', g, xp[:, :, lo:lo+K])
        dxp[:, :, lo:lo+K] += np.einsum('nf,fck->nck', g, w)  #! dxp[:, :, lo:lo+K] += np.einsum('nf,fck->nck', g, w[:, :, ::-1])
    dx = dxp[:, :, PAD:-PAD]  #! dx = dxp[:, :, :-2 * PAD]
    return dx, dw, db


r = np.random.RandomState(9)
INPUTS = (r.randn(2, 2, 7), r.randn(3, 2, 3), r.randn(3) + 1.0)
FORWARD = fwd
BACKWARD = bwd
