import numpy as np

# naive conv, nested loops everywhere, images are (m, H, W, C) like in the course
stride, pad = 2, 1

def zero_pad(X):
    return np.pad(X, ((0, 0), (pad, pad), (pad, pad), (0, 0)), mode='constant')

def conv_forward(A_prev, W, b):
    m, n_H_prev, n_W_prev, n_C_prev = A_prev.shape
    f, f, n_C_prev, n_C = W.shape
    n_H = int((n_H_prev - f + 2 * pad) / stride) + 1
    n_W = int((n_W_prev - f + 2 * pad) / stride) + 1
    Z = np.zeros((m, n_H, n_W, n_C))
    A_pad = zero_pad(A_prev)
    for i in range(m):
        for h in range(n_H):
            for w in range(n_W):
                for c in range(n_C):
                    patch = A_pad[i, h*stride:h*stride+f, w*stride:w*stride+f, :]
                    Z[i, h, w, c] = np.sum(patch * W[:, :, :, c]) + b[0, 0, 0, c]
    return Z, (A_prev, W, b)

def conv_backward(dZ, cache):
    # backward
    A_prev, W, b = cache
    f = W.shape[0]
    m, n_H, n_W, n_C = dZ.shape
    dW = np.zeros(W.shape)
    db = np.zeros(b.shape)
    A_pad = zero_pad(A_prev)
    dA_pad = np.zeros(A_pad.shape)
    for i in range(m):
        for h in range(n_H):
            for w in range(n_W):
                for c in range(n_C):
                    vs, hs = h * stride, w * stride  #! vs, hs = h, w  #! vs, hs = w * stride, h * stride
                    a_slice = A_pad[i, vs:vs+f, hs:hs+f, :]  #! a_slice = A_pad[0, vs:vs+f, hs:hs+f, :]
                    dA_pad[i, vs:vs+f, hs:hs+f, :] += W[:, :, :, c] * dZ[i, h, w, c]  #! dA_pad[i, vs:vs+f, hs:hs+f, :] = W[:, :, :, c] * dZ[i, h, w, c]  #! dA_pad[i, vs:vs+f, hs:hs+f, :] += W[::-1, ::-1, :, c] * dZ[i, h, w, c]
                    dW[:, :, :, c] += a_slice * dZ[i, h, w, c]  #! dW[:, :, :, c] = a_slice * dZ[i, h, w, c]  #! dW[:, :, :, c] += a_slice * dZ[i, w, h, c]
                    db[:, :, :, c] += dZ[i, h, w, c]  #! db[:, :, :, c] = dZ[i, h, w, c]
    dA_prev = dA_pad[:, pad:-pad, pad:-pad, :]  #! dA_prev = dA_pad[:, 2*pad:, 2*pad:, :]
    # end
    return dA_prev, dW, db

np.random.seed(1)
FORWARD = conv_forward
BACKWARD = conv_backward
INPUTS = (np.random.randn(2, 5, 5, 2), np.random.randn(3, 3, 2, 2), np.random.randn(1, 1, 1, 2))
