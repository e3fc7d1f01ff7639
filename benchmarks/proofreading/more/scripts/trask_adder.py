# objective: 0.5 * np.sum((np.array(targets) - np.array(outputs)) ** 2)
import numpy as np
np.random.seed(0)

# RNN that learns to add two binary numbers, 6 bits
def sigmoid(x):
    return 1 / (1 + np.exp(-x))

def sigmoid_output_to_derivative(output):
    return output * (1 - output)

binary_dim = 6
int2binary = lambda n: np.array([int(c) for c in np.binary_repr(n, width=binary_dim)])

alpha = 0.5
hidden_dim = 5
synapse_0 = 2 * np.random.random((2, hidden_dim)) - 1
synapse_1 = 2 * np.random.random((hidden_dim, 1)) - 1
synapse_h = 2 * np.random.random((hidden_dim, hidden_dim)) - 1

for j in range(15):
    a_int = np.random.randint(2 ** (binary_dim - 1))
    b_int = np.random.randint(2 ** (binary_dim - 1))
    a, b, c = int2binary(a_int), int2binary(b_int), int2binary(a_int + b_int)

    layer_1_values = [np.zeros((1, hidden_dim))]
    outputs = []
    targets = []
    # moving along the positions, right to left
    for position in range(binary_dim):
        X = np.array([[a[binary_dim - position - 1], b[binary_dim - position - 1]]])
        layer_1 = sigmoid(X.dot(synapse_0) + layer_1_values[-1].dot(synapse_h))
        layer_2 = sigmoid(layer_1.dot(synapse_1))
        outputs.append(layer_2)
        targets.append(np.array([[c[binary_dim - position - 1]]]))
        layer_1_values.append(layer_1)

    # backward
    synapse_0_update = np.zeros_like(synapse_0)
    synapse_1_update = np.zeros_like(synapse_1)
    synapse_h_update = np.zeros_like(synapse_h)
    future_layer_1_delta = np.zeros((1, hidden_dim))
    for position in range(binary_dim):
        X = np.array([[a[position], b[position]]])  #! X = np.array([[a[binary_dim - position - 1], b[binary_dim - position - 1]]])
        layer_1 = layer_1_values[-position - 1]
        prev_layer_1 = layer_1_values[-position - 2]  #! prev_layer_1 = layer_1_values[-position - 1]
        layer_2 = outputs[-position - 1]
        layer_2_error = targets[-position - 1] - layer_2  #! layer_2_error = targets[position] - layer_2
        layer_2_delta = layer_2_error * sigmoid_output_to_derivative(layer_2)  #! layer_2_delta = layer_2_error
        # error at the hidden layer: from the next time step and from the output
        layer_1_delta = (future_layer_1_delta.dot(synapse_h.T) + layer_2_delta.dot(synapse_1.T)) * sigmoid_output_to_derivative(layer_1)  #! layer_1_delta = (future_layer_1_delta.dot(synapse_h) + layer_2_delta.dot(synapse_1.T)) * sigmoid_output_to_derivative(layer_1)  #! layer_1_delta = future_layer_1_delta.dot(synapse_h.T) + layer_2_delta.dot(synapse_1.T) * sigmoid_output_to_derivative(layer_1)
        synapse_1_update += layer_1.T.dot(layer_2_delta)
        synapse_h_update += prev_layer_1.T.dot(layer_1_delta)  #! synapse_h_update += prev_layer_1.T.dot(future_layer_1_delta)
        synapse_0_update += X.T.dot(layer_1_delta)  #! synapse_0_update = X.T.dot(layer_1_delta)
        future_layer_1_delta = layer_1_delta  #! future_layer_1_delta += layer_1_delta

    # update
    synapse_0 += synapse_0_update * alpha
    synapse_1 += synapse_1_update * alpha  #! synapse_1 -= synapse_1_update * alpha
    synapse_h += synapse_h_update * alpha
