# Huber regression with a small hidden layer, without numpy (only to understand every index)
import math
import random

random.seed(4)
DELTA = 0.6
n_in, n_hid = 3, 4
rows = [[random.uniform(-2, 2) for _ in range(n_in)] for _ in range(9)]
ys = [1.5 * r[0] - r[1] * r[2] for r in rows]
ys[4] += 8          # outlier

w = [[random.gauss(0, 0.5) for _ in range(n_in)] for _ in range(n_hid)]
b = [0.0] * n_hid
v = [random.gauss(0, 0.5) for _ in range(n_hid)]
v0 = [0.0]
lr, decay = 0.15, 0.02


def sigmoid(t):
    return 1 / (1 + math.exp(-t))


for epoch in range(20):
    gw = [[0.0] * n_in for _ in range(n_hid)]
    gb = [0.0] * n_hid
    gv = [0.0] * n_hid
    gv0 = 0.0
    loss = 0.0
    for x, y in zip(rows, ys):
        s = [sum(w[j][i] * x[i] for i in range(n_in)) + b[j] for j in range(n_hid)]
        h = [sigmoid(t) for t in s]
        out = sum(v[j] * h[j] for j in range(n_hid)) + v0[0]
        r = out - y
        if abs(r) <= DELTA:
            loss += 0.5 * r * r / len(rows)
        else:
            loss += DELTA * (abs(r) - 0.5 * DELTA) / len(rows)
        # backward
        if abs(r) <= DELTA:
            dr = r  #! dr = 2 * r
        else:
            dr = DELTA if r > 0 else -DELTA  #! dr = 1.0 if r > 0 else -1.0  #! dr = DELTA
        dr /= len(rows)  #! dr *= len(rows)
        gv0 += dr  #! gv0 = dr
        for j in range(n_hid):
            gv[j] += dr * h[j]  #! gv[j] += dr * s[j]
            ds = dr * v[j] * h[j] * (1 - h[j])  #! ds = dr * h[j] * (1 - h[j])
            gb[j] += ds
            for i in range(n_in):
                gw[j][i] += ds * x[i]  #! gw[j][i] += dr * x[i]
    # update
    step = lr / (1 + decay * epoch)
    v0[0] -= step * gv0
    for j in range(n_hid):
        v[j] -= step * gv[j]  #! v[j] += step * gv[j]
        b[j] -= step * gb[j]  #! b[j] -= step * gv[j]
        for i in range(n_in):
            w[j][i] -= step * gw[j][i]
