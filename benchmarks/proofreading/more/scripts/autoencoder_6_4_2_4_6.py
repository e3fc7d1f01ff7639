# objective: np.sum((a4 - x) ** 2) / n + lam * np.sum(np.abs(a2)) / n
# Denoising autoencoder 6 -> 4 -> 2 -> 4 -> 6. noisy goes in, clean should come out
# I did it layer by layer by copy paste so that I understand each line
import numpy as np
r = np.random.RandomState(21)
n = 8
base = r.randn(n, 2)
x = np.tanh(base.dot(r.randn(2, 6)))

w1 = r.randn(6, 4) * 0.5
w2 = r.randn(4, 2) * 0.5
w3 = r.randn(2, 4) * 0.5
w4 = r.randn(4, 6) * 0.5
b1 = np.zeros(4)
b2 = np.zeros(2)
b3 = np.zeros(4)
b4 = np.zeros(6)
lam = 0.02
lr = 0.1

for i in range(20):
    # forward
    noisy = x + 0.2 * r.randn(n, 6)
    z1 = noisy @ w1 + b1
    a1 = 1 / (1 + np.exp(-z1))
    z2 = a1 @ w2 + b2
    a2 = z2                       # code is linear, with L1 so that it is sparse
    z3 = a2 @ w3 + b3
    a3 = 1 / (1 + np.exp(-z3))
    z4 = a3 @ w4 + b4
    a4 = np.tanh(z4)

    # backward
    da4 = 2 * (a4 - x) / n  #! da4 = 2 * (a4 - noisy) / n
    dz4 = da4 * (1 - a4 ** 2)  #! dz4 = da4 * a4 * (1 - a4)
    dw4 = a3.T @ dz4
    db4 = dz4.sum(axis=0)  #! db4 = dz4.mean(axis=0)
    da3 = dz4 @ w4.T
    dz3 = da3 * a3 * (1 - a3)  #! dz3 = da3 * (1 - a3 ** 2)
    dw3 = a2.T @ dz3
    db3 = dz3.sum(axis=0)
    # two ways into the code: from the decoder and from the L1
    da2 = dz3 @ w3.T + lam * np.sign(a2) / n  #! da2 = dz3 @ w3.T
    dz2 = da2
    dw2 = a1.T @ dz2  #! dw2 = a1.T @ dz2 / n
    db2 = dz2.sum(axis=0)
    da1 = dz2 @ w2.T
    dz1 = da1 * a1 * (1 - a1)  #! dz1 = da1 * a1 * (1 - a2)
    dw1 = noisy.T @ dz1  #! dw1 = x.T @ dz1
    db1 = dz1.sum(axis=0)  #! db1 = dz1.sum()

    # update
    w1 = w1 - lr * dw1
    w2 = w2 - lr * dw2
    w3 = w3 - lr * dw3
    w4 = w4 - lr * dw4
    b1 = b1 - lr * db1
    b2 = b2 - lr * db2  #! b2 = b1 - lr * db2
    b3 = b3 - lr * db3
    b4 = b4 - lr * db4
