import numpy as np
rng = np.random.default_rng(14)
X = rng.normal(size=(5, 3))
T = rng.normal(size=(5, 3))
W1 = rng.normal(size=(3, 3)) * 0.3
W2 = rng.normal(size=(3, 3)) * 0.3
for n in range(2):
    h = X + np.tanh(X @ W1)
    y = h + np.tanh(h @ W2)
    loss = 0.5 * np.mean(np.sum((y - T) ** 2, axis=1))
    # backward
    dy = (y - T) / len(X)
    ds2 = dy * (1 - np.tanh(h @ W2) ** 2)
    dW2 = h.T @ ds2
    dh = dy + ds2 @ W2.T
    ds1 = dh * (1 - np.tanh(X @ W1) ** 2)
    dW1 = X.T @ ds1
    # update
    W1 -= 0.1 * dW1
    W2 -= 0.1 * dW2
