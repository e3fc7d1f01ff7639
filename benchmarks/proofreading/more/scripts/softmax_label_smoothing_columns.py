import numpy as np

# examples in columns, label smoothing, temperature T in the softmax
rng = np.random.default_rng(16)
n_x, n_h, n_y, m = 3, 5, 4, 6
X = rng.normal(size=(n_x, m))
labels = rng.integers(0, n_y, m)
eps_ls, T = 0.1, 2.0
Y = np.full((n_y, m), eps_ls / n_y)
Y[labels, np.arange(m)] += 1 - eps_ls

W1, b1 = rng.normal(size=(n_h, n_x)) * 0.7, np.zeros((n_h, 1))
W2, b2 = rng.normal(size=(n_y, n_h)) * 0.7, np.zeros((n_y, 1))

for epoch in range(3):
    Z1 = W1 @ X + b1
    A1 = Z1 / (1 + np.abs(Z1))              # softsign
    Z2 = (W2 @ A1 + b2) / T
    P = np.exp(Z2 - Z2.max(axis=0))
    P /= P.sum(axis=0)
    cost = -(Y * np.log(P)).sum() / m
    # backward
    dZ2 = (P - Y) / T  #! dZ2 = P - Y  #! dZ2 = (P - Y) * T  #! dZ2 = (P - (Y > 0.5)) / T  #! dZ2 = (Y - P) / T
    dW2 = dZ2 @ A1.T / m  #! dW2 = dZ2 @ Z1.T / m  #! dW2 = A1 @ dZ2.T / m
    db2 = dZ2.sum(axis=1, keepdims=True) / m  #! db2 = dZ2.sum(axis=1, keepdims=True)  #! db2 = dZ2.sum(axis=0, keepdims=True) / m
    dA1 = W2.T @ dZ2
    dZ1 = dA1 / (1 + np.abs(Z1)) ** 2  #! dZ1 = dA1 / (1 + np.abs(A1)) ** 2  #! dZ1 = dA1 / (1 + np.abs(Z1))  #! dZ1 = dA1 / (1 + Z1) ** 2
    dW1 = dZ1 @ X.T / m  #! dW1 = dA1 @ X.T / m
    db1 = dZ1.sum(axis=1, keepdims=True) / m
    # update
    W1, b1, W2, b2 = W1 - 0.5 * dW1, b1 - 0.5 * db1, W2 - 0.5 * dW2, b2 - 0.5 * db2
