import numpy as np
from math import exp

# No matrix tricks, I wanted to SEE every sum. w[j][i] = weight from input i to neuron j, last one is the bias.

def sigmoid(v):
    return 1.0 / (1.0 + exp(-v))

rows = [[0.0, 0.0, 1.0], [0.0, 1.0, 0.0], [1.0, 0.0, 0.5], [1.0, 1.0, 0.0], [0.5, 1.0, 1.0]]
wanted = [[0.1, 0.9], [0.9, 0.1], [0.8, 0.3], [0.2, 0.6], [0.4, 0.7]]
n_inputs, n_hidden, n_outputs = 3, 3, 2

gen = np.random.RandomState(17)
w_h = gen.uniform(-1, 1, (n_hidden, n_inputs + 1))
w_o = gen.uniform(-1, 1, (n_outputs, n_hidden + 1))
l_rate = 0.5

for epoch in range(20):
    gw_h = np.zeros_like(w_h)
    gw_o = np.zeros_like(w_o)
    sum_error = 0.0
    for row, target in zip(rows, wanted):
        hid = []
        for j in range(n_hidden):
            act = w_h[j][-1]
            for i in range(n_inputs):
                act += w_h[j][i] * row[i]
            hid.append(sigmoid(act))
        out = []
        for k in range(n_outputs):
            act = w_o[k][-1]
            for j in range(n_hidden):
                act += w_o[k][j] * hid[j]
            out.append(sigmoid(act))
        sum_error += sum((out[k] - target[k]) ** 2 for k in range(n_outputs))

        # backward
        delta_o = [0.0] * n_outputs
        for k in range(n_outputs):
            delta_o[k] = 2 * (out[k] - target[k]) * out[k] * (1 - out[k])  #! delta_o[k] = (out[k] - target[k]) * out[k] * (1 - out[k])  #! delta_o[k] = 2 * (out[k] - target[k])  #! delta_o[k] = 2 * (out[k] - target[k]) * target[k] * (1 - target[k])
        delta_h = [0.0] * n_hidden
        for j in range(n_hidden):
            err = 0.0
            for k in range(n_outputs):  #! for k in range(n_outputs - 1):
                err += delta_o[k] * w_o[k][j]  #! err = delta_o[k] * w_o[k][j]  #! err += delta_o[k] * w_h[k][j]  #! err += delta_o[k] * w_o[k][-1]  #! err += delta_o[k]
            delta_h[j] = err * hid[j] * (1 - hid[j])  #! delta_h[j] = err * hid[j]
        for k in range(n_outputs):
            for j in range(n_hidden):
                gw_o[k][j] += delta_o[k] * hid[j]  #! gw_o[k][j] = delta_o[k] * hid[j]  #! gw_o[k][j] += delta_o[k] * row[j]
            gw_o[k][-1] += delta_o[k]
        for j in range(n_hidden):
            for i in range(n_inputs):
                gw_h[j][i] += delta_h[j] * row[i]  #! gw_h[j][i] += delta_h[i] * row[i]
            gw_h[j][-1] += delta_h[j]  #! gw_h[j][-1] = delta_h[j]
    # update
    for k in range(n_outputs):
        for j in range(n_hidden + 1):  #! for j in range(n_hidden):
            w_o[k][j] -= l_rate * gw_o[k][j]
    for j in range(n_hidden):
        for i in range(n_inputs + 1):
            w_h[j][i] -= l_rate * gw_h[j][i]
    # end
    print('>epoch=%d, lrate=%.3f, error=%.4f' % (epoch, l_rate, sum_error))
