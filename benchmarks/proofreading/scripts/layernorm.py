import numpy as np
np.random.seed(21)
D = 5
x = np.random.randn(4, 3)
target = np.random.randn(4, D)
W = np.random.randn(3, D)
g = np.random.randn(D)
b = np.zeros(D)
lr = 0.02
for _ in range(2):
    h = x @ W
    mean = h.mean(axis=1, keepdims=True)
    centered = h - mean
    var = (centered ** 2).mean(axis=1, keepdims=True)
    rstd = 1 / np.sqrt(var + 1e-6)
    norm = centered * rstd
    y = g * norm + b
    loss = np.mean((y - target) ** 2)
    # backward
    dy = 2 * (y - target) / y.size
    db = dy.sum(axis=0)
    dg = (dy * norm).sum(axis=0)
    dnorm = dy * g
    dh = rstd * (dnorm - dnorm.mean(axis=1, keepdims=True) - norm * (dnorm * norm).mean(axis=1, keepdims=True))
    dW = x.T @ dh
    # update
    W -= lr * dW
    g -= lr * dg
    b -= lr * db
