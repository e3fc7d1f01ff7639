import numpy as np
rng = np.random.default_rng(2)
X, y = rng.normal(size=(6, 3)), rng.normal(size=(6, 1))
W = rng.normal(size=(3, 4))
V = rng.normal(size=(4, 1))
mW, mV = np.zeros_like(W), np.zeros_like(V)
lr, mu = 0.05, 0.9
for it in range(3):
    h = np.tanh(X @ W)
    loss = np.mean((h @ V - y) ** 2)
    # backward
    d = 2 * (h @ V - y) / len(y)
    dV = h.T @ d
    ds = (d @ V.T) * (1 - h ** 2)
    dW = X.T @ ds
    # end
    mW = mu * mW + dW
    mV = mu * mV + dV
    W -= lr * mW
    V -= lr * mV
