import numpy as np
rng = np.random.default_rng(31)
T, d = 4, 3
X = rng.normal(size=(T, d))
Y = rng.normal(size=(T, d))
Wq, Wk, Wv = rng.normal(size=(d, d)), rng.normal(size=(d, d)), rng.normal(size=(d, d))
lr = 0.05
for step in range(2):
    Q = X @ Wq
    K = X @ Wk
    V = X @ Wv
    S = Q @ K.T / np.sqrt(d)
    E = np.exp(S - S.max(axis=1, keepdims=True))
    A = E / E.sum(axis=1, keepdims=True)
    O = A @ V
    loss = 0.5 * np.sum((O - Y) ** 2)
    # backward
    dO = O - Y
    dV = A.T @ dO
    dA = dO @ V.T
    dS = A * (dA - (dA * A).sum(axis=1, keepdims=True))
    dQ = dS @ K / np.sqrt(d)
    dK = dS.T @ Q / np.sqrt(d)
    dWq = X.T @ dQ
    dWk = X.T @ dK
    dWv = X.T @ dV
    # update
    Wq -= lr * dWq
    Wk -= lr * dWk
    Wv -= lr * dWv
