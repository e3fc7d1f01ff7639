# t-SNE of 8 points, fixed sigma instead of perplexity search, momentum switch like in the paper
import numpy as np
np.random.seed(20)
n = 8
X = np.vstack([np.random.randn(4, 5), np.random.randn(4, 5) + 3])
P = np.zeros((n, n))
for i in range(n):
    for j in range(n):
        if i != j:
            P[i, j] = np.exp(-np.sum((X[i] - X[j]) ** 2) / (2 * 2.0 ** 2))
    P[i] = P[i] / np.sum(P[i])
P = (P + P.T) / (2 * n)

Y = np.random.randn(n, 2) * 0.1
dY = np.zeros((n, 2))
inc = np.zeros((n, 2))
num = np.zeros((n, n))
for it in range(20):
    for i in range(n):
        for j in range(n):
            num[i, j] = 0 if i == j else 1 / (1 + np.sum((Y[i] - Y[j]) ** 2))
    Q = num / np.sum(num)
    KL = 0
    for i in range(n):
        for j in range(n):
            if i != j:
                KL += P[i, j] * np.log(P[i, j] / Q[i, j])
    # backward
    for i in range(n):
        dY[i] = 0
        for j in range(n):
            dY[i] += 4 * (P[i, j] - Q[i, j]) * num[i, j] * (Y[i] - Y[j])
    # update
    if it < 10:
        mom = 0.5
    else:
        mom = 0.8
    inc = mom * inc - 2.0 * dY
    Y = Y + inc
    Y = Y - np.mean(Y, axis=0)
    if (it + 1) % 5 == 0:
        print("Iteration", it + 1, ": error is", KL)
