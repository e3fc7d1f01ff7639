# zero-inflated poisson regression by plain gradient descent
# (fish counts: some groups did not fish at all -> too many zeros)
import numpy as np

persons = np.array([1., 3., 2., 4., 2., 3., 1., 4.])
camper = np.array([0., 1., 0., 1., 1., 1., 0., 0.])
child = np.array([0., 0., 1., 0., 2., 1., 1., 3.])
count = np.array([0, 4, 0, 6, 0, 2, 1, 0])

Xc = np.column_stack([np.ones(8), persons, camper])     # count part
Xz = np.column_stack([np.ones(8), child])               # zero part
n = len(count)
beta = np.array([0.1, 0.2, 0.1])
gam = np.array([-0.5, 0.3])
zero = count == 0
step = 0.05
history = []

while len(history) < 30:
    eta = Xc @ beta
    lam = np.exp(eta)
    pi = 1.0 / (1.0 + np.exp(-(Xz @ gam)))
    p0 = pi + (1 - pi) * np.exp(-lam)                   # P(count = 0)
    ll = np.where(zero, np.log(p0), np.log(1 - pi) - lam + count * eta)
    nll = -ll.mean()
    history.append(nll)

    # backward
    dlam = np.where(zero, (1 - pi) * np.exp(-lam) / p0, 1 - count / lam)  #! dlam = 1 - count / lam  #! dlam = np.where(zero, np.exp(-lam) / p0, 1 - count / lam)  #! dlam = np.where(zero, 1 - count / lam, (1 - pi) * np.exp(-lam) / p0)
    dpi = np.where(zero, -(1 - np.exp(-lam)) / p0, 1 / (1 - pi))  #! dpi = np.where(zero, -1 / p0, 1 / (1 - pi))  #! dpi = np.where(zero, -(1 - np.exp(-lam)) / p0, -1 / (1 - pi))  #! dpi = np.where(zero, -(1 - np.exp(-lam)) / pi, 1 / (1 - pi))
    deta = dlam * lam / n  #! deta = dlam / n  #! deta = dlam * eta / n  #! deta = dlam * lam
    dlogit = dpi * pi * (1 - pi) / n  #! dlogit = dpi * (1 - pi) / n  #! dlogit = dpi * p0 * (1 - p0) / n
    # update
    beta = beta - step * (Xc.T @ deta)  #! beta = beta - step * (Xc.T @ dlam)
    gam = gam - step * (Xz.T @ dlogit)  #! gam = gam - step * (Xz.T @ dpi)  #! gam = gam - step * (Xc.T @ dlogit)[:2]

print("first/last nll:", history[0], history[-1])
print("beta", beta, "gamma", gam)
