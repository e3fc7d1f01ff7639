# Which mistake is it? A wrong gradient, diagnosed
import numpy as np

from nn import diagnose

X = np.array([[0.5, -0.3], [-0.8, 0.9], [0.2, 0.4]])
Y = np.array([[1.0], [0.0], [1.0]])
W1 = np.array([[0.1, 0.4, -0.2], [0.3, -0.5, 0.6]])
W2 = np.array([[0.7], [-0.4], [0.2]])


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


# A hand-written backward pass. One line of it is wrong.
A1 = np.tanh(X @ W1)
A2 = sigmoid(A1 @ W2)
delta2 = (A2 - Y) * A2 * (1 - A2) * 2 / len(X)
dW2 = A1.T @ delta2
delta1 = delta2 @ W2.T
dW1 = X.T @ delta1

names = ["tanh", "sigmoid"]
diagnose([W1, W2], X, Y, [dW1, dW2], activations=names, loss="mse")
