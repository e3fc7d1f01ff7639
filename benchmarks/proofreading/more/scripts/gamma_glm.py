# objective: 2 * np.sum(y / mu - 1 - np.log(y / mu)) / n
"""Gamma GLM with log link, full gradient. STAT 5310 handout 6.

Deviance  D = 2 sum{ (y-mu)/mu - log(y/mu) };  we minimise D / n.
"""
import numpy as np

rng = np.random.RandomState(5310)
n = 9
x = rng.uniform(-1, 1, (n, 2))
X = np.hstack([np.ones((n, 1)), x])
y = rng.gamma(shape=4.0, scale=np.exp(X @ [1.0, 0.7, -0.5]) / 4.0)

coef = np.array([np.log(y.mean()), 0.0, 0.0])   # start at the null model
velocity = np.zeros_like(coef)

for epoch in range(20):
    linpred = X @ coef
    mu = np.exp(linpred)

    # backward
    dmu = 2 / n * (1 / mu - y / mu ** 2)
    dlinpred = dmu * mu                 # d exp = exp
    dcoef = X.T @ dlinpred

    # update
    velocity = 0.8 * velocity - 0.1 * dcoef
    coef = coef + velocity

print("coefficients:", np.round(coef, 3))
pearson = np.sum((y - np.exp(X @ coef)) ** 2 / np.exp(X @ coef) ** 2) / (n - 3)
print("dispersion estimate:", pearson)
