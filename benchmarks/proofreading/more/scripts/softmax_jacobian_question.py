"""
Q: everybody writes p - y, I wanted to do it the long way with the full Jacobian
of the softmax for every sample. It seems to give the same, is that luck?
"""
import numpy as np
np.random.seed(42)

N, D, C = 6, 4, 3
X = np.random.randn(N, D)
labels = np.array([0, 2, 1, 1, 0, 2])
T = np.eye(C)[labels]
W = 0.1 * np.random.randn(C, D)
b = np.zeros(C)
lr = 0.3

for epoch in range(15):
    scores = X @ W.T + b
    scores -= scores.max(axis=1, keepdims=True)
    P = np.exp(scores)
    P = P / P.sum(axis=1, keepdims=True)
    loss = 0.0
    for n in range(N):
        loss -= np.log(P[n, labels[n]])
    loss /= N

    # backward
    dW = np.zeros_like(W)
    db = np.zeros_like(b)
    for n in range(N):
        dL_dp = -T[n] / P[n]                 # derivative of -sum t log p
        J = np.zeros((C, C))
        for i in range(C):
            for j in range(C):
                if i == j:
                    J[i, j] = P[n, i] * (1 - P[n, i])
                else:
                    J[i, j] = -P[n, i] * P[n, j]
        dL_ds = J.T @ dL_dp
        dW += np.outer(dL_ds, X[n])
        db += dL_ds
    dW /= N
    db /= N

    # update
    W -= lr * dW
    b -= lr * db
    print(epoch, round(loss, 5))
