import numpy as np
rng = np.random.default_rng(6)
X, y = rng.normal(size=(7, 3)), rng.normal(size=(7, 1))
W1, W2 = rng.normal(size=(3, 4)), rng.normal(size=(4, 1))
c1, c2 = np.zeros_like(W1), np.zeros_like(W2)
for t in range(2):
    H = np.maximum(X @ W1, 0)
    P = H @ W2
    loss = ((P - y) ** 2).mean()
    # backward
    dP = 2 * (P - y) / len(y)
    dW2 = H.T @ dP
    dH = dP @ W2.T
    dH[H == 0] = 0
    dW1 = X.T @ dH
    # end
    c1 = 0.9 * c1 + 0.1 * dW1 ** 2
    c2 = 0.9 * c2 + 0.1 * dW2 ** 2
    W1 -= 0.01 * dW1 / (np.sqrt(c1) + 1e-8)
    W2 -= 0.01 * dW2 / (np.sqrt(c2) + 1e-8)
