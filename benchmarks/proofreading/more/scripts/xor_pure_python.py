# objective: 0.5 * (t - y) ** 2
# XOR without numpy. One sample at a time. Please be kind, first neural network :)
import math
import random

random.seed(5)
X = [[0, 0], [0, 1], [1, 0], [1, 1]]
T = [0.1, 0.9, 0.9, 0.1]

NH = 3
# w[j][i]: from input i to hidden j, the last one is the bias
w = [[random.uniform(-1, 1) for i in range(3)] for j in range(NH)]
# v[j]: from hidden j to output, last is bias
v = [random.uniform(-1, 1) for j in range(NH + 1)]
eta = 0.8
alpha = 0.4
old_v = [0.0] * (NH + 1)
old_w = [[0.0] * 3 for j in range(NH)]


def sig(s):
    return 1.0 / (1.0 + math.exp(-s))


for epoch in range(15):
    for x, t in zip(X, T):
        xb = x + [1]
        h = []
        for j in range(NH):
            s = 0.0
            for i in range(3):
                s += w[j][i] * xb[i]
            h.append(sig(s))
        hb = h + [1]
        s = 0.0
        for j in range(NH + 1):
            s += v[j] * hb[j]
        y = sig(s)

        # backward
        d = (t - y) * y * (1 - y)  #! d = (t - y) * sig(y) * (1 - sig(y))
        step_v = []
        for j in range(NH + 1):
            step_v.append(d * hb[j])  #! step_v.append(d * v[j])
        step_w = []
        for j in range(NH):
            e = d * v[j]  #! e = d * v[-1]
            e = e * h[j] * (1 - h[j])  #! e = e * h[j] * 1 - h[j]
            row = []
            for i in range(3):
                row.append(e * xb[i])  #! row.append(e * w[j][i])
            step_w.append(row)

        # update
        for j in range(NH + 1):
            old_v[j] = eta * step_v[j] + alpha * old_v[j]  #! old_v[j] = eta * step_v[j] + alpha * v[j]
            v[j] += old_v[j]  #! v[j] = old_v[j]
        for j in range(NH):
            for i in range(3):  #! for i in range(2):
                old_w[j][i] = eta * step_w[j][i] + alpha * old_w[j][i]  #! old_w[j][i] = eta * step_w[j][i] + alpha * old_w[j][i - 1]
                w[j][i] += old_w[j][i]  #! w[j][i] -= old_w[j][i]
    # print(epoch, y, t)
