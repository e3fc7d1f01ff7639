"""
Two heads on one hidden layer:
  - number of visits   ~ Poisson(exp(eta))
  - amount spent       ~ Normal(m, exp(s)^2)      s is the LOG of the standard deviation
Maximum likelihood, so the gradients below are gradients of the log likelihood and we go UPHILL.
"""
import numpy as np

rng = np.random.default_rng(2024)
n, d, h = 8, 3, 5
X = rng.normal(size=(n, d))
visits = rng.poisson(np.exp(0.5 * X[:, 0]))
spent = X[:, 1] - 0.5 * X[:, 2] + rng.normal(size=n) * np.exp(0.3 * X[:, 0])

W = rng.normal(size=(d, h)) * 0.5
b = np.zeros(h)
w_eta, w_m, w_s = rng.normal(size=(3, h)) * 0.3
c = np.zeros(3)             # the three intercepts: eta, m, s
history = []

for sweep in range(4):
    H = np.log1p(np.exp(X @ W + b))      # softplus
    eta = H @ w_eta + c[0]
    m = H @ w_m + c[1]
    s = H @ w_s + c[2]
    rate = np.exp(eta)
    z = (spent - m) / np.exp(s)
    ll = np.sum(visits * eta - rate) + np.sum(-s - 0.5 * z ** 2)
    history.append(ll)
    # objective: ll
    # backward
    d_eta = visits - rate  #! d_eta = visits / rate - 1
    d_m = z / np.exp(s)  #! d_m = z  #! d_m = -z / np.exp(s)
    d_s = z ** 2 - 1  #! d_s = 0.5 * z ** 2 - 1
    gc = np.array([d_eta.sum(), d_m.sum(), d_s.sum()])
    g_eta, g_m, g_s = H.T @ d_eta, H.T @ d_m, H.T @ d_s
    dH = np.outer(d_eta, w_eta) + np.outer(d_m, w_m) + np.outer(d_s, w_s)  #! dH = np.outer(d_eta, w_eta) + np.outer(d_m, w_m)
    dA = dH * (1 - np.exp(-H))  #! dA = dH * (1 / (1 + np.exp(-H)))
    gW = X.T @ dA
    gb = dA.sum(axis=0)
    # update
    W += 0.02 * gW
    b += 0.02 * gb
    w_eta += 0.02 * g_eta
    w_m += 0.02 * g_m
    w_s += 0.02 * g_s
    c += 0.02 * gc

print(history)
