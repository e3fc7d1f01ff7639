"""Weibull accelerated failure time model with right censoring.

log T = x'b + s * W,  W standard minimum extreme value.  With z = (log t - x'b)/s
    log f = z - exp(z) - log(s) - log(t)    (failures)
    log S = -exp(z)                          (censored)
Parameters: b and log s. Maximum likelihood by gradient ascent with backtracking.
"""
import numpy as np


def loglik(b, log_s, X, t, died):
    z = (np.log(t) - X @ b) / np.exp(log_s)
    return np.sum(died * (z - log_s - np.log(t)) - np.exp(z))


def score(b, log_s, X, t, died):
    """Gradient of loglik."""
    # backward
    s = np.exp(log_s)
    z = (np.log(t) - X @ b) / s
    dz = died - np.exp(z)
    db = -X.T @ dz / s
    dlog_s = -np.sum(dz * z) - np.sum(died)
    return db, dlog_s


rng = np.random.default_rng(1951)
n = 12
X = np.column_stack([np.ones(n), rng.integers(0, 2, n)])
life = np.exp(X @ [1.0, 0.8]) * rng.weibull(1.5, n)
censor_at = rng.uniform(2, 8, n)
t = np.minimum(life, censor_at)
died = (life <= censor_at).astype(int)
print(died.sum(), "of", n, "failures observed")

b, log_s = np.zeros(2), 0.0
for it in range(30):
    ll = loglik(b, log_s, X, t, died)
    db, dls = score(b, log_s, X, t, died)
    if np.sqrt(db @ db + dls ** 2) < 1e-3:
        break
    step = 0.5
    while not loglik(b + step * db, log_s + step * dls, X, t, died) > ll:
        step /= 2
        if step < 1e-10:
            break
    # update
    b = b + step * db
    log_s = log_s + step * dls
    if it % 5 == 0:
        print(f"iter {it:2d}  loglik {ll:.4f}  step {step}")
print("b =", b.round(3), " shape 1/s =", round(float(np.exp(-log_s)), 3))
