# Negative binomial regression with learned dispersion r = exp(rho).
# For whole y:  lgamma(y+r) - lgamma(r) = log r + log(r+1) + ... + log(r+y-1), so no digamma needed!
import math
import numpy as np

y = np.array([0, 2, 1, 5, 0, 9, 3, 1, 7, 2])
x = np.array([[1, .1], [1, .4], [1, .2], [1, .9], [1, .0], [1, 1.2], [1, .5], [1, .3], [1, .8], [1, .6]])
steps_ = [np.arange(k) for k in y]
constant = sum(math.lgamma(k + 1) for k in y)


def nll(w, rho):
    r = np.exp(rho)
    mu = np.exp(x @ w)
    rising = sum(np.log(r + s).sum() for s in steps_)
    total = -(rising - constant + (r * np.log(r / (r + mu)) + y * np.log(mu / (r + mu))).sum())
    cache = r, mu
    return total, cache


def nll_back(cache):
    # backward
    r, mu = cache
    d_mu = (r + y) / (r + mu) - y / mu
    d_w = x.T @ (d_mu * mu)
    d_r = -sum((1 / (r + s)).sum() for s in steps_)
    d_r -= (np.log(r / (r + mu)) + 1 - r / (r + mu) - y / (r + mu)).sum()
    return d_w, d_r * r


w, rho = np.zeros(2), 0.0
for t in range(30):
    value, cache = nll(w, rho)
    d_w, d_rho = nll_back(cache)
    norm = math.sqrt(float(d_w @ d_w) + d_rho ** 2)
    scale = min(1.0, 5.0 / norm)           # clip the whole gradient at 5
    # update
    w = w - 0.03 * scale * d_w
    rho = rho - 0.03 * scale * d_rho
    if t % 7 == 0:
        print(t, round(value, 4), "r =", round(math.exp(rho), 3))
