import numpy as np
np.random.seed(5)
X = np.random.randn(6, 4)
Y = np.random.randn(6, 2)
W1 = np.random.randn(4, 8) * 0.5
W2 = np.random.randn(8, 2) * 0.5
keep = 0.7
for step in range(2):
    H = np.maximum(0, X @ W1)
    mask = (np.random.rand(*H.shape) < keep) / keep
    Hd = H * mask
    P = Hd @ W2
    loss = 0.5 * np.mean(np.sum((P - Y) ** 2, axis=1))
    # backward
    dP = (P - Y) / len(X)
    dW2 = Hd.T @ dP
    dHd = dP @ W2.T
    dH = dHd * mask
    dH[H <= 0] = 0
    dW1 = X.T @ dH
    # update
    W1 -= 0.1 * dW1
    W2 -= 0.1 * dW2
