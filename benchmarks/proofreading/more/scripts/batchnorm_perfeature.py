# MLP with batch normalisation, feature by feature the way I would write it in R with apply()
import numpy as np
np.random.seed(10)
n, p, q = 8, 3, 4
X = np.random.randn(n, p) * [1, 5, 20]
y = X[:, 0] * X[:, 1] / 5
W = np.random.randn(p, q)
gam = np.ones(q); bet = np.zeros(q)
v = np.random.randn(q) * .5
v0 = 0.
eps = 1e-5
run_mean = np.zeros(q); run_var = np.ones(q)

for b in range(20):
    S = X @ W
    N = np.zeros((n, q)); A = np.zeros((n, q)); sdev = np.zeros(q)
    for j in range(q):
        col = S[:, j]
        sdev[j] = np.sqrt(np.mean((col - np.mean(col)) ** 2) + eps)
        N[:, j] = (col - np.mean(col)) / sdev[j]
        A[:, j] = np.maximum(gam[j] * N[:, j] + bet[j], 0.01 * (gam[j] * N[:, j] + bet[j]))   # leaky
        run_mean[j] = .9 * run_mean[j] + .1 * np.mean(col)
        run_var[j] = .9 * run_var[j] + .1 * np.var(col)
    yhat = A @ v + v0
    mse = np.mean((yhat - y) ** 2)

    # backward
    dyhat = 2 / n * (yhat - y)
    gv = A.T @ dyhat
    gv0 = np.sum(dyhat)
    gW = np.zeros((p, q)); ggam = np.zeros(q); gbet = np.zeros(q)
    for j in range(q):
        dA = dyhat * v[j]
        slope = np.ones(n)
        slope[A[:, j] < 0] = 0.01
        dB = dA * slope
        ggam[j] = np.sum(dB * N[:, j])
        gbet[j] = np.sum(dB)
        dN = dB * gam[j]
        dS = (dN - np.mean(dN) - N[:, j] * np.mean(dN * N[:, j])) / sdev[j]
        for i in range(p):
            gW[i, j] = np.sum(X[:, i] * dS)

    # update
    rate = 0.1 / (1 + 0.1 * b)
    W = W - rate * gW
    gam = gam - rate * ggam
    bet = bet - rate * gbet
    v = v - rate * gv
    v0 = v0 - rate * gv0
    if b % 5 == 0:
        print("pass", b, "mse", mse)
