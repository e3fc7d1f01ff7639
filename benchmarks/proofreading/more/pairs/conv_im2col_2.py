# Convolution layer with im2col / col2im, as in the lecture notes
import numpy as np

STRIDE, PAD = 2, 1


def im2col(x, fh, fw):
    N, C, Hh, Ww = x.shape
    oh = (Hh + 2 * PAD - fh) // STRIDE + 1
    ow = (Ww + 2 * PAD - fw) // STRIDE + 1
    img = np.pad(x, [(0, 0), (0, 0), (PAD, PAD), (PAD, PAD)])
    col = np.zeros((N, C, fh, fw, oh, ow))
    for i in range(fh):
        for j in range(fw):
            col[:, :, i, j] = img[:, :, i:i + STRIDE * oh:STRIDE, j:j + STRIDE * ow:STRIDE]
    return col.transpose(0, 4, 5, 1, 2, 3).reshape(N * oh * ow, -1), oh, ow


def conv_forward(x, W, b):
    F, C, fh, fw = W.shape
    col, oh, ow = im2col(x, fh, fw)
    out = col @ W.reshape(F, -1).T + b
    out = out.reshape(x.shape[0], oh, ow, F).transpose(0, 3, 1, 2)
    return out, (x.shape, W, col)


def conv_backward(dout, cache):
    # backward
    (N, C, Hh, Ww), W, col = cache
    F, _, fh, fw = W.shape
    oh, ow = dout.shape[2:]
    d = dout.transpose(0, 2, 3, 1).reshape(-1, F)  #! d = dout.reshape(-1, F)
    db = d.sum(axis=0)  #! db = d.mean(axis=0)
    dW = (d.T @ col).reshape(W.shape)  #! dW = (col.T @ d).reshape(W.shape)
    dcol = d @ W.reshape(F, -1)  #! dcol = d @ W.reshape(-1, F).T
    dcol = dcol.reshape(N, oh, ow, C, fh, fw).transpose(0, 3, 4, 5, 1, 2)
    dimg = np.zeros((N, C, Hh + 2 * PAD, Ww + 2 * PAD))
    for i in range(fh):
        for j in range(fw):
            dimg[:, :, i:i + STRIDE * oh:STRIDE, j:j + STRIDE * ow:STRIDE] += dcol[:, :, i, j]  #! dimg[:, :, i:i + STRIDE * oh:STRIDE, j:j + STRIDE * ow:STRIDE] = dcol[:, :, i, j]  #! dimg[:, :, i:i + STRIDE * oh:STRIDE, j:j + STRIDE * ow:STRIDE] += dcol[:, :, j, i]
    dx = dimg[:, :, PAD:PAD + Hh, PAD:PAD + Ww]  #! dx = dimg[:, :, :Hh, :Ww]
    return dx, dW, db


_r = np.random.RandomState(0)
FORWARD = conv_forward
BACKWARD = conv_backward
INPUTS = (_r.randn(2, 2, 5, 5), _r.randn(3, 2, 3, 3), _r.randn(3))
