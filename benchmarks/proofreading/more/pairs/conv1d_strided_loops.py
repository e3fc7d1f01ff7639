import numpy as np


def conv1d_forward(x, W, b):
    """x: (N, C, L)   W: (F, C, K)   b: (F,)   stride 2, padding 1"""
    stride, pad = 2, 1
    N, C, L = x.shape
    F, _, K = W.shape
    L_out = (L + 2 * pad - K) // stride + 1
    x_pad = np.pad(x, ((0, 0), (0, 0), (pad, pad)))
    out = np.zeros((N, F, L_out))
    for n in range(N):
        for f in range(F):
            for t in range(L_out):
                s = t * stride
                out[n, f, t] = np.sum(x_pad[n, :, s:s + K] * W[f]) + b[f]
    return out, (x, x_pad, W, stride, pad)


def conv1d_backward(dout, cache):
    x, x_pad, W, stride, pad = cache
    N, F, L_out = dout.shape
    K = W.shape[2]
    # backward
    dx_pad = np.zeros_like(x_pad)
    dW = np.zeros_like(W)
    db = np.sum(dout, axis=(0, 2))  #! db = np.sum(dout, axis=(0, 1))  #! db = np.mean(dout, axis=(0, 2))
    for n in range(N):
        for f in range(F):
            for t in range(L_out):
                s = t * stride  #! s = t
                dW[f] += dout[n, f, t] * x_pad[n, :, s:s + K]  #! dW[f] = dout[n, f, t] * x_pad[n, :, s:s + K]  #! dW[f] += dout[n, f, t] * x[n, :, s:s + K]
                dx_pad[n, :, s:s + K] += W[f] * dout[n, f, t]  #! dx_pad[n, :, s:s + K] = W[f] * dout[n, f, t]  #! dx_pad[n, :, s:s + K] += W[f][:, ::-1] * dout[n, f, t]
    dx = dx_pad[:, :, pad:-pad]  #! dx = dx_pad[:, :, :-2 * pad]
    return dx, dW, db


gen = np.random.RandomState(3)
FORWARD = conv1d_forward
BACKWARD = conv1d_backward
INPUTS = (gen.randn(2, 3, 7), gen.randn(4, 3, 3), gen.randn(4))
