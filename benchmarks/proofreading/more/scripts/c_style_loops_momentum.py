# Ported from my C++ program. No matrix products on purpose, I want to see every index.
import numpy as np
import math

NI, NH, NO = 3, 4, 2
ETA, MU = 0.4, 0.5
np.random.seed(17)
v = np.random.uniform(-0.5, 0.5, (NI + 1, NH))     # last row = threshold
w = np.random.uniform(-0.5, 0.5, (NH + 1, NO))
prev_dv = np.zeros((NI + 1, NH))
prev_dw = np.zeros((NH + 1, NO))

patterns = [([0.1, 0.9, 0.3], [1, 0]), ([0.8, 0.2, 0.5], [0, 1]), ([0.4, 0.7, 0.9], [1, 1])]


def f(s):
    return 1 / (1 + math.exp(-s))


for sweep in range(2):
    for inp, target in patterns:
        xi = np.array(inp + [1.0])
        h = np.ones(NH + 1)
        for j in range(NH):
            s = 0.0
            for i in range(NI + 1):
                s += xi[i] * v[i, j]
            h[j] = f(s)
        o = np.zeros(NO)
        for k in range(NO):
            s = 0.0
            for j in range(NH + 1):
                s += h[j] * w[j, k]
            o[k] = f(s)
        E = 0.0
        for k in range(NO):
            E += 0.5 * (target[k] - o[k]) ** 2

        # backward
        delta_o = np.zeros(NO)
        for k in range(NO):
            delta_o[k] = (target[k] - o[k]) * o[k] * (1 - o[k])  #! delta_o[k] = (target[k] - o[k]) * o[k] * (1 + o[k]) #! delta_o[k] = (target[k] - o[k]) * h[k] * (1 - h[k])
        delta_h = np.zeros(NH)
        for j in range(NH):
            back = 0.0
            for k in range(NO):
                back += delta_o[k] * w[j, k]  #! back = delta_o[k] * w[j, k] #! back += delta_o[k] * w[k, j]
            delta_h[j] = back * h[j] * (1 - h[j])  #! delta_h[j] = back #! delta_h[j] = back * h[j]
        for j in range(NH + 1):  #! for j in range(NH):
            for k in range(NO):
                prev_dw[j, k] = ETA * delta_o[k] * h[j] + MU * prev_dw[j, k]  #! prev_dw[j, k] = ETA * delta_o[k] * h[k] + MU * prev_dw[j, k]
        for i in range(NI + 1):
            for j in range(NH):
                prev_dv[i, j] = ETA * delta_h[j] * xi[i] + MU * prev_dv[i, j]  #! prev_dv[i, j] = ETA * delta_h[j] * h[i] + MU * prev_dv[i, j] #! prev_dv[i, j] = ETA * delta_h[j] * xi[j] + MU * prev_dv[i, j]
        # update
        w += prev_dw
        v += prev_dv
    print("sweep", sweep, "last error", E)
