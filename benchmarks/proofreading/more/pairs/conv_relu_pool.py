# conv (valid, stride 1) -> relu -> 2x2 max pool, loops as in the course assignment (m, H, W, C)
import numpy as np

def conv_pool_forward(A_prev, W, b):
    m, n_h, n_w, n_c = A_prev.shape
    f, _, _, n_f = W.shape
    oh, ow = n_h - f + 1, n_w - f + 1
    Z = np.zeros((m, oh, ow, n_f))
    for i in range(oh):
        for j in range(ow):
            patch = A_prev[:, i:i + f, j:j + f, :]
            Z[:, i, j, :] = np.tensordot(patch, W, axes=([1, 2, 3], [0, 1, 2])) + b
    A = np.maximum(Z, 0)
    P = np.zeros((m, oh // 2, ow // 2, n_f))
    for i in range(oh // 2):
        for j in range(ow // 2):
            P[:, i, j, :] = A[:, 2 * i:2 * i + 2, 2 * j:2 * j + 2, :].max(axis=(1, 2))
    return P, {"A_prev": A_prev, "W": W, "Z": Z, "A": A, "P": P}

def conv_pool_backward(dP, cache):
    # backward
    A_prev, W, Z, A, P = (cache[k] for k in ("A_prev", "W", "Z", "A", "P"))
    f = W.shape[0]
    dA = np.zeros_like(A)
    for i in range(P.shape[1]):
        for j in range(P.shape[2]):
            window = A[:, 2 * i:2 * i + 2, 2 * j:2 * j + 2, :]
            mask = window == P[:, i:i + 1, j:j + 1, :]  #! mask = window == window.max()
            dA[:, 2 * i:2 * i + 2, 2 * j:2 * j + 2, :] += mask * dP[:, i:i + 1, j:j + 1, :]  #! dA[:, i:i + 2, j:j + 2, :] += mask * dP[:, i:i + 1, j:j + 1, :]
    dZ = dA * (Z > 0)  #! dZ = dA * (dA > 0)
    dW, dA_prev = np.zeros_like(W), np.zeros_like(A_prev)
    for i in range(Z.shape[1]):
        for j in range(Z.shape[2]):
            dz = dZ[:, i, j, :]
            patch = A_prev[:, i:i + f, j:j + f, :]  #! patch = A_prev[:, j:j + f, i:i + f, :]
            dW += np.tensordot(patch, dz, axes=([0], [0]))  #! dW = np.tensordot(patch, dz, axes=([0], [0]))
            dA_prev[:, i:i + f, j:j + f, :] += np.tensordot(dz, W, axes=([1], [3]))  #! dA_prev[:, i:i + f, j:j + f, :] = np.tensordot(dz, W, axes=([1], [3]))
    db = dZ.sum(axis=(0, 1, 2))  #! db = dZ.mean(axis=(0, 1, 2))
    return {"A_prev": dA_prev, "W": dW, "b": db}

np.random.seed(10)
FORWARD = conv_pool_forward
BACKWARD = conv_pool_backward
INPUTS = (np.random.randn(2, 6, 6, 2), np.random.randn(3, 3, 2, 3) * 0.4, np.random.randn(3) * 0.2 + 0.3)
