# 4. One step at a time, without f'
# loss: 0.5 * (d - y) ** 2
import numpy as np

x, d = np.array([0.5, -0.3]), 1.0
W1 = np.array([[0.1, 0.4, -0.2], [0.3, -0.5, 0.6]])
W2 = np.array([0.7, -0.4, 0.2])
alpha = 0.1
for step in range(100):
    h = 1 / (1 + np.exp(-(x @ W1)))
    y = h @ W2

    increment_W2 = alpha * (d - y) * h
    increment_W1 = alpha * (d - y) * np.outer(x, W2)
    W2 = W2 + increment_W2
    W1 = W1 + increment_W1
