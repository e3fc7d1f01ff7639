# 2. Kronecker with the outputs
# loss: 0.5 * np.sum((target_outputs - outputs) ** 2)
import numpy as np

rng = np.random.default_rng(2)
random_sample, target_outputs = rng.normal(size=(1, 3)), np.array([[1.0, 0.0]])
biases = np.ones((1, 1))
weights = rng.normal(size=(4, 2))
learning_rate = 0.1
for step in range(100):
    inputs = np.concatenate([random_sample, biases], axis=1)
    net = inputs @ weights
    outputs = 1 / (1 + np.exp(-net))

    error_vector = target_outputs - outputs
    delta = error_vector * outputs * (1 - outputs)
    weights_delta = learning_rate * np.kron(outputs.T, delta)
    weights = weights + weights_delta
