# zero-inflated Poisson (number of fish caught). par = [b0, b1, g0, g1] unrolled
# lambda = exp(b0 + b1*persons), probability of never fishing = plogis(g0 + g1*child)
import numpy as np
from math import factorial
fish = np.array([0, 2, 0, 5, 1, 0, 3, 0, 0, 7, 1, 0])
persons = np.array([1, 2, 1, 4, 2, 3, 3, 1, 2, 4, 2, 4]) - 2.0
child = np.array([0, 0, 1, 0, 0, 2, 1, 1, 2, 0, 0, 3.])

par = np.zeros(4)
M1 = np.zeros(4); M2 = np.zeros(4)
trace = []
for it in range(1, 31):
    ll = 0.0
    grad = np.zeros(4)
    # backward
    for i in range(len(fish)):
        lam = np.exp(par[0] + par[1] * persons[i])
        ps = 1 / (1 + np.exp(-par[2] - par[3] * child[i]))
        if fish[i] == 0:
            pr = ps + (1 - ps) * np.exp(-lam)
            ll += np.log(pr)
            d_eta = -(1 - ps) * np.exp(-lam) * lam / pr
            d_zeta = (1 - np.exp(-lam)) * ps * (1 - ps) / pr
        else:
            ll += np.log(1 - ps) - lam + fish[i] * np.log(lam) - np.log(factorial(fish[i]))
            d_eta = fish[i] - lam
            d_zeta = -ps
        grad += np.array([d_eta, d_eta * persons[i], d_zeta, d_zeta * child[i]])
    trace.append(ll)
    # update
    M1 = 0.9 * M1 + 0.1 * grad
    M2 = 0.99 * M2 + 0.01 * grad ** 2
    par = par + 0.1 * (M1 / (1 - 0.9 ** it)) / (np.sqrt(M2 / (1 - 0.99 ** it)) + 1e-8)
print("logL path", np.round(trace[::10], 3))
print(par)
