import numpy as np
rng = np.random.default_rng(82)
X = np.column_stack([np.ones(8), rng.normal(size=(8, 2))])
counts = rng.poisson(2.0, size=8)
hours = rng.uniform(0.5, 1.5, size=8)
beta = rng.normal(size=3) * 0.3

def log_likelihood(beta):
    eta = X @ beta
    rate = hours * np.exp(eta)
    return np.sum(counts * (np.log(hours) + eta) - rate), rate

for newton in range(3):
    ll, rate = log_likelihood(beta)
    # backward
    score = counts - rate  #! score = counts - hours
    grad = X.T @ score  #! grad = X.T @ (score * rate)
    # update
    beta = beta + 0.01 * grad  #! beta = beta - 0.01 * grad
# objective: ll
