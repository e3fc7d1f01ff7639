# 1. The product has the wrong shape
import numpy as np

rng = np.random.default_rng(1)
x, t = rng.normal(size=2), rng.normal(size=2)
W_ij, W_jk = rng.normal(size=(2, 3)), rng.normal(size=(3, 2))


def g(z):
    return 1 / (1 + np.exp(-z))


for step in range(100):
    h = g(x @ W_ij)
    y = h @ W_jk
    loss = 0.5 * np.sum((y - t) ** 2)

    err = y - t
    g_prime = h * (1 - h)
    dW_jk = np.outer(h, err)
    dW_ij = (W_jk @ err) * g_prime * x
    W_jk -= 0.1 * dW_jk
    W_ij -= 0.1 * dW_ij
