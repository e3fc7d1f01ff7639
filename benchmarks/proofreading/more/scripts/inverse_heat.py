# objective: 0.5 * np.sum((sensor(u) - measured) ** 2) + 0.5 * mu * np.sum(np.diff(f) ** 2)
# inverse problem: which initial temperature f gave these sensor readings after some time?
# u = S^steps f, S is the heat step with fixed ends; adjoint = the same steps transposed.
import numpy as np

rng = np.random.default_rng(61)
cells, steps, r, mu = 9, 6, 0.25, 1e-3
where = [1, 3, 4, 6, 8]


def heat(u):
    v = u.copy()
    v[1:-1] += r * (u[2:] - 2 * u[1:-1] + u[:-2])
    return v


def heat_adjoint(w):
    z = w.copy()
    z[2:] += r * w[1:-1]
    z[1:-1] -= 2 * r * w[1:-1]
    z[:-2] += r * w[1:-1]
    return z


def sensor(u):
    return u[where]


truth = np.exp(-((np.arange(cells) - 3) / 1.5) ** 2)
u = truth
for _ in range(steps):
    u = heat(u)
measured = sensor(u) + 0.01 * rng.normal(size=len(where))

f = np.zeros(cells)
f_prev = f.copy()
for it in range(30):
    probe = f + 0.6 * (f - f_prev)         # nesterov look-ahead
    f_prev, f = f, probe
    u = f
    for _ in range(steps):
        u = heat(u)
    # backward
    lam = np.zeros(cells)
    lam[where] = sensor(u) - measured
    for _ in range(steps):
        lam = heat_adjoint(lam)
    rough = np.diff(f)
    g = lam
    g[1:] += mu * rough
    g[:-1] -= mu * rough
    # update
    f = f - 0.8 * g

print("truth", truth.round(2))
print("found", f.round(2))
