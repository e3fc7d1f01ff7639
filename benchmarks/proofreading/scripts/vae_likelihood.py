import numpy as np

rng = np.random.default_rng(9)
x = rng.normal(size=(7, 2))
y = rng.normal(size=7)
w = rng.normal(size=2)
log_sigma = 0.3
for i in range(4):
    mu = x @ w
    sigma = np.exp(log_sigma)
    nll = np.sum(0.5 * ((y - mu) / sigma) ** 2 + log_sigma)
    # backward
    dmu = -(y - mu) / sigma ** 2
    dw = x.T @ dmu
    dlog_sigma = np.sum(1 - ((y - mu) / sigma) ** 2)
    # update
    w -= 0.01 * dw
    log_sigma -= 0.01 * dlog_sigma
