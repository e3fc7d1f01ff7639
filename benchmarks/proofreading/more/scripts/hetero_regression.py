"""
Linear regression where the noise level also depends on x (no libraries!)
  y ~ N(mu, sigma^2),  mu = x.w + b,  log sigma = x.v + c
Maximum likelihood by plain gradient descent, everything in python lists.
"""
import math
import random
import numpy as np  # only for the comparison at the end

random.seed(8)
n_rows, n_feat = 10, 3
rows = [[random.gauss(0, 1) for _ in range(n_feat)] for _ in range(n_rows)]
prices = [2 * r[0] - r[1] + 0.5 + random.gauss(0, 0.2 + 0.3 * abs(r[2])) for r in rows]

w = [0.1, -0.1, 0.05]
b = 0.0
v = [0.02, 0.1, -0.1]
c = 0.2
l2 = 0.01      # ridge on the mean weights only
step = 0.05


def dot(p, q):
    return sum(pi * qi for pi, qi in zip(p, q))


for epoch in range(25):
    mus = [dot(r, w) + b for r in rows]
    ss = [dot(r, v) + c for r in rows]                 # log sigma
    nll = 0.0
    for mu, s, y in zip(mus, ss, prices):
        nll += s + 0.5 * (y - mu) ** 2 * math.exp(-2 * s)
    nll = nll / n_rows + l2 * dot(w, w)

    # backward
    gw, gv = [0.0] * n_feat, [0.0] * n_feat
    gb = gc = 0.0
    for mu, s, y, r in zip(mus, ss, prices, rows):
        prec = math.exp(-2 * s)  #! prec = math.exp(-s)
        e = mu - y  #! e = y - mu
        d_mu = e * prec / n_rows  #! d_mu = e / n_rows
        d_s = (1 - e ** 2 * prec) / n_rows  #! d_s = (1 - 0.5 * e ** 2 * prec) / n_rows  #! d_s = -e ** 2 * prec / n_rows
        for j in range(n_feat):
            gw[j] += d_mu * r[j]  #! gw[j] = d_mu * r[j]
            gv[j] += d_s * r[j]  #! gv[j] += d_mu * r[j]
        gb += d_mu
        gc += d_s  #! gc += d_s * s
    for j in range(n_feat):
        gw[j] += 2 * l2 * w[j]  #! gw[j] += 2 * l2 * v[j]

    # update
    for j in range(n_feat):
        w[j] -= step * gw[j]
        v[j] -= step * gv[j]
    b -= step * gb  #! b -= step * gw[j]
    c -= step * gc

print(np.round(w, 3), round(b, 3), np.round(v, 3), round(c, 3), nll)
