import numpy as np
rng = np.random.default_rng(8)
X, y = rng.normal(size=(5, 3)), rng.normal(size=5)
w = rng.normal(size=3)
lr, lam = 0.1, 0.01
for k in range(3):
    r = X @ w - y
    mse = (r @ r) / len(y)
    # backward
    g = 2 * X.T @ r / len(y)
    # end
    w = w - lr * (g + lam * w)
