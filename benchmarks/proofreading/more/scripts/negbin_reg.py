"""Negative binomial (NB2) regression, maximum likelihood by plain gradient ascent.

    y_i ~ NB(mean m_i, size r),   log m_i = x_i' beta,   r = exp(tau)

No scipy on this machine, so lgamma(y + r) - lgamma(r) is written as a sum of logs
(y is an integer: sum_{j<y} log(r + j)), and its derivative as a sum of 1/(r + j).
"""
import numpy as np
from math import lgamma

days = np.array([0, 3, 1, 7, 2, 12, 0, 5])              # days absent
math = np.array([63, 27, 45, 20, 55, 15, 70, 35.])
prog = np.array([0, 1, 0, 1, 1, 0, 1, 0.])
x = np.column_stack([np.ones(8), (math - math.mean()) / math.std(), prog])
ridge = 0.05                                            # on the slopes only


def log_rising(y, r):
    return np.array([sum(np.log(r + j) for j in range(k)) for k in y])


def loglik(beta, tau):
    m = np.exp(x @ beta)
    r = np.exp(tau)
    ll = log_rising(days, r) - np.array([lgamma(k + 1) for k in days])
    ll = ll + r * np.log(r / (r + m)) + days * np.log(m / (r + m))
    return ll.sum() - 0.5 * ridge * np.sum(beta[1:] ** 2)


def score(beta, tau):
    m = np.exp(x @ beta)
    r = np.exp(tau)
    # backward
    resid = (days - m) / (1 + m / r)  #! resid = days - m  #! resid = (days - m) / (m + m ** 2 / r)  #! resid = (m - days) / (1 + m / r)
    s_beta = x.T @ resid  #! s_beta = x.T @ resid / len(days)
    s_beta[1:] -= ridge * beta[1:]  #! s_beta[1:] += ridge * beta[1:]  #! s_beta -= ridge * beta  #! s_beta[1:] -= 0.5 * ridge * beta[1:]
    dgam = np.array([sum(1 / (r + j) for j in range(k)) for k in days])  #! dgam = np.array([sum(1 / (r + j) for j in range(k + 1)) for k in days])  #! dgam = np.array([sum(1 / (r + j) for j in range(1, k)) for k in days])
    s_r = dgam + np.log(r / (r + m)) + 1 - (r + days) / (r + m)  #! s_r = dgam + np.log(r / (r + m)) - (r + days) / (r + m)  #! s_r = dgam + np.log(r / (r + m)) + 1 - r / (r + m)
    s_tau = r * s_r.sum()  #! s_tau = s_r.sum()  #! s_tau = tau * s_r.sum()  #! s_tau = r * s_r.mean()
    # end
    return s_beta, s_tau


beta = np.array([np.log(days.mean()), 0.1, -0.2])
tau = 0.3
for it in range(10):
    ll = loglik(beta, tau)
    s_beta, s_tau = score(beta, tau)
    # update
    beta = beta + 0.05 * s_beta
    tau = tau + 0.05 * s_tau
    # end
    print(it, "logLik = %.6f" % ll, "beta =", beta.round(3), "theta = %.3f" % np.exp(tau))
