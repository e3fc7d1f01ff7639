import numpy as np
np.random.seed(7)

def im2col(x, k):
    n, c, h, w = x.shape
    out_h, out_w = h - k + 1, w - k + 1
    cols = []
    for i in range(out_h):
        for j in range(out_w):
            cols.append(x[:, :, i:i + k, j:j + k].reshape(n, -1))
    return np.stack(cols, axis=1).reshape(n * out_h * out_w, -1)

x = np.random.randn(2, 1, 5, 5)
t = np.random.randn(2, 2)
K = np.random.randn(3, 9) * 0.3
kb = np.zeros(3)
V = np.random.randn(27, 2) * 0.3
lr = 0.05
for epoch in range(2):
    cols = im2col(x, 3)
    conv = cols @ K.T + kb
    act = np.maximum(conv, 0)
    flat = act.reshape(2, 27)
    out = flat @ V
    loss = np.sum((out - t) ** 2) / 2
    # backward
    dout = out - t
    dV = flat.T @ dout
    dflat = dout @ V.T
    dact = dflat.reshape(act.shape)
    dconv = dact * (conv > 0)
    dK = dconv.T @ cols
    dkb = dconv.sum(axis=0)
    # update
    K -= lr * dK
    kb -= lr * dkb
    V -= lr * dV
