# Poisson regression for claim counts, with exposure (offset)
import numpy as np
from math import lgamma

claims   = np.array([0, 1, 0, 2, 3, 0, 1, 4])
exposure = np.array([.5, 1, .25, 1, 1, .75, 1, 1])
young    = np.array([0, 0, 0, 1, 1, 0, 1, 1])
power    = np.array([-.3, .1, -.9, .4, .8, -.2, .3, 1.2])

b0, b_young, b_power = -0.5, 0.1, 0.1
logfact = np.array([lgamma(c + 1) for c in claims])

def negloglik(b0, b_young, b_power):
    eta = b0 + b_young * young + b_power * power + np.log(exposure)
    rate = np.exp(eta)
    return np.sum(rate - claims * eta + logfact), rate

for i in range(30):
    nll, rate = negloglik(b0, b_young, b_power)
    # backward
    diff = rate - claims
    g0 = diff.sum()
    g_young = (diff * young).sum()
    g_power = (diff * power).sum()
    # update
    b0      -= 0.05 * g0
    b_young -= 0.05 * g_young
    b_power -= 0.05 * g_power
    if i % 6 == 0:
        print(i, nll)

print("relative risk of the young:", np.exp(b_young))
