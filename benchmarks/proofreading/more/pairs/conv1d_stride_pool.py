import numpy as np
# 1-d convolution with padding and stride, elu, and global average pooling over the positions

STRIDE, PAD = 2, 1

def forward(x, w, b):
    # x (N, C, L)   w (F, C, K)
    xp = np.pad(x, ((0, 0), (0, 0), (PAD, PAD)))
    K = w.shape[2]
    n_out = (xp.shape[2] - K) // STRIDE + 1
    z = np.zeros((x.shape[0], w.shape[0], n_out))
    for j in range(n_out):
        seg = xp[:, :, j * STRIDE:j * STRIDE + K]
        z[:, :, j] = np.einsum('nck,fck->nf', seg, w) + b
    a = np.where(z > 0, z, np.exp(z) - 1)
    return a.mean(axis=2), (xp, w, z, a)

def backward(dout, cache):
    # backward
    xp, w, z, a = cache
    K, n_out = w.shape[2], z.shape[2]
    da = np.repeat(dout[:, :, None], n_out, axis=2) / n_out  #! da = np.repeat(dout[:, :, None], n_out, axis=2)
    dz = da * np.where(z > 0, 1.0, a + 1.0)  #! dz = da * np.where(z > 0, 1.0, a)
    dxp = np.zeros(xp.shape)
    dw = np.zeros(w.shape)
    for j in range(n_out):
        lo = j * STRIDE  #! lo = j
        dw += np.einsum('nf,nck->fck', dz[:, :, j], xp[:, :, lo:lo + K])
        dxp[:, :, lo:lo + K] += np.einsum('nf,fck->nck', dz[:, :, j], w)  #! dxp[:, :, lo:lo + K] = np.einsum('nf,fck->nck', dz[:, :, j], w)  #! dxp[:, :, lo:lo + K] += np.einsum('nf,fck->nck', dz[:, :, j], w[:, :, ::-1])
    db = dz.sum(axis=(0, 2))  #! db = da.sum(axis=(0, 2))
    dx = dxp[:, :, PAD:-PAD]  #! dx = dxp[:, :, :-2 * PAD]
    return {"x": dx, "w": dw, "b": db}

_g = np.random.default_rng(2)
FORWARD = forward
BACKWARD = backward
INPUTS = (_g.standard_normal((2, 2, 7)), _g.standard_normal((3, 2, 3)), _g.standard_normal(3))
