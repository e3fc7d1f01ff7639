# objective: 0.5 * sum((t[k] - o[k]) ** 2 for k in range(n_out))
# Backprop as in the textbook algorithm box: plain lists, no matrices, one example after the other.
# w_ih[i][j] goes from input i to hidden j; the last row is the bias.
import math
import numpy as np

np.random.seed(21)
n_in, n_hid, n_out = 2, 3, 2
data = [
    ([0.0, 0.0], [0.1, 0.9]),
    ([0.0, 1.0], [0.9, 0.2]),
    ([1.0, 0.0], [0.9, 0.3]),
    ([1.0, 1.0], [0.1, 0.6]),
]
w_ih = np.random.uniform(-1, 1, (n_in + 1, n_hid)).tolist()
w_ho = np.random.uniform(-1, 1, (n_hid + 1, n_out)).tolist()
eta = 0.5

def squash(a):
    return 1.0 / (1.0 + math.exp(-a))

for epoch in range(12):
    for x, t in data:
        h = []
        for j in range(n_hid):
            a = w_ih[n_in][j]
            for i in range(n_in):
                a += w_ih[i][j] * x[i]
            h.append(squash(a))
        o = []
        for k in range(n_out):
            a = w_ho[n_hid][k]
            for j in range(n_hid):
                a += w_ho[j][k] * h[j]
            o.append(squash(a))

        # backward
        delta_o = [0.0] * n_out
        for k in range(n_out):
            delta_o[k] = (t[k] - o[k]) * o[k] * (1 - o[k])  #! delta_o[k] = t[k] - o[k]  #! delta_o[k] = (o[k] - t[k]) * o[k] * (1 - o[k])
        delta_h = [0.0] * n_hid
        for j in range(n_hid):
            s = 0.0
            for k in range(n_out):
                s += w_ho[j][k] * delta_o[k]  #! s = w_ho[j][k] * delta_o[k]
            delta_h[j] = s * h[j] * (1 - h[j])  #! delta_h[j] = s * (1 - h[j] ** 2)  #! delta_h[j] = s * h[j] * (1 - o[k])

        # update
        for k in range(n_out):
            for j in range(n_hid):
                w_ho[j][k] += eta * delta_o[k] * h[j]  #! w_ho[j][k] -= eta * delta_o[k] * h[j]  #! w_ho[j][k] += eta * delta_h[j] * h[j]
            w_ho[n_hid][k] += eta * delta_o[k]  #! w_ho[j][k] += eta * delta_o[k]
        for j in range(n_hid):
            for i in range(n_in):
                w_ih[i][j] += eta * delta_h[j] * x[i]  #! w_ih[i][j] += eta * delta_h[i] * x[i]
            w_ih[n_in][j] += eta * delta_h[j]  #! w_ih[n_in][j] += eta * s
