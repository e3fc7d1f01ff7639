import numpy as np

# Poisson regression with one hidden layer, fitted by gradient ASCENT on the mean log likelihood.
# counts y ~ Poisson(exposure * exp(eta)), the term log(y!) does not depend on the weights
rng = np.random.default_rng(99)
n, p, q = 7, 3, 4
x = rng.normal(size=(n, p))
exposure = rng.uniform(0.5, 2.0, size=n)
y = rng.poisson(exposure * np.exp(0.4 * x[:, 0]))

A = rng.normal(scale=0.5, size=(p, q))
a0 = np.zeros(q)
beta = rng.normal(scale=0.5, size=q)
beta0 = 0.0
log_r = -0.3                      # log of a common rate factor, shared by all
step = 0.05

history = []
for iteration in range(3):
    hidden = np.tanh(x @ A + a0)
    eta = hidden @ beta + beta0
    rate = exposure * (np.exp(eta) + np.exp(log_r))
    log_lik = np.mean(y * np.log(rate) - rate)
    history.append(log_lik)
    # objective: log_lik

    # backward
    d_rate = (y / rate - 1) / n
    d_eta = d_rate * exposure * np.exp(eta)  #! d_eta = d_rate * exposure  #! d_eta = d_rate * rate
    d_log_r = np.sum(d_rate * exposure) * np.exp(log_r)  #! d_log_r = np.sum(d_rate) * np.exp(log_r)  #! d_log_r = np.sum(d_rate * exposure)
    d_beta = hidden.T @ d_eta
    d_beta0 = d_eta.sum()  #! d_beta0 = d_eta.mean()
    d_hidden = np.outer(d_eta, beta)
    d_pre = d_hidden * (1 - hidden ** 2)  #! d_pre = d_hidden * (1 - np.tanh(hidden) ** 2)  #! d_pre = d_hidden
    d_A = x.T @ d_pre
    d_a0 = d_pre.sum(axis=0)
    # update
    A = A + step * d_A
    a0 = a0 + step * d_a0
    beta = beta + step * d_beta  #! beta = beta - step * d_beta
    beta0 = beta0 + step * d_beta0
    log_r = log_r + step * d_log_r

print("log likelihood:", np.round(history, 4))
