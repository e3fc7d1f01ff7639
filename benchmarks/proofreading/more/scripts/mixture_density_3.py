# Mixture density network for the "inverse problem" (one x, several possible y)
import numpy as np

rng = np.random.default_rng(50)
y_true = rng.uniform(0, 1, 12)
x_in = y_true + 0.3 * np.sin(2 * np.pi * y_true) + rng.uniform(-0.05, 0.05, 12)
x_in, H, K = x_in[:, None], 6, 3
W1, b1 = rng.normal(0, 1, (1, H)), np.zeros(H)
W2 = rng.normal(0, 0.4, (H, 3 * K))
b2 = np.concatenate([np.zeros(K), np.linspace(0, 1, K), np.full(K, -1.0)])

for it in range(25):
    h = np.tanh(x_in @ W1 + b1)
    raw = h @ W2 + b2
    a, mu, ls = np.split(raw, 3, axis=1)          # mixing logits, means, log sigmas
    log_pi = a - np.log(np.sum(np.exp(a), axis=1, keepdims=True))
    r = (y_true[:, None] - mu) / np.exp(ls)
    comp = log_pi - ls - 0.5 * r ** 2 - 0.5 * np.log(2 * np.pi)
    log_p = np.log(np.exp(comp).sum(axis=1))
    nll = -log_p.mean()
    # backward
    resp = np.exp(comp - log_p[:, None])          # responsibilities, like in EM
    d_raw = np.hstack([
        np.exp(log_pi) - resp,
        -resp * r / np.exp(ls),
        resp * (1 - r ** 2),
    ]) / len(y_true)
    dW2, db2 = h.T @ d_raw, d_raw.sum(0)
    d_pre = d_raw @ W2.T * (1 - h ** 2)
    dW1, db1 = x_in.T @ d_pre, d_pre.sum(0)
    # update
    norm = np.sqrt(sum((q ** 2).sum() for q in (dW1, db1, dW2, db2)))
    scale = 0.1 * min(1.0, 5.0 / norm)
    W1 -= scale * dW1
    b1 -= scale * db1
    W2 -= scale * dW2
    b2 -= scale * db2
    if it % 6 == 0:
        print(it, nll)
