import numpy as np
np.random.seed(10)
X = np.random.randn(4, 2)
y = np.random.randn(4)
W = np.random.randn(2, 3)
v = np.random.randn(3)
lr = 0.1
for epoch in range(2):
    H = np.tanh(X.dot(W))
    out = H.dot(v)
    loss = 0.5 * np.sum((out - y) ** 2)
    # backward
    e = out - y
    dv = H.T.dot(e)
    dS = np.outer(e, v) * (1 - H ** 2)
    dW = X.T.dot(dS)
    # update
    for j in range(3):
        v[j] -= lr * dv[j]
        for i in range(2):
            W[i][j] -= lr * dW[i][j]
