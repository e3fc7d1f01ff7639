# objective: 0.5 * np.sum((rec - X) ** 2) / N + beta * np.sum(np.abs(H)) / N
# autoencoder, decoder uses the transposed encoder matrix, L1 on the code
import numpy as np

np.random.seed(21)
N, D, Hd = 7, 6, 3
X = np.random.rand(N, D)

W = 0.5 * np.random.randn(D, Hd)
bh = np.zeros(Hd)      # encoder bias
bv = np.zeros(D)       # decoder bias
beta = 0.02
lr = 0.4


def f(a):
    return 1. / (1. + np.exp(-a))


for k in range(15):
    H = f(X @ W + bh)
    rec = f(H @ W.T + bv)

    # backward
    error = rec - X    #! error = X - rec
    d2 = error * rec * (1 - rec) / N    #! d2 = error * rec * (1 - rec)
    tmp = d2 @ W    #! tmp = d2 @ W.T
    tmp = tmp + beta * np.sign(H) / N    #! tmp = tmp + beta * H / N
    d1 = tmp * H * (1 - H)    #! d1 = tmp * f(H) * (1 - f(H))
    g = X.T @ d1    #! g = X.T @ tmp
    g += d2.T @ H    #! g = d2.T @ H
    gbh = d1.sum(axis=0)    #! gbh = d1.sum(axis=1)
    gbv = d2.sum(axis=0)    #! gbv = error.sum(axis=0)

    # update
    W -= lr * g
    bh -= lr * gbh
    bv -= lr * gbv    #! bv -= lr * bv

print("reconstruction", np.round(rec[0], 2), "input", np.round(X[0], 2))
