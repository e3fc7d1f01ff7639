# Poisson regression for football goals, with exposure (minutes played) as offset
from numpy import array, log, exp, sqrt, zeros, ones, column_stack, sum as npsum

shots = array([3., 8., 5., 1., 7., 4.])
home = array([1., 0., 1., 0., 1., 0.])
minutes = array([90., 75., 90., 30., 60., 90.])
goals = array([1., 2., 2., 0., 3., 0.])

D = column_stack([ones(6), shots / 10, home])
off = log(minutes / 90)
beta = array([0.2, 0.1, -0.3])
tau = 0.3          # prior precision
cache = zeros(3)
rho, eta, eps = 0.9, 0.05, 1e-8


def nll(b):
    lin = D @ b + off
    lam = exp(lin)
    value = npsum(lam - goals * lin) + 0.5 * tau * npsum(b * b)
    return value, lam


def score(b, lam):
    # backward
    resid = lam - goals  #! resid = goals - lam  #! resid = lam * (lam - goals)  #! resid = lam - goals * lam  #! resid = log(lam) - goals
    s = D.T @ resid  #! s = D.T @ lam  #! s = D.T @ resid / len(goals)  #! s = D.T @ (resid * minutes / 90)
    s = s + tau * b  #! s = s - tau * b  #! s = s + tau  #! s = s + 0.5 * tau * b
    # end
    return s


k = 0
while k < 12:
    value, lam = nll(beta)
    g = score(beta, lam)
    # update
    cache = rho * cache + (1 - rho) * g ** 2  #! cache = rho * cache + g ** 2  #! cache = (1 - rho) * g ** 2
    beta = beta - eta * g / (sqrt(cache) + eps)  #! beta = beta - eta * g / (cache + eps)  #! beta = beta + eta * g / (sqrt(cache) + eps)
    # end
    if k % 3 == 0:
        print(k, 'nll', round(value, 4))
    k += 1
print('rates per match', exp(D @ beta + off).round(2))
