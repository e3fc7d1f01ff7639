# Mixture of two gaussians fitted with gradient ascent instead of EM
# (weights by softmax, sigmas by exp so that no constraint is needed)
import numpy as np
rng = np.random.default_rng(33)
x = np.concatenate([rng.normal(-2, .5, 6), rng.normal(1.5, 1, 6)])[:, None]

a = np.zeros(2)                 # mixing logits
mu = np.array([-.5, .5])
ls = np.zeros(2)                # log sigma

def log_joint():
    logpi = a - np.log(np.exp(a).sum())
    return logpi - ls - 0.5 * np.log(2 * np.pi) - 0.5 * ((x - mu) / np.exp(ls)) ** 2

for k in range(30):
    lj = log_joint()
    top = lj.max(1, keepdims=True)
    lse = top + np.log(np.exp(lj - top).sum(1, keepdims=True))
    loglik = lse.sum()
    resp = np.exp(lj - lse)               # responsibilities, like in the E step

    # backward
    zed = (x - mu) / np.exp(ls)
    g_mu = (resp * zed / np.exp(ls)).sum(0)
    g_ls = (resp * (zed ** 2 - 1)).sum(0)
    g_a = resp.sum(0) - len(x) * np.exp(a) / np.exp(a).sum()

    # update
    mu = mu + 0.03 * g_mu
    ls = ls + 0.03 * g_ls
    a = a + 0.03 * g_a
    if k % 10 == 0:
        print("log likelihood", loglik)
print("means", mu, "sigmas", np.exp(ls), "weights", np.exp(a) / np.exp(a).sum())
