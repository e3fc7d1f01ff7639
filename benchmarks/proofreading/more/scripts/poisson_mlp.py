# objective: sum(lam[n] - y[n]*math.log(lam[n]) for n in range(len(y)))/len(y)
# Counts per exposure: log rate = w2 . softplus(W1 x) + b2 + log(exposure).  Loops, so that every index is seen.
import math
import numpy as np

np.random.seed(77)
Xd = np.random.randn(8, 3)
expo = np.random.uniform(0.5, 2.0, 8)
y = np.random.poisson(expo * np.exp(0.5 * Xd[:, 0] - 0.3 * Xd[:, 2]))
nh = 4
W1 = 0.5 * np.random.randn(nh, 3)
b1 = np.zeros(nh)
w2 = 0.5 * np.random.randn(nh)
b2 = 0.0


def softplus(v):
    return math.log(1 + math.exp(v))


for iteration in range(10):
    act = np.zeros((8, nh))
    hidden = np.zeros((8, nh))
    lam = np.zeros(8)
    for n in range(8):
        for j in range(nh):
            act[n, j] = b1[j] + sum(W1[j, d] * Xd[n, d] for d in range(3))
            hidden[n, j] = softplus(act[n, j])
        lam[n] = expo[n] * math.exp(b2 + sum(w2[j] * hidden[n, j] for j in range(nh)))

    # backward
    gW1 = np.zeros((nh, 3))
    gb1 = np.zeros(nh)
    gw2 = np.zeros(nh)
    gb2 = 0.0
    for n in range(8):
        err = (lam[n] - y[n]) / 8  #! err = (1 - y[n] / lam[n]) / 8  #! err = (lam[n] - expo[n] * y[n]) / 8
        gb2 += err
        for j in range(nh):
            gw2[j] += err * hidden[n, j]  #! gw2[j] += err * act[n, j]
            s = 1 / (1 + math.exp(-act[n, j]))  #! s = 1 / (1 + math.exp(-hidden[n, j]))  #! s = 1 / (1 + math.exp(act[n, j]))
            tmp = err * w2[j] * s  #! tmp = err * w2[j] * s * (1 - s)
            gb1[j] += tmp
            for d in range(3):
                gW1[j, d] += tmp * Xd[n, d]  #! gW1[j, d] += err * Xd[n, d]  #! gW1[j, d] = tmp * Xd[n, d]

    # update
    norm = math.sqrt((gW1 ** 2).sum() + (gb1 ** 2).sum() + (gw2 ** 2).sum() + gb2 ** 2)
    k = 0.3 * min(1.0, 1.0 / norm)  #! k = 0.3 * max(1.0, 1.0 / norm)
    W1 -= k * gW1
    b1 -= k * gb1  #! b1 -= k * gw2
    w2 -= k * gw2
    b2 -= k * gb2
