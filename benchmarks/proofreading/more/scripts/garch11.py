# GARCH(1,1) on returns, quasi likelihood, gradient through the variance recursion (reverse sweep)
import numpy as np
np.random.seed(1987)
T = 20
r = np.zeros(T)
s2 = 1.0
for t in range(T):
    r[t] = 0.1 + np.sqrt(s2) * np.random.randn()
    s2 = 0.2 + 0.15 * (r[t] - 0.1) ** 2 + 0.65 * s2

mu = 0.0
w, al, be = 0.3, 0.1, 0.5
v = np.zeros(T)
e = np.zeros(T)
for it in range(20):
    nll = 0
    for t in range(T):
        e[t] = r[t] - mu
        if t == 0:
            v[t] = 1.0                  # fixed start
        else:
            v[t] = w + al * e[t - 1] ** 2 + be * v[t - 1]
        nll = nll + 0.5 * (np.log(v[t]) + e[t] ** 2 / v[t])
    # backward
    gw = gal = gbe = gmu = 0.0
    vbar = 0.0                          # what comes from v[t+1]
    ebar = 0.0
    for t in reversed(range(T)):
        dv = 0.5 * (1 / v[t] - e[t] ** 2 / v[t] ** 2) + vbar
        de = e[t] / v[t] + ebar
        gmu -= de
        if t > 0:
            gw += dv
            gal += dv * e[t - 1] ** 2
            gbe += dv * v[t - 1]
            ebar = dv * al * 2 * e[t - 1]
            vbar = dv * be
    # update
    lr = 0.005
    mu -= lr * gmu
    w = max(w - lr * gw, 1e-4)
    al = max(al - lr * gal, 0)
    be = min(max(be - lr * gbe, 0), 0.99)
    if it % 5 == 0:
        print("it", it, "nll", nll)
print("mu %.4f w %.4f alpha %.4f beta %.4f" % (mu, w, al, be))
