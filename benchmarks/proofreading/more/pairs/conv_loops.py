import numpy as np

STRIDE, PAD = 2, 1

def conv_forward(A_prev, W, b):
    """A_prev (m, n_H, n_W, n_C)  channels last;  W (f, f, n_C_prev, n_C);  b (1, 1, 1, n_C)"""
    m, n_H_prev, n_W_prev, n_C_prev = A_prev.shape
    f, f, n_C_prev, n_C = W.shape
    n_H = int((n_H_prev - f + 2 * PAD) / STRIDE) + 1
    n_W = int((n_W_prev - f + 2 * PAD) / STRIDE) + 1
    Z = np.zeros((m, n_H, n_W, n_C))
    A_prev_pad = np.pad(A_prev, ((0, 0), (PAD, PAD), (PAD, PAD), (0, 0)))
    for i in range(m):
        for h in range(n_H):
            for w in range(n_W):
                a_slice = A_prev_pad[i, h*STRIDE:h*STRIDE+f, w*STRIDE:w*STRIDE+f, :]
                for c in range(n_C):
                    Z[i, h, w, c] = np.sum(a_slice * W[..., c]) + b[0, 0, 0, c]
    return Z, (A_prev, W, b)

def conv_backward(dZ, cache):
    (A_prev, W, b) = cache
    f = W.shape[0]
    (m, n_H, n_W, n_C) = dZ.shape
    dA_prev = np.zeros(A_prev.shape)
    dW = np.zeros(W.shape)
    db = np.zeros(b.shape)
    A_prev_pad = np.pad(A_prev, ((0, 0), (PAD, PAD), (PAD, PAD), (0, 0)))
    dA_prev_pad = np.pad(dA_prev, ((0, 0), (PAD, PAD), (PAD, PAD), (0, 0)))
    for i in range(m):
        a_prev_pad = A_prev_pad[i]  #! a_prev_pad = A_prev_pad[0]
        da_prev_pad = dA_prev_pad[i]
        for h in range(n_H):  #! for h in range(n_H - 1):
            for w in range(n_W):
                for c in range(n_C):
                    vert_start, horiz_start = h * STRIDE, w * STRIDE  #! vert_start, horiz_start = h, w  #! vert_start, horiz_start = w * STRIDE, h * STRIDE
                    vert_end, horiz_end = vert_start + f, horiz_start + f
                    a_slice = a_prev_pad[vert_start:vert_end, horiz_start:horiz_end, :]
                    da_prev_pad[vert_start:vert_end, horiz_start:horiz_end, :] += W[:, :, :, c] * dZ[i, h, w, c]  #! da_prev_pad[vert_start:vert_end, horiz_start:horiz_end, :] = W[:, :, :, c] * dZ[i, h, w, c]  #! da_prev_pad[vert_start:vert_end, horiz_start:horiz_end, :] += W[::-1, ::-1, :, c] * dZ[i, h, w, c]
                    dW[:, :, :, c] += a_slice * dZ[i, h, w, c]  #! dW[:, :, :, c] = a_slice * dZ[i, h, w, c]  #! dW[:, :, :, c] += W[:, :, :, c] * dZ[i, h, w, c]
                    db[:, :, :, c] += dZ[i, h, w, c]  #! db[:, :, :, c] = dZ[i, h, w, c]  #! db += dZ[i, h, w, c]
        dA_prev[i, :, :, :] = da_prev_pad[PAD:-PAD, PAD:-PAD, :]  #! dA_prev[i, :, :, :] = da_prev_pad[2*PAD:, 2*PAD:, :]
    return dA_prev, dW, db

np.random.seed(1)
FORWARD = conv_forward
BACKWARD = conv_backward
INPUTS = (np.random.randn(2, 5, 5, 2), np.random.randn(3, 3, 2, 2), np.random.randn(1, 1, 1, 2))
