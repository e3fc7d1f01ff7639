# No matrix tricks: every neuron and every weight in its own loop, so I can SEE the chain rule.
# 2 inputs -> 3 softplus -> 2 linear outputs, one sample at a time, RMSprop.
from math import exp, log, sqrt
import numpy as np

data = [([0.5, -1.0], [0.2, 1.0]),
        ([1.5, 0.3], [1.1, -0.4]),
        ([-0.7, 0.9], [-0.6, 0.3]),
        ([-1.2, -0.4], [0.5, 0.8])]

I, H, O = 2, 3, 2
r = np.random.RandomState(7)
w1 = r.uniform(-1, 1, (H, I))      # w1[j][i]: from input i to hidden j
b1 = r.uniform(-1, 1, H)
w2 = r.uniform(-1, 1, (O, H))      # w2[k][j]: from hidden j to output k
b2 = np.zeros(O)

cache = [np.zeros((H, I)), np.zeros(H), np.zeros((O, H)), np.zeros(O)]
rho, eta, tiny = 0.9, 0.02, 1e-6
net1, hid, out = np.zeros(H), np.zeros(H), np.zeros(O)

for epoch in range(5):
    total = 0.0
    for x, target in data:
        for j in range(H):
            net1[j] = b1[j]
            for i in range(I):
                net1[j] += w1[j, i] * x[i]
            hid[j] = log(1 + exp(net1[j]))
        for k in range(O):
            out[k] = b2[k]
            for j in range(H):
                out[k] += w2[k, j] * hid[j]
        E = 0.0
        for k in range(O):
            E += 0.5 * (target[k] - out[k]) ** 2
        total += E

        # backward
        gw1, gb1 = np.zeros((H, I)), np.zeros(H)
        gw2, gb2 = np.zeros((O, H)), np.zeros(O)
        err = [out[k] - target[k] for k in range(O)]  #! err = [target[k] - out[k] for k in range(O)]  #! err = [2 * (out[k] - target[k]) for k in range(O)]
        for k in range(O):
            gb2[k] = err[k]
            for j in range(H):
                gw2[k, j] = err[k] * hid[j]  #! gw2[k, j] = err[k] * net1[j]  #! gw2[k, j] = err[k]
        for j in range(H):
            back = 0.0
            for k in range(O):
                back += err[k] * w2[k, j]  #! back = err[k] * w2[k, j]  #! back += err[k] * hid[j]  #! back += w2[k, j]
            slope = 1 / (1 + exp(-net1[j]))  #! slope = 1 / (1 + exp(-hid[j]))  #! slope = 1 / (1 + exp(net1[j]))  #! slope = hid[j] * (1 - hid[j])
            gb1[j] = back * slope  #! gb1[j] = back
            for i in range(I):
                gw1[j, i] = gb1[j] * x[i]  #! gw1[j, i] = back * x[i]

        # update
        for p, g, c in zip([w1, b1, w2, b2], [gw1, gb1, gw2, gb2], cache):
            for ix in np.ndindex(p.shape):
                c[ix] = rho * c[ix] + (1 - rho) * g[ix] ** 2  #! c[ix] = rho * c[ix] + (1 - rho) * abs(g[ix])
                p[ix] -= eta * g[ix] / (sqrt(c[ix]) + tiny)
        # end
    print("epoch", epoch, "squared error", total)
