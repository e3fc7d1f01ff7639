# how do residual connections change backprop? tiny resnet, list of blocks
#   a_{l+1} = relu( a_l + B_l relu(A_l a_l + c_l) + d_l )     <- "original" order, relu AFTER the add
# Data are COLUMNS (Andrew-Ng shapes)
import numpy as np
np.random.seed(5)

n_x, n, n_y, m, L = 3, 4, 3, 7, 3
X = np.random.randn(n_x, m)
labels = np.array([0, 2, 1, 1, 0, 2, 0])
Y = np.eye(n_y)[labels].T

he = lambda r, c: np.random.randn(r, c) * np.sqrt(2.0 / c)
W_in = he(n, n_x)
blocks = [[he(n, n), np.full((n, 1), .1), he(n, n) * .5, np.zeros((n, 1))] for l in range(L)]
W_out, b_out = he(n_y, n), np.zeros((n_y, 1))
learning_rate = 0.05

costs = []
for i in range(10):
    a = np.dot(W_in, X)                      # stem: no bias, no relu
    cache = []
    for A, c, B, d in blocks:
        z1 = np.dot(A, a) + c
        h = np.maximum(0, z1)
        z2 = a + np.dot(B, h) + d
        cache.append((a, z1, h, z2))
        a = np.maximum(0, z2)
    logits = np.dot(W_out, a) + b_out
    e = np.exp(logits - np.max(logits, axis=0))
    probs = e / np.sum(e, axis=0)
    cost = -np.sum(Y * np.log(probs)) / m
    costs.append(cost)

    # backward
    dlogits = (probs - Y) / m  #! dlogits = probs - Y
    dW_out = np.dot(dlogits, a.T)
    db_out = np.sum(dlogits, axis=1, keepdims=True)  #! db_out = np.sum(dlogits, keepdims=True)
    da = np.dot(W_out.T, dlogits)
    grads = []
    for l in range(L - 1, -1, -1):  #! for l in range(L - 1, 0, -1):  #! for l in range(L):
        A, c, B, d = blocks[l]
        a_prev, z1, h, z2 = cache[l]
        dz2 = da * (z2 > 0)  #! dz2 = da  #! dz2 = da * (z1 > 0)
        dB = np.dot(dz2, h.T)  #! dB = np.dot(dz2, a_prev.T)
        dd = np.sum(dz2, axis=1, keepdims=True)
        dz1 = np.dot(B.T, dz2) * (z1 > 0)  #! dz1 = np.dot(B, dz2) * (z1 > 0)  #! dz1 = np.dot(B.T, dz2)
        dA = np.dot(dz1, a_prev.T)  #! dA = np.dot(dz1, h.T)
        dc = np.sum(dz1, axis=1, keepdims=True)
        da = dz2 + np.dot(A.T, dz1)  #! da = np.dot(A.T, dz1)  #! da = da + np.dot(A.T, dz1)
        grads.insert(0, [dA, dc, dB, dd])  #! grads.append([dA, dc, dB, dd])
    dW_in = np.dot(da, X.T)

    # update
    W_out -= learning_rate * dW_out
    b_out -= learning_rate * db_out
    W_in -= learning_rate * dW_in
    for block, g in zip(blocks, grads):
        for k in range(4):  #! for k in range(3):
            block[k] = block[k] - learning_rate * g[k]
    # end

print("Cost after 10 iterations:", costs[0], "->", costs[-1])
