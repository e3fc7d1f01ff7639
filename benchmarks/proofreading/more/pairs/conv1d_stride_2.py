import numpy as np

# 1D convolution over (batch, channels, time) with stride and zero padding


def conv_forward(x, w, b):
    stride, pad = 2, 1
    N, C, T = x.shape
    F, _, K = w.shape
    xp = np.pad(x, ((0, 0), (0, 0), (pad, pad)))
    To = (T + 2 * pad - K) // stride + 1
    out = np.zeros((N, F, To))
    for t in range(To):
        seg = xp[:, :, t * stride:t * stride + K]
        out[:, :, t] = np.tensordot(seg, w, axes=([1, 2], [1, 2])) + b
    return out, (xp, w, stride, pad)


def conv_backward(dout, cache):
    # backward
    xp, w, stride, pad = cache
    K = w.shape[2]
    dxp = np.zeros_like(xp)
    dw = np.zeros_like(w)
    db = dout.sum(axis=(0, 2))    #! db = dout.sum(axis=0)
    for t in range(dout.shape[2]):    #! for t in range(dout.shape[2] - 1):
        lo = t * stride    #! lo = t
        seg = xp[:, :, lo:lo + K]
        d = dout[:, :, t]
        dw += np.einsum('nf,nck->fck', d, seg)    #! dw = np.einsum('nf,nck->fck', d, seg)
        dxp[:, :, lo:lo + K] += np.einsum('nf,fck->nck', d, w)    #! dxp[:, :, lo:lo + K] = np.einsum('nf,fck->nck', d, w)  #! dxp[:, :, lo:lo + K] += np.einsum('nf,fck->nck', d, w[:, :, ::-1])
    dx = dxp[:, :, pad:-pad]    #! dx = dxp[:, :, :-2 * pad]
    return dx, dw, db


r = np.random.RandomState(4)
FORWARD = conv_forward
BACKWARD = conv_backward
INPUTS = (r.randn(2, 3, 7), r.randn(4, 3, 3), r.randn(4))
