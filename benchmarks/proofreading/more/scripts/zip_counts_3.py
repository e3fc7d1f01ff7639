import numpy as np
from math import lgamma
# Zero inflated Poisson: parasite counts per fish. p = P(structural zero), lambda depends on length.

counts = np.array([0, 0, 3, 0, 5, 2, 0, 0, 7, 1, 0, 4])
length = np.array([-.9, -.2, .4, -1.3, 1.1, .3, .8, -.6, 1.6, -.1, .0, .9])
X = np.column_stack([np.ones(12), length])
zero = counts == 0
lfact = np.array([lgamma(k + 1) for k in counts])

beta = np.array([0.5, 0.0]); a = 0.0
m = [np.zeros(2), 0.0]; v = [np.zeros(2), 0.0]       # adam

for t in range(1, 31):
    lam = np.exp(X @ beta)
    p = 1 / (1 + np.exp(-a))
    p0 = p + (1 - p) * np.exp(-lam)
    pois = np.log(1 - p) + counts * np.log(lam) - lam - lfact
    negLL = -np.sum(np.where(zero, np.log(p0), pois))
    # backward
    dlam_zero = -(1 - p) * np.exp(-lam) / p0
    dlam_pos = counts / lam - 1
    deta = -np.where(zero, dlam_zero, dlam_pos) * lam
    gbeta = X.T @ deta
    dp = -np.where(zero, (1 - np.exp(-lam)) / p0, -1 / (1 - p)).sum()
    ga = dp * p * (1 - p)
    # update
    upd = []
    for i, g in enumerate([gbeta, ga]):
        m[i] = 0.9 * m[i] + 0.1 * g
        v[i] = 0.999 * v[i] + 0.001 * g * g
        upd.append(0.05 * (m[i] / (1 - 0.9**t)) / (np.sqrt(v[i] / (1 - 0.999**t)) + 1e-8))
    beta = beta - upd[0]
    a = a - upd[1]
    if t % 10 == 0:
        print(t, negLL, beta, p)
