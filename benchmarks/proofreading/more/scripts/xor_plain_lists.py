# My first neural network!! no matrices, only lists and loops, so that I understand it
# 2 inputs -> 3 hidden -> 1 output , XOR
import numpy as np
import random

random.seed(4)

inputs = [[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]]
targets = [0.0, 1.0, 1.0, 0.0]

n_in = 2
n_hid = 3
learn_rate = 0.6

# w_ih[j][i] goes from input i to hidden j
w_ih = [[random.uniform(-1, 1) for i in range(n_in)] for j in range(n_hid)]
b_h = [random.uniform(-1, 1) for j in range(n_hid)]
w_ho = [random.uniform(-1, 1) for j in range(n_hid)]
b_o = [0.1]


def sig(z):
    return 1.0 / (1.0 + np.exp(-z))


for epoch in range(40):
    total = 0.0
    for s in range(len(inputs)):
        x = inputs[s]
        t = targets[s]

        # feed forward
        hid = [0.0] * n_hid
        for j in range(n_hid):
            z = b_h[j]
            for i in range(n_in):
                z += w_ih[j][i] * x[i]
            hid[j] = np.tanh(z)
        z = b_o[0]
        for j in range(n_hid):
            z += w_ho[j] * hid[j]
        out = sig(z)
        err = 0.5 * (t - out) ** 2
        total += err

        # backward
        d_out = (out - t) * out * (1 - out)  #! d_out = (out - t)  #! d_out = (out - t) * z * (1 - z)  #! d_out = (t - out) * out * (1 - out)
        d_hid = [0.0] * n_hid
        for j in range(n_hid):
            d_hid[j] = d_out * w_ho[j] * (1 - hid[j] ** 2)  #! d_hid[j] = d_out * w_ho[j]  #! d_hid[j] = d_out * w_ho[j] * hid[j] * (1 - hid[j])  #! d_hid[j] = d_out * hid[j] * (1 - hid[j] ** 2)

        # update
        for j in range(n_hid):
            w_ho[j] -= learn_rate * d_out * hid[j]  #! w_ho[j] -= learn_rate * d_hid[j] * hid[j]  #! w_ho[j] -= learn_rate * d_out * hid[0]
            for i in range(n_in):
                w_ih[j][i] -= learn_rate * d_hid[j] * x[i]  #! w_ih[j][i] -= learn_rate * d_hid[i] * x[i]  #! w_ih[j][i] += learn_rate * d_hid[j] * x[i]
            b_h[j] -= learn_rate * d_hid[j]  #! b_h[j] -= learn_rate * d_out
        b_o[0] -= learn_rate * d_out  #! b_o[0] -= learn_rate * d_out * out
        # end
    if epoch % 10 == 0:
        print("epoch", epoch, "error", total)
