import numpy as np

"""
Naive convolution, NHWC like in the deep learning course (Conv - ReLU - average - logistic).
Works for f=3, pad=1. I know it is slow.
"""
np.random.seed(1)
A_prev = np.random.randn(3, 4, 5, 2)
labels = np.array([1., 0., 1.])
W = np.random.randn(3, 3, 2, 4) * 0.3
b = np.random.randn(1, 1, 1, 4) * 0.1
V = np.random.randn(4) * 0.8
c = np.zeros(1)
pad, f = 1, 3


def zero_pad(A):
    return np.pad(A, ((0, 0), (pad, pad), (pad, pad), (0, 0)), mode="constant")


def conv_forward(A_prev, W, b):
    m, H, Wd, _ = A_prev.shape
    Z = np.zeros((m, H, Wd, W.shape[3]))
    Ap = zero_pad(A_prev)
    for i in range(m):
        for h in range(H):
            for w in range(Wd):
                for k in range(W.shape[3]):
                    Z[i, h, w, k] = np.sum(Ap[i, h:h + f, w:w + f, :] * W[:, :, :, k]) + b[0, 0, 0, k]
    return Z, (A_prev, W, b)


def conv_backward(dZ, cache):
    A_prev, W, b = cache
    # backward
    m, n_H, n_W, n_C = dZ.shape
    dW = np.zeros(W.shape)
    db = np.zeros(b.shape)
    Ap = zero_pad(A_prev)
    for i in range(m):
        for h in range(n_H):
            for w in range(n_W):
                for k in range(n_C):
                    a_slice = Ap[i, h:h + f, w:w + f, :]  #! a_slice = A_prev[i, h:h + f, w:w + f, :] #! a_slice = Ap[i, w:w + f, h:h + f, :]
                    dW[:, :, :, k] += a_slice * dZ[i, h, w, k]  #! dW[:, :, :, k] = a_slice * dZ[i, h, w, k] #! dW[:, :, :, k] += W[:, :, :, k] * dZ[i, h, w, k]
                    db[:, :, :, k] += dZ[i, h, w, k]  #! db[:, :, :, k] = dZ[i, h, w, k] #! db += dZ[i, h, w, k]
    # end
    return dW, db


for it in range(2):
    Z, cache = conv_forward(A_prev, W, b)
    A = np.maximum(Z, 0)
    feat = A.mean(axis=(1, 2))
    p = 1 / (1 + np.exp(-(feat @ V + c)))
    L = -np.mean(labels * np.log(p) + (1 - labels) * np.log(1 - p))
    # backward
    ds = (p - labels) / len(labels)
    dV = feat.T @ ds
    dc = np.array([ds.sum()])
    dfeat = np.outer(ds, V)  #! dfeat = np.outer(ds, dV)
    dA = np.ones_like(A) * dfeat[:, None, None, :] / (A.shape[1] * A.shape[2])  #! dA = np.ones_like(A) * dfeat[:, None, None, :]
    dZ = dA * (Z > 0)  #! dZ = dA * (dA > 0) #! dZ = dA
    dW, db = conv_backward(dZ, cache)
    # update
    W = W - 0.5 * dW
    b = b - 0.5 * db
    V = V - 0.5 * dV
    c = c - 0.5 * dc
    print("cost:", L)
