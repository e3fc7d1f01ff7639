# Smallest VAE I could write. linear encoder / linear decoder, 1 sample of eps per example
import numpy as np

g = np.random.default_rng(123)
N, D, Z = 8, 4, 2
data = g.normal(size=(N, Z)) @ g.normal(size=(Z, D))
Wm, Ws, Wd = g.normal(0, .3, (D, Z)), g.normal(0, .1, (D, Z)), g.normal(0, .3, (Z, D))
bm, bs, bd = np.zeros(Z), np.zeros(Z), np.zeros(D)

for it in range(25):
    mean = data @ Wm + bm
    logvar = data @ Ws + bs
    eps = g.normal(size=mean.shape)
    std = np.exp(0.5 * logvar)
    z = mean + std * eps
    xhat = z @ Wd + bd
    rec = 0.5 * ((xhat - data) ** 2).sum()
    kl = -0.5 * (1 + logvar - mean ** 2 - np.exp(logvar)).sum()
    neg_elbo = (rec + kl) / N

    # backward
    dx = (xhat - data) / N
    dWd, dbd = z.T @ dx, dx.sum(0)
    dz = dx @ Wd.T
    dmean = dz + mean / N
    dlogvar = dz * eps * 0.5 * std + 0.5 * (np.exp(logvar) - 1) / N
    dWm, dbm = data.T @ dmean, dmean.sum(0)
    dWs, dbs = data.T @ dlogvar, dlogvar.sum(0)

    # update
    lr = 0.05
    Wm -= lr * dWm; bm -= lr * dbm
    Ws -= lr * dWs; bs -= lr * dbs
    Wd -= lr * dWd; bd -= lr * dbd
    if it % 6 == 0:
        print(it, "rec", rec / N, "kl", kl / N, "-elbo", neg_elbo)
