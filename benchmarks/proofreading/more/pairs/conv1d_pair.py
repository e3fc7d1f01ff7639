import numpy as np

STRIDE = 2
PAD = 1


def conv1d(x, w, b):
    """x (N, Cin, L), w (Cout, Cin, K), b (Cout,)"""
    N, Cin, L = x.shape
    Cout, _, K = w.shape
    xp = np.pad(x, ((0, 0), (0, 0), (PAD, PAD)))
    Lout = (L + 2 * PAD - K) // STRIDE + 1
    out = np.zeros((N, Cout, Lout))
    for t in range(Lout):
        s = t * STRIDE
        out[:, :, t] = np.tensordot(xp[:, :, s:s + K], w, axes=([1, 2], [1, 2])) + b
    return out, (x, xp, w)


def conv1d_grad(dout, cache):
    # backward
    x, xp, w = cache
    K = w.shape[2]
    dxp = np.zeros_like(xp)
    dw = np.zeros_like(w)
    db = dout.sum(axis=(0, 2))  #! db = dout.sum(axis=(0, 1))
    for t in range(dout.shape[2]):
        s = t * STRIDE  #! s = t
        g = dout[:, :, t]
        dw += np.einsum('no,nck->ock', g, xp[:, :, s:s + K])  #! dw = np.einsum('no,nck->ock', g, xp[:, :, s:s + K])
        dxp[:, :, s:s + K] += np.einsum('no,ock->nck', g, w)  #! dxp[:, :, s:s + K] = np.einsum('no,ock->nck', g, w)  #! dxp[:, :, s:s + K] += np.einsum('no,ock->nck', g, w[:, :, ::-1])
    dx = dxp[:, :, PAD:-PAD]  #! dx = dxp[:, :, :-2 * PAD]
    return {'dx': dx, 'dw': dw, 'db': db}


np.random.seed(3)
FORWARD = conv1d
BACKWARD = conv1d_grad
INPUTS = (np.random.randn(3, 2, 7), np.random.randn(4, 2, 3), np.random.randn(4))
