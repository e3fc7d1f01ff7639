# objective: -np.sum(y * np.log(mu) - (y + r) * np.log(mu + r)) / len(y) + 0.5 * lam * np.sum(coef[1:] ** 2)
import numpy as np

# Problem set 2: negative binomial regression (fixed dispersion r), log link with exposure.
# Only first order ascent is asked for, no IRLS.
rng = np.random.default_rng(2024)
n, p, r, lam = 12, 3, 2.5, 0.3
Z = rng.normal(size=(n, p))
exposure = rng.uniform(0.5, 2.0, n)
A = np.column_stack([np.ones(n), Z])          # design matrix, first column = intercept
true = np.array([0.5, 0.8, -0.4, 0.2])
y = rng.poisson(exposure * np.exp(A @ true)).astype(float)

coef = np.zeros(p + 1)
coef[0] = np.log(y.mean() + 0.1)
avg = np.zeros(p + 1)
step0 = 0.4

for k in range(25):
    eta = A @ coef + np.log(exposure)
    mu = np.exp(eta)

    # backward
    # score of one observation wrt mu: y/mu - (y+r)/(mu+r)
    u = y / mu - (y + r) / (mu + r)  #! u = y / mu - y / (mu + r)
    w = u * mu  #! w = u
    score = A.T @ w  #! score = Z.T @ w
    score = score / n  #! score = score / p
    pen = lam * coef  #! pen = 2 * lam * coef
    pen[0] = 0.0              # intercept is not shrunk  #! pen[-1] = 0.0
    ascent = score - pen  #! ascent = score + pen

    # update
    step = step0 / (1 + 0.05 * k)  #! step = step0 * (1 + 0.05 * k)
    coef = coef + step * ascent  #! coef = coef - step * ascent
    avg += (coef - avg) / (k + 1)

print("coef", np.round(coef, 3), "averaged", np.round(avg, 3))
