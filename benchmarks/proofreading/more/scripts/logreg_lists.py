"""Logistic regression without numpy arrays (only used for the random numbers).
I wanted to see every index once."""
import math
import numpy as np

np.random.seed(12)
N, D = 8, 3
xs = np.random.randn(N, D).tolist()
ys = [1 if x[0] - 0.5 * x[2] + 0.3 > 0 else 0 for x in xs]
ys[3] = 1 - ys[3]          # a bit of noise

w = [0.1, -0.2, 0.05]
b = 0.0
lr0, decay, lam = 0.5, 0.1, 0.01


def sigmoid(z):
    return 1.0 / (1.0 + math.exp(-z))


history = []
for it in range(15):
    # forward
    p = []
    for i in range(N):
        z = b
        for j in range(D):
            z += w[j] * xs[i][j]
        p.append(sigmoid(z))

    cost = 0.0
    for i in range(N):
        cost -= ys[i] * math.log(p[i]) + (1 - ys[i]) * math.log(1 - p[i])
    cost = cost / N
    for j in range(D):
        cost += 0.5 * lam * w[j] ** 2
    history.append(cost)

    # backward
    gw = [0.0] * D
    gb = 0.0
    for i in range(N):
        diff = p[i] - ys[i]  #! diff = (p[i] - ys[i]) * p[i] * (1 - p[i])  #! diff = ys[i] - p[i]
        for j in range(D):
            gw[j] += diff * xs[i][j]  #! gw[j] += diff * w[j]  #! gw[j] = diff * xs[i][j]
        gb += diff  #! gb = diff
    for j in range(D):
        gw[j] = gw[j] / N  #! gw[j] = gw[j] / D
        gw[j] += lam * w[j]  #! gw[j] += lam * w[j] ** 2
    gb = gb / N  #! gb = gb / N + lam * b

    # update
    lr = lr0 / (1 + decay * it)
    for j in range(D):
        w[j] -= lr * gw[j]  #! w[j] -= lr * gb
    b -= lr * gb  #! b += lr * gb

print("cost %.4f -> %.4f" % (history[0], history[-1]))
