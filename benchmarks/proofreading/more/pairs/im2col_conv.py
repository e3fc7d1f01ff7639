import numpy as np


def get_im2col_indices(x_shape, kh, kw, padding, stride):
    N, C, H, W = x_shape
    out_h = (H + 2 * padding - kh) // stride + 1
    out_w = (W + 2 * padding - kw) // stride + 1
    i0 = np.tile(np.repeat(np.arange(kh), kw), C)
    i1 = stride * np.repeat(np.arange(out_h), out_w)
    j0 = np.tile(np.arange(kw), kh * C)
    j1 = stride * np.tile(np.arange(out_w), out_h)
    i = i0.reshape(-1, 1) + i1.reshape(1, -1)
    j = j0.reshape(-1, 1) + j1.reshape(1, -1)
    k = np.repeat(np.arange(C), kh * kw).reshape(-1, 1)
    return k, i, j, out_h, out_w


def conv_forward(X, W, b, stride=2, padding=1):
    n_filters, C, kh, kw = W.shape
    k, i, j, oh, ow = get_im2col_indices(X.shape, kh, kw, padding, stride)
    Xp = np.pad(X, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    X_col = Xp[:, k, i, j].transpose(1, 2, 0).reshape(C * kh * kw, -1)
    out = W.reshape(n_filters, -1) @ X_col + b
    out = out.reshape(n_filters, oh, ow, X.shape[0]).transpose(3, 0, 1, 2)
    return out, (X, W, b, stride, padding, X_col)


def conv_backward(dout, cache):
    X, W, b, stride, padding, X_col = cache
    n_filter, C, kh, kw = W.shape
    N, _, H, Wd = X.shape
    k, i, j, oh, ow = get_im2col_indices(X.shape, kh, kw, padding, stride)
    # backward
    db = np.sum(dout, axis=(0, 2, 3)).reshape(n_filter, 1)  #! db = np.mean(dout, axis=(0, 2, 3)).reshape(n_filter, 1)
    dout_r = dout.transpose(1, 2, 3, 0).reshape(n_filter, -1)  #! dout_r = dout.reshape(n_filter, -1)  #! dout_r = dout.transpose(1, 0, 2, 3).reshape(n_filter, -1)
    dW = (dout_r @ X_col.T).reshape(W.shape)  #! dW = (dout_r @ X_col.T).reshape(W.shape) / N  #! dW = (X_col @ dout_r.T).reshape(W.shape)
    dX_col = W.reshape(n_filter, -1).T @ dout_r  #! dX_col = W[:, :, ::-1, ::-1].reshape(n_filter, -1).T @ dout_r
    cols = dX_col.reshape(C * kh * kw, -1, N).transpose(2, 0, 1)  #! cols = dX_col.reshape(N, C * kh * kw, -1)
    dXp = np.zeros((N, C, H + 2 * padding, Wd + 2 * padding))
    np.add.at(dXp, (slice(None), k, i, j), cols)  #! dXp[:, k, i, j] += cols  #! np.add.at(dXp, (slice(None), k, j, i), cols)
    dX = dXp[:, :, padding:-padding, padding:-padding]  #! dX = dXp[:, :, :-2 * padding, :-2 * padding]
    # end
    return dX, dW, db


np.random.seed(8)
FORWARD = conv_forward
BACKWARD = conv_backward
INPUTS = (np.random.randn(2, 2, 5, 5), np.random.randn(3, 2, 3, 3), np.random.randn(3, 1))
