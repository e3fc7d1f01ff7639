import numpy as np
np.random.seed(3)
X = np.random.randn(12, 3)
y = X @ np.array([1.0, -2.0, 0.5]) + 0.3
w = np.random.randn(3)
b = 0.1
lr = 0.05
for i in range(3):
    pred = X @ w + b
    err = pred - y
    loss = np.mean(err ** 2)
    # backward
    dpred = 2 * err / len(y)
    dw = X.T @ dpred
    db = np.sum(dpred)
    # update
    w = w - lr * dw
    b = b - lr * db
