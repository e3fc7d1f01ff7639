"""CNN: conv(3x3, stride 2, pad 1) -> relu -> fully connected -> softmax, by im2col.
CS lecture 7.  Images are N x C x H x W."""
import numpy as np


def im2col(x, k, stride, pad):
    """(N,C,H,W) -> (N*oh*ow, C*k*k), plus output size."""
    N, C, H, W = x.shape
    oh, ow = (H + 2 * pad - k) // stride + 1, (W + 2 * pad - k) // stride + 1
    xp = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    cols = np.empty((N, oh, ow, C, k, k))
    for i in range(oh):
        for j in range(ow):
            cols[:, i, j] = xp[:, :, i * stride:i * stride + k, j * stride:j * stride + k]
    return cols.reshape(N * oh * ow, -1), oh, ow


def col2im(dcols, shape, k, stride, pad):
    """Adjoint of im2col (tested below)."""
    N, C, H, W = shape
    oh, ow = (H + 2 * pad - k) // stride + 1, (W + 2 * pad - k) // stride + 1
    d = dcols.reshape(N, oh, ow, C, k, k)
    out = np.zeros((N, C, H + 2 * pad, W + 2 * pad))
    for i in range(oh):
        for j in range(ow):
            out[:, :, i * stride:i * stride + k, j * stride:j * stride + k] += d[:, i, j]
    return out[:, :, pad:pad + H, pad:pad + W]


rng = np.random.default_rng(231)
N, C, S, F1, F2, K = 6, 1, 8, 3, 4, 2
X = rng.normal(size=(N, C, S, S))
y = np.array([0, 1, 0, 1, 0, 1])
X[y == 1, :, :4] += 1.0

a, b = rng.normal(size=(2, 2, 5, 5)), im2col(rng.normal(size=(2, 2, 5, 5)), 3, 2, 1)[0]
assert np.isclose((im2col(a, 3, 2, 1)[0] * b).sum(), (a * col2im(b, a.shape, 3, 2, 1)).sum())

W1, b1 = rng.normal(0, .3, (C * 9, F1)), np.zeros(F1)
W2, b2 = rng.normal(0, .2, (F1 * 9, F2)), np.zeros(F2)
W3, b3 = rng.normal(0, .3, (F2 * 4, K)), np.zeros(K)

for it in range(8):
    c1, h1, w1 = im2col(X, 3, 2, 1)
    z1 = c1 @ W1 + b1
    a1 = np.maximum(0, z1).reshape(N, h1, w1, F1).transpose(0, 3, 1, 2)
    c2, h2, w2 = im2col(a1, 3, 2, 1)
    z2 = c2 @ W2 + b2
    flat = np.maximum(0, z2).reshape(N, -1)
    logits = flat @ W3 + b3
    logits -= logits.max(1, keepdims=True)
    logp = logits - np.log(np.exp(logits).sum(1, keepdims=True))
    loss = -logp[range(N), y].sum() / N + 0.005 * (W3 ** 2).sum()
    # backward
    dl = np.exp(logp)
    dl[range(N), y] -= 1
    dl /= N
    dW3, db3 = flat.T @ dl + 0.01 * W3, dl.sum(0)
    dz2 = (dl @ W3.T).reshape(z2.shape) * (z2 > 0)
    dW2, db2 = c2.T @ dz2, dz2.sum(0)
    da1 = col2im(dz2 @ W2.T, a1.shape, 3, 2, 1)
    dz1 = da1.transpose(0, 2, 3, 1).reshape(z1.shape) * (z1 > 0)
    dW1, db1 = c1.T @ dz1, dz1.sum(0)
    # update
    for p, g in ((W1, dW1), (b1, db1), (W2, dW2), (b2, db2), (W3, dW3), (b3, db3)):
        p -= 0.2 * g
    print(it, round(float(loss), 4))
