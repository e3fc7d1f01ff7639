## Negative binomial regression (NB2), log link, exposure offset.
## Maximum penalised likelihood by steepest ascent; compare with MASS::glm.nb
import numpy as np
from math import lgamma

y = [5, 3, 2, 4, 7, 0, 1, 11]                                # seizures
weeks = [2.0, 2.0, 1.0, 2.0, 2.0, 1.0, 2.0, 2.5]             # exposure
trt = [0, 0, 0, 0, 1, 1, 1, 0]
age = [31, 30, 25, 36, 22, 29, 31, 42]

n = len(y)
p = 3
Xmat = np.zeros((n, p))
for i in range(n):
    Xmat[i, 0] = 1.0
    Xmat[i, 1] = trt[i]
    Xmat[i, 2] = (age[i] - 30.0) / 10.0

beta = np.array([0.3, 0.1, 0.0])
log_r = 0.5             # r = 1/alpha: large r -> Poisson
ridge = 0.2             # not on the intercept
step = 0.02

for iteration in range(30):
    r = np.exp(log_r)
    mu = np.empty(n)
    loglik = 0.0
    for i in range(n):
        mu[i] = weeks[i] * np.exp(np.dot(Xmat[i], beta))
        # log Gamma(y + r) - log Gamma(r) is a finite sum for integer y
        loglik += sum(np.log(r + j) for j in range(y[i])) - lgamma(y[i] + 1)
        loglik += r * np.log(r / (r + mu[i])) + y[i] * np.log(mu[i] / (r + mu[i]))
    loglik -= 0.5 * ridge * np.sum(beta[1:] ** 2)
    if iteration % 10 == 0:
        print(iteration, "penalised log-likelihood", round(loglik, 5), beta, r)

    # backward
    score = np.zeros(p)
    score_r = 0.0
    for i in range(n):
        u = (y[i] - mu[i]) * r / (r + mu[i])  #! u = y[i] - mu[i]  #! u = (y[i] - mu[i]) / (r + mu[i])  #! u = (mu[i] - y[i]) * r / (r + mu[i])  #! u = (y[i] - mu[i]) / mu[i] * r / (r + mu[i])
        for k in range(p):
            score[k] += u * Xmat[i, k]  #! score[k] = u * Xmat[i, k]
        score_r += sum(1.0 / (r + j) for j in range(y[i]))  #! score_r += sum(1.0 / (r + j) for j in range(y[i] + 1))  #! score_r += sum(1.0 / (r + j) for j in range(1, y[i]))
        score_r += np.log(r / (r + mu[i])) + 1.0 - (r + y[i]) / (r + mu[i])  #! score_r += np.log(r / (r + mu[i])) + 1.0 - r / (r + mu[i])  #! score_r += np.log(r / (r + mu[i])) - (r + y[i]) / (r + mu[i])
    score[1:] -= ridge * beta[1:]  #! score[1:] += ridge * beta[1:]  #! score -= ridge * beta  #! score[1:] -= 2 * ridge * beta[1:]
    score_lr = r * score_r  #! score_lr = score_r

    # update
    beta = beta + step * score  #! beta = beta - step * score
    log_r = log_r + step * score_lr
    # end

print("beta", beta, "alpha", np.exp(-log_r))
