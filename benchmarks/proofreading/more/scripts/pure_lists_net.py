# neural net with plain lists, one row at a time (like the "from scratch" blog post)
from math import exp
import numpy as np  # only for the random weights

np.random.seed(4)
n_inputs, n_hidden, n_outputs = 2, 3, 2
hidden_w = np.random.uniform(-1, 1, (n_hidden, n_inputs + 1)).tolist()    # last one = bias
output_w = np.random.uniform(-1, 1, (n_outputs, n_hidden + 1)).tolist()

dataset = [[2.78, 2.55, 0], [1.46, 2.36, 0], [3.39, 4.40, 0],
           [7.62, 2.75, 1], [5.33, 2.08, 1], [6.92, 1.77, 1]]
l_rate = 0.5

for epoch in range(15):
    sum_error = 0.0
    for row in dataset:
        inputs = [row[0] / 10, row[1] / 10]
        expected = [0.0] * n_outputs
        expected[row[-1]] = 1.0

        hidden_out = []
        for w in hidden_w:
            act = w[-1] + sum(w[k] * inputs[k] for k in range(n_inputs))
            hidden_out.append(1.0 / (1.0 + exp(-act)))
        out = []
        for w in output_w:
            act = w[-1] + sum(w[k] * hidden_out[k] for k in range(n_hidden))
            out.append(1.0 / (1.0 + exp(-act)))
        row_error = sum((expected[i] - out[i]) ** 2 for i in range(n_outputs)) / 2
        sum_error += row_error

        # backward
        delta_out = []
        for i in range(n_outputs):
            err = out[i] - expected[i]  #! err = expected[i] - out[i]  #! err = abs(out[i] - expected[i])
            delta_out.append(err * out[i] * (1.0 - out[i]))  #! delta_out.append(err)  #! delta_out.append(err * out[i])
        delta_hid = []
        for j in range(n_hidden):
            err = 0.0
            for i in range(n_outputs):
                err += output_w[i][j] * delta_out[i]  #! err = output_w[i][j] * delta_out[i]  #! err += output_w[i][-1] * delta_out[i]  #! err += output_w[i][j] * (out[i] - expected[i])  #! err += output_w[i][j]
            delta_hid.append(err * hidden_out[j] * (1.0 - hidden_out[j]))  #! delta_hid.append(err * (1.0 - hidden_out[j]))
        # update
        for i in range(n_outputs):
            for j in range(n_hidden):
                output_w[i][j] -= l_rate * delta_out[i] * hidden_out[j]  #! output_w[i][j] -= l_rate * delta_out[i]
            output_w[i][-1] -= l_rate * delta_out[i]  #! output_w[i][-1] -= l_rate * delta_out[i] * hidden_out[-1]
        for j in range(n_hidden):
            for k in range(n_inputs):
                hidden_w[j][k] -= l_rate * delta_hid[j] * inputs[k]  #! hidden_w[j][k] -= l_rate * delta_hid[j] * hidden_out[k]
            hidden_w[j][-1] -= l_rate * delta_hid[j]  #! hidden_w[j][-1] += l_rate * delta_hid[j]
        # end
    print('>epoch=%d, error=%.4f' % (epoch, sum_error))
