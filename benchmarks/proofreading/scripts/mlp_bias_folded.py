import numpy as np
np.random.seed(12)
inputs = np.random.randn(7, 2)
targets = np.random.rand(7, 1)
w_hidden = np.random.randn(3, 4)
w_out = np.random.randn(5, 1)
for _ in range(2):
    xb = np.hstack([inputs, np.ones((7, 1))])
    hidden = np.tanh(xb @ w_hidden)
    hb = np.hstack([hidden, np.ones((7, 1))])
    out = 1 / (1 + np.exp(-hb @ w_out))
    error = 0.5 * np.mean((targets - out) ** 2)
    # backward
    delta_out = (out - targets) / 7 * out * (1 - out)
    grad_out = hb.T @ delta_out
    delta_hidden = (delta_out @ w_out[:-1].T) * (1 - hidden ** 2)
    grad_hidden = xb.T @ delta_hidden
    # update
    w_out -= 0.5 * grad_out
    w_hidden -= 0.5 * grad_hidden
