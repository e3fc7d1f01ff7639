# neural net with nothing but lists, numpy only hands me exp and random numbers
# (three kinds of seeds, 2 measurements, one sample at a time)
import numpy as np

np.random.seed(4)
dataset = [
    [0.9, -0.4, 0], [1.1, -0.7, 0],
    [-0.8, 0.6, 1], [-1.2, 0.3, 1],
    [0.2, 1.3, 2], [-0.1, 0.9, 2],
]
n_inputs, n_hidden, n_outputs = 2, 3, 3
l_rate = 0.4

# last weight of every neuron is its bias
hidden = [[float(np.random.uniform(-1, 1)) for _ in range(n_inputs + 1)] for _ in range(n_hidden)]
output = [[float(np.random.uniform(-1, 1)) for _ in range(n_hidden + 1)] for _ in range(n_outputs)]


def activate(weights, inputs):
    total = weights[-1]
    for i in range(len(weights) - 1):
        total += weights[i] * inputs[i]
    return total


def transfer(a):
    return 1.0 / (1.0 + float(np.exp(-a)))


for epoch in range(3):
    sum_error = 0.0
    for row in dataset:
        x = row[:2]
        expected = [0.0] * n_outputs
        expected[row[-1]] = 1.0

        h = [transfer(activate(w, x)) for w in hidden]
        o = [transfer(activate(w, h)) for w in output]
        error = sum(0.5 * (expected[k] - o[k]) ** 2 for k in range(n_outputs))
        sum_error += error

        # backward
        delta_o = []
        for k in range(n_outputs):
            delta_o.append((o[k] - expected[k]) * o[k] * (1.0 - o[k]))  #! delta_o.append((expected[k] - o[k]) * o[k] * (1.0 - o[k]))  #! delta_o.append((o[k] - expected[k]) * (1.0 - o[k]))  #! delta_o.append(o[k] - expected[k])
        delta_h = []
        for j in range(n_hidden):
            err = 0.0
            for k in range(n_outputs):
                err += output[k][j] * delta_o[k]  #! err += output[j][k] * delta_o[k]  #! err = output[k][j] * delta_o[k]  #! err += output[k][j] * delta_o[j]
            delta_h.append(err * h[j] * (1.0 - h[j]))  #! delta_h.append(err * transfer(h[j]) * (1.0 - transfer(h[j])))  #! delta_h.append(err * o[j] * (1.0 - o[j]))

        # update
        for k in range(n_outputs):
            for j in range(n_hidden):
                output[k][j] -= l_rate * delta_o[k] * h[j]  #! output[k][j] += l_rate * delta_o[k] * h[j]  #! output[k][j] -= l_rate * delta_o[k] * h[k]
            output[k][-1] -= l_rate * delta_o[k]  #! output[k][-1] -= l_rate * delta_o[k] * h[-1]
        for j in range(n_hidden):
            for i in range(n_inputs):
                hidden[j][i] -= l_rate * delta_h[j] * x[i]  #! hidden[j][i] -= l_rate * delta_h[i] * x[i]  #! hidden[j][i] -= l_rate * delta_o[j] * x[i]
            hidden[j][-1] -= l_rate * delta_h[j]  #! hidden[j][-2] -= l_rate * delta_h[j]
        # end
    print('>epoch=%d, lrate=%.3f, error=%.4f' % (epoch, l_rate, sum_error))
