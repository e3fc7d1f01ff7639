import numpy as np
rng = np.random.default_rng(5)
X = rng.normal(size=(8, 2))
t = (rng.random(8) > 0.5).astype(float)
w = rng.normal(size=2)
eta = 0.1
for k in range(3):
    p = 1 / (1 + np.exp(-X @ w))
    log_likelihood = np.sum(t * np.log(p) + (1 - t) * np.log(1 - p))
    # backward
    err = t - p
    g = X.T @ err
    # update
    w = w + eta * g
