# Poisson regression with exposure offset: claims per policy
# we climb the log likelihood, so the update has a plus sign
import numpy as np
from math import lgamma

np.random.seed(3)
n, p = 10, 3
Z = np.c_[np.ones(n), np.random.randn(n, p - 1)]
exposure = np.random.uniform(0.5, 3.0, n)
true = np.array([0.2, 0.5, -0.4])
claims = np.random.poisson(exposure * np.exp(Z @ true))
off = np.log(exposure)
logfact = sum(lgamma(c + 1) for c in claims)

theta = np.zeros(p)
trace = []
step = 0.03
it = 0
last = -np.inf
while True:
    eta = Z.dot(theta) + off
    mu = np.exp(eta)
    loglik = np.sum(claims * eta - mu) - logfact
    trace.append(loglik)
    # backward
    score = Z.T.dot(claims - mu)      # nice property of the canonical link
    # update
    theta += step * score
    it += 1
    if abs(loglik - last) < 1e-4 or it == 25:
        break
    last = loglik

# standard errors from the observed information
mu = np.exp(Z @ theta + off)
info = (Z * mu[:, None]).T @ Z
se = np.sqrt(np.diag(np.linalg.inv(info)))
for name, t, s in zip(["(Intercept)", "x1", "x2"], theta, se):
    print(f"{name:12s} {t: .3f}  ({s:.3f})  z={t / s: .2f}")
print("log-likelihood", trace[0], "->", trace[-1], "in", it, "iterations")
