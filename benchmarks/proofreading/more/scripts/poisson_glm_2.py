# objective: np.sum(expo * (y * eta - mu)) - 0.5 * lam * np.sum(w[1:] ** 2)
# Poisson regression with exposure, ridge on everything but the intercept.
# mu = rate per unit of exposure, y = observed rate (counts / exposure).
# The features are a 1 and two gaussian bumps of x whose centres are learned too.
# Maximise the log likelihood (without the log y! term) by gradient ascent with momentum.
import numpy as np

gen = np.random.default_rng(11)
n = 12
x = np.sort(gen.uniform(-2, 2, n))
expo = gen.uniform(0.5, 2.0, n)
counts = gen.poisson(expo * np.exp(0.4 + 0.8 * np.exp(-(x - 0.7) ** 2)))
y = counts / expo

c = np.array([-0.8, 0.9])           # centres of the bumps
w = np.array([0.1, 0.2, 0.3])       # w[0] is the intercept
lam = 0.1
step = 0.01
vel_w = np.zeros(3)
vel_c = np.zeros(2)

for k in range(25):
    d = x[:, None] - c[None, :]
    bumps = np.exp(-d ** 2)
    F = np.column_stack([np.ones(n), bumps])
    eta = F @ w
    mu = np.exp(eta)

    # backward
    resid = expo * (y - mu)  #! resid = expo * y - mu  #! resid = expo * (y - mu) * mu
    score_w = F.T @ resid  #! score_w = F @ resid
    score_w[1:] -= lam * w[1:]  #! score_w[1:] += lam * w[1:]  #! score_w -= lam * w
    dbumps = np.outer(resid, w[1:])  #! dbumps = np.outer(resid, w[:2])
    dd = dbumps * bumps * (-2 * d)  #! dd = dbumps * (-2 * d)
    score_c = -dd.sum(axis=0)  #! score_c = dd.sum(axis=0)

    # update
    vel_w = 0.8 * vel_w + step * score_w  #! vel_w = 0.8 * vel_w - step * score_w
    vel_c = 0.8 * vel_c + step * score_c  #! vel_c = 0.8 * vel_w[1:] + step * score_c
    w = w + vel_w
    c = c + vel_c

print("intercept %.3f  weights %s  centres %s" % (w[0], w[1:], c))
