import numpy as np
np.random.seed(2)

def zero_pad(X, pad):
    return np.pad(X, ((0, 0), (pad, pad), (pad, pad), (0, 0)))

def conv_forward(A_prev, W, b, hparameters):
    m, n_H_prev, n_W_prev, n_C_prev = A_prev.shape
    f, f, n_C_prev, n_C = W.shape
    stride, pad = hparameters["stride"], hparameters["pad"]
    n_H = int((n_H_prev - f + 2 * pad) / stride) + 1
    n_W = int((n_W_prev - f + 2 * pad) / stride) + 1
    Z = np.zeros((m, n_H, n_W, n_C))
    A_prev_pad = zero_pad(A_prev, pad)
    for i in range(m):
        for h in range(n_H):
            for w in range(n_W):
                for c in range(n_C):
                    a_slice = A_prev_pad[i, h*stride:h*stride+f, w*stride:w*stride+f, :]
                    Z[i, h, w, c] = np.sum(a_slice * W[:, :, :, c]) + float(b[0, 0, 0, c])
    return Z, (A_prev, W, b, hparameters)

def conv_backward(dZ, cache):
    A_prev, W, b, hparameters = cache
    f = W.shape[0]
    stride, pad = hparameters["stride"], hparameters["pad"]
    m, n_H, n_W, n_C = dZ.shape
    A_prev_pad = zero_pad(A_prev, pad)
    # backward
    dA_prev_pad = np.zeros(A_prev_pad.shape)
    dW = np.zeros(W.shape)
    db = np.zeros((1, 1, 1, n_C))
    for i in range(m):
        for h in range(n_H):
            for w in range(n_W):
                vs, hs = h * stride, w * stride
                for c in range(n_C):
                    a_slice = A_prev_pad[i, vs:vs+f, hs:hs+f, :]  #! a_slice = A_prev_pad[i, hs:hs+f, vs:vs+f, :]  #! a_slice = A_prev_pad[0, vs:vs+f, hs:hs+f, :]
                    dA_prev_pad[i, vs:vs+f, hs:hs+f, :] += W[:, :, :, c] * dZ[i, h, w, c]  #! dA_prev_pad[i, vs:vs+f, hs:hs+f, :] = W[:, :, :, c] * dZ[i, h, w, c]  #! dA_prev_pad[i, vs:vs+f, hs:hs+f, :] += W[::-1, ::-1, :, c] * dZ[i, h, w, c]
                    dW[:, :, :, c] += a_slice * dZ[i, h, w, c]  #! dW[:, :, :, c] += a_slice * dZ[i, w, h, c]  #! dW[:, :, :, c] = a_slice * dZ[i, h, w, c]
                    db[:, :, :, c] += dZ[i, h, w, c]  #! db[:, :, :, c] = dZ[i, h, w, c]
    dA_prev = dA_prev_pad[:, pad:-pad, pad:-pad, :] if pad else dA_prev_pad  #! dA_prev = dA_prev_pad[:, :-2*pad, :-2*pad, :] if pad else dA_prev_pad
    # end
    return dA_prev, dW, db

X = np.random.randn(3, 5, 5, 1)
Y = np.array([0, 1, 1])
W1, b1 = np.random.randn(3, 3, 1, 2) * 0.5, np.zeros((1, 1, 1, 2))
W2, b2 = np.random.randn(2, 2, 2, 2) * 0.5, np.zeros((1, 1, 1, 2))
hp1, hp2 = {"pad": 1, "stride": 1}, {"pad": 1, "stride": 2}

for it in range(2):
    Z1, cache1 = conv_forward(X, W1, b1, hp1)
    A1 = np.maximum(Z1, 0)
    Z2, cache2 = conv_forward(A1, W2, b2, hp2)
    logits = Z2.mean(axis=(1, 2))            # global average pooling, (m, 2)
    P = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    cost = -np.mean(np.log(P[range(3), Y]))
    print("cost after iteration", it, "=", cost)
    # backward
    dlogits = (P - np.eye(2)[Y]) / 3  #! dlogits = P - np.eye(2)[Y]
    dZ2 = np.ones(Z2.shape) * dlogits[:, None, None, :] / (Z2.shape[1] * Z2.shape[2])  #! dZ2 = np.ones(Z2.shape) * dlogits[:, None, None, :]
    dA1, dW2, db2 = conv_backward(dZ2, cache2)
    dZ1 = dA1 * (Z1 > 0)  #! dZ1 = dA1 * (dA1 > 0)
    _, dW1, db1 = conv_backward(dZ1, cache1)
    # update
    for P_, G_ in ((W1, dW1), (b1, db1), (W2, dW2), (b2, db2)):
        P_ -= 0.5 * G_
    # end
