# 0. Many samples: divided by N twice
import numpy as np

rng = np.random.default_rng(0)
inputs, targets = rng.normal(size=(5, 2)), rng.normal(size=(5, 1))
W1, W2 = rng.normal(size=(2, 3)), rng.normal(size=(3, 1))
N = len(inputs)
for step in range(100):
    hidden = np.tanh(inputs @ W1)
    output = hidden @ W2
    loss = 0.5 * np.sum((output - targets) ** 2) / N

    error = (output - targets) / N  # divided by the number of rows
    dW2 = hidden.T @ error
    dhidden = error @ W2.T * (1 - hidden**2)
    dW1 = inputs.T @ dhidden / N  # "the same thing for the hidden layer"
    W2 -= 0.1 * dW2
    W1 -= 0.1 * dW1
