import numpy as np
# Radial basis function network, centres AND widths trained. 1D input, 4 units.
np.random.seed(17)
x = np.linspace(-2, 2, 12)
target = np.sin(2 * x) * np.exp(-0.2 * x ** 2)

c = np.linspace(-1.5, 1.5, 4)
s = np.ones(4) * 0.7
w = np.random.randn(4) * 0.3
bias = 0.0

# RMSprop caches
cache_c = np.zeros(4); cache_s = np.zeros(4); cache_w = np.zeros(4); cache_b = 0.0
decay = 0.9
lr = 0.02

for ep in range(30):
    diff = x[:, np.newaxis] - c[np.newaxis, :]
    phi = np.exp(-diff ** 2 / s ** 2)
    out = phi.dot(w) + bias
    error = out - target
    loss = np.sum(error ** 2) / 2

    # backward
    dw = phi.T.dot(error)
    dbias = error.sum()
    dphi = np.outer(error, w) * phi
    dc = (dphi * 2 * diff / s ** 2).sum(axis=0)
    ds = (dphi * 2 * diff ** 2 / s ** 3).sum(axis=0)

    # update
    cache_w = decay * cache_w + (1 - decay) * dw ** 2
    w = w - lr * dw / (np.sqrt(cache_w) + 1e-8)
    cache_c = decay * cache_c + (1 - decay) * dc ** 2
    c = c - lr * dc / (np.sqrt(cache_c) + 1e-8)
    cache_s = decay * cache_s + (1 - decay) * ds ** 2
    s = s - lr * ds / (np.sqrt(cache_s) + 1e-8)
    cache_b = decay * cache_b + (1 - decay) * dbias ** 2
    bias = bias - lr * dbias / (np.sqrt(cache_b) + 1e-8)
    if (ep + 1) % 5 == 0:
        print("Epoch:", ep + 1, "loss:", loss)
