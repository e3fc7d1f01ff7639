# objective: 0.5 * sum((c[binary_dim - 1 - k] - outs[k][0, 0]) ** 2 for k in range(binary_dim))
import numpy as np
np.random.seed(0)
# rnn learns to add two binary numbers, from the last bit to the first

def sigmoid(x):
    return 1 / (1 + np.exp(-x))

def sigmoid_output_to_derivative(output):
    return output * (1 - output)

binary_dim = 5
alpha = 0.3
synapse_0 = 2 * np.random.random((2, 6)) - 1
synapse_1 = 2 * np.random.random((6, 1)) - 1
synapse_h = 2 * np.random.random((6, 6)) - 1

def bits(n): return [int(ch) for ch in format(n, "05b")]

for j in range(30):
    a_int, b_int = np.random.randint(0, 16, 2)
    a, b, c = bits(a_int), bits(b_int), bits(a_int + b_int)
    d = [0] * binary_dim
    outs = []
    layer_1_values = [np.zeros((1, 6))]
    for position in range(binary_dim):
        k = binary_dim - position - 1
        X = np.array([[a[k], b[k]]])
        layer_1 = sigmoid(X @ synapse_0 + layer_1_values[-1] @ synapse_h)
        layer_2 = sigmoid(layer_1 @ synapse_1)
        outs.append(layer_2)
        layer_1_values.append(layer_1)
        d[k] = int(np.round(layer_2[0, 0]))

    # backward
    synapse_0_update = np.zeros_like(synapse_0)
    synapse_1_update = np.zeros_like(synapse_1)
    synapse_h_update = np.zeros_like(synapse_h)
    future_layer_1_delta = np.zeros((1, 6))
    for position in range(binary_dim):
        X = np.array([[a[position], b[position]]])
        layer_1 = layer_1_values[-position - 1]
        prev_layer_1 = layer_1_values[-position - 2]
        out = outs[-position - 1]
        layer_2_delta = (c[position] - out) * sigmoid_output_to_derivative(out)
        layer_1_delta = (future_layer_1_delta.dot(synapse_h.T) + layer_2_delta.dot(synapse_1.T)) \
            * sigmoid_output_to_derivative(layer_1)
        synapse_1_update += np.atleast_2d(layer_1).T.dot(layer_2_delta)
        synapse_h_update += np.atleast_2d(prev_layer_1).T.dot(layer_1_delta)
        synapse_0_update += X.T.dot(layer_1_delta)
        future_layer_1_delta = layer_1_delta

    # update
    synapse_0 += synapse_0_update * alpha
    synapse_1 += synapse_1_update * alpha
    synapse_h += synapse_h_update * alpha
    if j % 10 == 0:
        print(a_int, "+", b_int, "pred", d, "true", c)
