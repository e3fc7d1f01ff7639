import numpy as np

conv_param = {'stride': 2, 'pad': 1}


def conv_forward_naive(x, w, b):
    """x: (N, C, H, W), w: (F, C, HH, WW), b: (F,)"""
    pad, stride = conv_param['pad'], conv_param['stride']
    N, C, H, W = x.shape
    F, _, HH, WW = w.shape
    x_pad = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)), mode='constant')
    H_out = 1 + (H + 2 * pad - HH) // stride
    W_out = 1 + (W + 2 * pad - WW) // stride
    out = np.zeros((N, F, H_out, W_out))
    for n in range(N):
        for f in range(F):
            for i in range(H_out):
                for j in range(W_out):
                    window = x_pad[n, :, i * stride:i * stride + HH, j * stride:j * stride + WW]
                    out[n, f, i, j] = np.sum(window * w[f]) + b[f]
    cache = (x, w, b, x_pad)
    return out, cache


def conv_backward_naive(dout, cache):
    x, w, b, x_pad = cache
    pad, stride = conv_param['pad'], conv_param['stride']
    N, F, H_out, W_out = dout.shape
    HH, WW = w.shape[2:]
    dx_pad = np.zeros_like(x_pad)
    dw = np.zeros_like(w)
    db = np.sum(dout, axis=(0, 2, 3))  #! db = np.mean(dout, axis=(0, 2, 3))  #! db = np.sum(dout[0], axis=(1, 2))
    for n in range(N):
        for f in range(F):
            for i in range(H_out):
                hs = i * stride  #! hs = i
                for j in range(W_out):
                    ws = j * stride  #! ws = i * stride
                    window = x_pad[n, :, hs:hs + HH, ws:ws + WW]  #! window = x_pad[0, :, hs:hs + HH, ws:ws + WW]  #! window = x[n, :, hs:hs + HH, ws:ws + WW]
                    dw[f] += window * dout[n, f, i, j]  #! dw[f] = window * dout[n, f, i, j]  #! dw[f] += window * dout[n, f].sum()
                    dx_pad[n, :, hs:hs + HH, ws:ws + WW] += w[f] * dout[n, f, i, j]  #! dx_pad[n, :, hs:hs + HH, ws:ws + WW] = w[f] * dout[n, f, i, j]  #! dx_pad[n, :, hs:hs + HH, ws:ws + WW] += w[f, :, ::-1, ::-1] * dout[n, f, i, j]
    dx = dx_pad[:, :, pad:-pad, pad:-pad]  #! dx = dx_pad[:, :, :-2 * pad, :-2 * pad]  #! dx = dx_pad[:, :, 2 * pad:, 2 * pad:]
    return {'dx': dx, 'dw': dw, 'db': db}


_r = np.random.RandomState(8)
FORWARD = conv_forward_naive
BACKWARD = conv_backward_naive
INPUTS = (_r.randn(2, 2, 5, 5), _r.randn(3, 2, 3, 3), _r.randn(3))
