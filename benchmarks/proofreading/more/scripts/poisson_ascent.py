# Poisson regression, maximise the log likelihood (gradient ASCENT, so += )
import numpy as np
from math import lgamma

rng = np.random.default_rng(2)
n = 12
X = np.column_stack([np.ones(n), rng.normal(size=n), rng.normal(size=n)])
true_beta = np.array([0.5, 0.8, -0.4])
counts = rng.poisson(np.exp(X @ true_beta))
beta = np.zeros(3)
step = 0.02
old_ll = -np.inf

for it in range(30):
    rate = np.exp(X @ beta)
    ll = sum(k * np.log(r) - r - lgamma(k + 1) for k, r in zip(counts, rate))
    print(f"iter {it:2d}  log-likelihood {ll:.5f}")
    if ll - old_ll < 1e-4:
        break
    old_ll = ll
    # backward
    score = X.T @ (counts - rate)
    # update
    beta += step * score

print("beta =", beta.round(3))
