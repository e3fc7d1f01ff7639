import numpy as np
rng = np.random.RandomState(2)
X = rng.randn(5, 3)
Y = rng.randn(5, 1)
W1 = rng.randn(3, 4)
b1 = rng.randn(4)
W2 = rng.randn(4, 1)
for epoch in range(2):
    dW1 = np.zeros_like(W1)
    db1 = np.zeros_like(b1)
    dW2 = np.zeros_like(W2)
    loss = 0
    for i in range(X.shape[0]):
        x = X[i:i+1]
        h = 1 / (1 + np.exp(-(x @ W1 + b1)))
        out = h @ W2
        loss += np.sum((out - Y[i]) ** 2) / X.shape[0]
        # backward
        dout = 2 * (out - Y[i]) / X.shape[0]
        dW2 += h.T @ dout
        dh = dout @ W2.T
        ds = dh * h * (1 - h)
        dW1 += x.T @ ds
        db1 += ds[0]
    # update
    W1 -= 0.3 * dW1
    b1 -= 0.3 * db1
    W2 -= 0.3 * dW2
