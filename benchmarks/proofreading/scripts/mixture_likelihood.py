import numpy as np
rng = np.random.default_rng(1)
x = np.concatenate([rng.normal(-2, 1, 15), rng.normal(3, 1, 15)])
a = np.array([0.1, -0.1]); mu = np.array([-1., 1.]); ls = np.zeros(2)
lr = 0.01
for t in range(5):
    w = np.exp(a) / np.exp(a).sum()
    s = np.exp(ls)
    d = (x[:, None] - mu) / s
    dens = w * np.exp(-0.5 * d ** 2) / (s * np.sqrt(2 * np.pi))
    total = dens.sum(axis=1, keepdims=True)
    log_likelihood = np.sum(np.log(total))
    r = dens / total
    # backward
    g_a = r.sum(axis=0) - len(x) * w
    g_mu = (r * d / s).sum(axis=0)
    g_ls = (r * (d ** 2 - 1)).sum(axis=0)
    # update
    a += lr * g_a
    mu += lr * g_mu
    ls += lr * g_ls
