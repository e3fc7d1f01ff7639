# objective: np.sum(np.log(dens.sum(axis=1)))
# two (well, three) gaussians fitted by climbing the log likelihood instead of EM
import numpy as np
np.random.seed(23)
x = np.concatenate([np.random.normal(-2, .5, 6), np.random.normal(1, 1, 6)])
n = x.size
k = 3
a = np.zeros(k)                 # mixing weights = softmax(a)
m = np.array([-1., 0., 1.])
ls = np.zeros(k)                # log sigma
for it in range(30):
    w = np.exp(a) / np.sum(np.exp(a))
    s = np.exp(ls)
    dens = np.zeros((n, k))
    for i in range(n):
        for j in range(k):
            dens[i, j] = w[j] / (s[j] * np.sqrt(2 * np.pi)) * np.exp(-(x[i] - m[j]) ** 2 / (2 * s[j] ** 2))
    # backward
    ga = np.zeros(k)
    gm = np.zeros(k)
    gls = np.zeros(k)
    for i in range(n):
        resp = dens[i] / sum(dens[i])     # responsibilities
        for j in range(k):
            z = (x[i] - m[j]) / s[j]
            ga[j] += resp[j] - w[j]
            gm[j] += resp[j] * z / s[j]
            gls[j] += resp[j] * (z * z - 1)
    # update
    a += 0.03 * ga
    m += 0.03 * gm
    ls += 0.03 * gls
print("weights", np.exp(a) / np.exp(a).sum())
print("means", m, "sd", np.exp(ls))
