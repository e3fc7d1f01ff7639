import numpy as np
np.random.seed(2)
X = np.random.randn(10, 2)
y = (X[:, 0] > 0).astype(float).reshape(-1, 1)
W = np.zeros((2, 1))
b = 0
lr0 = 0.5
for epoch in range(3):
    lr = lr0 / (1 + 0.1 * epoch)
    z = X @ W + b
    p = 1 / (1 + np.exp(-z))
    loss = -np.mean(y * np.log(p + 1e-12) + (1 - y) * np.log(1 - p + 1e-12))
    # backward
    dz = (-(y / (p + 1e-12)) + (1 - y) / (1 - p + 1e-12)) / len(y) * p * (1 - p)
    dW = X.T @ dz
    db = dz.sum()
    # update
    W -= lr * dW
    b -= lr * db
