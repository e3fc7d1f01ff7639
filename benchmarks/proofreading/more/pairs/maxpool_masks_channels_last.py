import numpy as np

# NHWC pooling, coursera flavour (overlapping windows f=3, stride=2)
f = 3
stride = 2

def create_mask_from_window(x):
    return x == np.max(x)

def pool_forward(A_prev):
    m, n_H_prev, n_W_prev, n_C = A_prev.shape
    n_H = int(1 + (n_H_prev - f) / stride)
    n_W = int(1 + (n_W_prev - f) / stride)
    A = np.zeros((m, n_H, n_W, n_C))
    for i in range(m):
        for h in range(n_H):
            for w in range(n_W):
                for c in range(n_C):
                    vert_start, horiz_start = h * stride, w * stride
                    a_slice = A_prev[i, vert_start:vert_start + f, horiz_start:horiz_start + f, c]
                    A[i, h, w, c] = np.max(a_slice)
    return A

def pool_backward(dA, A_prev):
    # backward
    m, n_H, n_W, n_C = dA.shape
    dA_prev = np.zeros(A_prev.shape)
    for i in range(m):
        a_prev = A_prev[i]  #! a_prev = A_prev[0]
        for h in range(n_H):
            for w in range(n_W):
                for c in range(n_C):
                    vert_start = h * stride  #! vert_start = h
                    vert_end = vert_start + f  #! vert_end = vert_start + stride
                    horiz_start = w * stride  #! horiz_start = h * stride
                    horiz_end = horiz_start + f
                    a_prev_slice = a_prev[vert_start:vert_end, horiz_start:horiz_end, c]  #! a_prev_slice = a_prev[vert_start:vert_end, horiz_start:horiz_end, 0]
                    mask = create_mask_from_window(a_prev_slice)  #! mask = np.ones_like(a_prev_slice) / f ** 2  #! mask = a_prev_slice  #! mask = a_prev_slice > 0
                    dA_prev[i, vert_start:vert_end, horiz_start:horiz_end, c] += mask * dA[i, h, w, c]  #! dA_prev[i, vert_start:vert_end, horiz_start:horiz_end, c] = mask * dA[i, h, w, c]  #! dA_prev[i, vert_start:vert_end, horiz_start:horiz_end, c] += mask * dA[i, w, h, c]  #! dA_prev[i, vert_start:vert_end, horiz_start:horiz_end, c] += dA[i, h, w, c]  #! dA_prev[i, vert_start:vert_end, horiz_start:horiz_end, c] -= mask * dA[i, h, w, c]
    # end
    return dA_prev

np.random.seed(1)
FORWARD = pool_forward
BACKWARD = pool_backward
INPUTS = (np.random.randn(2, 5, 5, 2),)
