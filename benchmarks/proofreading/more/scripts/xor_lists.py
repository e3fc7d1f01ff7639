# XOR without numpy arrays, only lists and math. 2-3-1 network, online learning.
import math
import random

random.seed(2)

def sigmoid(z):
    return 1.0 / (1.0 + math.exp(-z))

N_IN, N_HID = 2, 3
# last entry of every row is the bias weight
w_hid = [[random.uniform(-1, 1) for _ in range(N_IN + 1)] for _ in range(N_HID)]
w_out = [random.uniform(-1, 1) for _ in range(N_HID + 1)]
dataset = [([0, 0], 0), ([0, 1], 1), ([1, 0], 1), ([1, 1], 0)]
rate = 0.5
# momentum memory
last_out = [0.0] * (N_HID + 1)

for epoch in range(20):
    sum_error = 0.0
    for x, target in dataset:
        inp = x + [1]
        hid = []
        for j in range(N_HID):
            s = 0.0
            for k in range(N_IN + 1):
                s += w_hid[j][k] * inp[k]
            hid.append(math.tanh(s))
        hid.append(1)
        s = 0.0
        for j in range(N_HID + 1):
            s += w_out[j] * hid[j]
        out = sigmoid(s)
        error = 0.5 * (target - out) ** 2
        sum_error += error

        # backward
        delta_out = (target - out) * out * (1 - out)  #! delta_out = (target - out)  #! delta_out = (target - out) * sigmoid(out) * (1 - sigmoid(out))
        delta_hid = []
        for j in range(N_HID):
            back = delta_out * w_out[j]  #! back = delta_out * w_hid[j][0]  #! back = delta_out * hid[j]
            delta_hid.append(back * (1 - hid[j] ** 2))  #! delta_hid.append(back * hid[j] * (1 - hid[j]))

        # update
        for j in range(N_HID + 1):
            change = rate * delta_out * hid[j] + 0.5 * last_out[j]  #! change = rate * delta_out + 0.5 * last_out[j]
            w_out[j] += change  #! w_out[j] -= change
            last_out[j] = change
        for j in range(N_HID):
            for k in range(N_IN + 1):
                w_hid[j][k] += rate * delta_hid[j] * inp[k]  #! w_hid[j][k] += rate * delta_hid[j] * hid[k]  #! w_hid[j][k] = rate * delta_hid[j] * inp[k]
    if epoch % 10 == 0:
        print(epoch, sum_error)
