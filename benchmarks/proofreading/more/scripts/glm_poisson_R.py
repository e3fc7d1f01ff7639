# Poisson GLM with log link and exposure offset, fitted by plain gradient ascent
# (coming from R: glm(claims ~ age + urban, offset = log(expo), family = poisson))
import numpy as np
from math import lgamma

rng = np.random.RandomState(12)
age = rng.uniform(-1, 1, 12)
urban = rng.binomial(1, .5, 12)
expo = rng.uniform(.5, 2, 12)
model_matrix = np.column_stack([np.ones(12), age, urban])
claims = rng.poisson(expo * np.exp(model_matrix @ np.array([.3, -.6, .8])))

beta = np.zeros(3)
step = 0.02
old = -np.inf
iter = 0
while iter < 30:
    eta = model_matrix @ beta + np.log(expo)
    mu = np.exp(eta)
    loglik = np.sum(claims * eta - mu) - sum(lgamma(c + 1) for c in claims)
    if abs(loglik - old) < 1e-8:
        break
    old = loglik
    # backward
    resid = claims - mu
    score = model_matrix.T @ resid
    # update
    beta = beta + step * score
    iter += 1
    if iter % 10 == 0:
        print("iter", iter, "logLik", round(loglik, 4), "deviance-ish", round(-2 * loglik, 4))
print(dict(zip(["(Intercept)", "age", "urban"], beta)))
