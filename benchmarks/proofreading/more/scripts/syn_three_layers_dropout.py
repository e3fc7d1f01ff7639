import numpy as np

X = np.array([[0, 0, 1, 1], [0, 1, 1, 0], [1, 0, 1, 1], [1, 1, 1, 0], [0, 1, 0, 1], [1, 0, 0, 0]], dtype=float)
y = np.array([[0, 1, 1, 0, 1, 1]]).T
alpha, dropout_percent = 0.3, 0.2
rand = np.random.RandomState(7)
synapse_0 = 2 * rand.random_sample((4, 7)) - 1
synapse_1 = 2 * rand.random_sample((7, 5)) - 1
synapse_2 = 2 * rand.random_sample((5, 1)) - 1

def sigmoid(x):
    return 1 / (1 + np.exp(-x))

def sigmoid_output_to_derivative(output):
    return output * (1 - output)

# objective: np.sum((layer_3 - y) ** 2) / 2
for it in range(3):
    layer_1 = sigmoid(X @ synapse_0)
    mask = rand.binomial(1, 1 - dropout_percent, layer_1.shape) / (1 - dropout_percent)
    dropped_1 = layer_1 * mask
    layer_2 = np.tanh(dropped_1 @ synapse_1)
    layer_3 = sigmoid(layer_2 @ synapse_2)

    # backward
    # (expected minus found, that is why we ADD the update below)
    layer_3_delta = (y - layer_3) * sigmoid_output_to_derivative(layer_3)  #! layer_3_delta = (y - layer_3)  #! layer_3_delta = (y - layer_3) * sigmoid_output_to_derivative(y)
    layer_2_error = layer_3_delta @ synapse_2.T
    layer_2_delta = layer_2_error * (1 - layer_2 ** 2)  #! layer_2_delta = layer_2_error * sigmoid_output_to_derivative(layer_2)  #! layer_2_delta = layer_2_error * (1 - np.tanh(layer_2) ** 2)
    layer_1_error = layer_2_delta @ synapse_1.T
    layer_1_error *= mask  #! layer_1_error *= (mask == 0)  #! layer_1_error *= (mask > 0)
    layer_1_delta = layer_1_error * sigmoid_output_to_derivative(layer_1)  #! layer_1_delta = layer_1_error * sigmoid_output_to_derivative(dropped_1)
    # update
    synapse_2 += alpha * layer_2.T @ layer_3_delta
    synapse_1 += alpha * dropped_1.T @ layer_2_delta  #! synapse_1 += alpha * layer_1.T @ layer_2_delta
    synapse_0 += alpha * X.T @ layer_1_delta  #! synapse_0 += alpha * X.T @ layer_1_error
    # end
    print("error after", it, "iterations:", np.abs(y - layer_3).mean())
