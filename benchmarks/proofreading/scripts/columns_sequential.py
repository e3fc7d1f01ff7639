import numpy as np
np.random.seed(7)
x = np.random.randn(3, 1)
y = np.array([[1.0], [0.0]])
W = [np.random.randn(4, 3), np.random.randn(2, 4)]
b = [np.random.randn(4, 1), np.random.randn(2, 1)]
eta = 0.3
for n in range(3):
    z1 = W[0] @ x + b[0]
    a1 = 1 / (1 + np.exp(-z1))
    z2 = W[1] @ a1 + b[1]
    a2 = 1 / (1 + np.exp(-z2))
    C = 0.5 * np.sum((y - a2) ** 2)
    # backward
    delta2 = (a2 - y) * a2 * (1 - a2)
    delta1 = (W[1].T @ delta2) * a1 * (1 - a1)
    # update
    W[1] -= eta * delta2 @ a1.T
    b[1] -= eta * delta2
    W[0] -= eta * delta1 @ x.T
    b[0] -= eta * delta1
