import numpy as np
np.random.seed(8)
X = np.random.randn(4, 3)
Y = np.random.randn(4, 2)
W1 = np.random.randn(3, 5) * 0.4
W2 = np.random.randn(5, 2) * 0.4
lr = 0.1
for epoch in range(2):
    for n in range(len(X)):
        x = X[n]
        t = Y[n]
        h = np.tanh(x @ W1)
        o = h @ W2
        loss = 0.5 * np.sum((o - t) ** 2)
        # backward
        d_o = o - t
        d_W2 = np.outer(h, d_o)
        d_h = W2 @ d_o
        d_s = d_h * (1 - h * h)
        d_W1 = np.outer(x, d_s)
        # update
        W2 -= lr * d_W2
        W1 -= lr * d_W1
