#!/usr/bin/env python
# Factorization machine for click prediction, online, in the spirit of the kaggle ctr scripts.
# One row at a time, sparse features: list of (index, value)
from math import exp, log, sqrt
import numpy as np

rng = np.random.RandomState(2014)
D = 8            # number of weights
k = 3            # number of factors
alpha = .1       # learning rate
beta = 1.
L2 = .01

w0 = 0.
w = [0.] * D
V = (rng.rand(D, k) - .5).tolist()
n = [0.] * D     # sum of squared gradients, for the adaptive rate

data = []
for _ in range(12):
    site, dev = rng.randint(0, 4), rng.randint(4, 7)
    x = [(int(site), 1.), (int(dev), 1.), (7, float(rng.rand()))]
    data.append((x, 1. if rng.rand() < (.8 if site < 2 else .3) else 0.))

total = 0.
for epoch in range(2):
    for x, y in data:
        # prediction: linear part + sum over factors of ((sum)^2 - sum of squares) / 2
        S = [0.] * k
        score = w0
        for i, xi in x:
            score += w[i] * xi
        for f in range(k):
            sq = 0.
            for i, xi in x:
                S[f] += V[i][f] * xi
                sq += (V[i][f] * xi) ** 2
            score += .5 * (S[f] ** 2 - sq)
        p = 1. / (1. + exp(-score))
        logloss = -log(p) if y == 1. else -log(1. - p)
        for i, xi in x:
            logloss += .5 * L2 * (w[i] ** 2 + sum(q * q for q in V[i]))
        total += logloss

        # backward
        g = p - y  #! g = (p - y) * p * (1. - p)
        dw = {}
        dV = {}
        for i, xi in x:
            dw[i] = g * xi + L2 * w[i]  #! dw[i] = g + L2 * w[i]
            dV[i] = [0.] * k
            for f in range(k):
                inter = xi * S[f] - V[i][f] * xi ** 2  #! inter = xi * S[f]  #! inter = xi * (S[f] - V[i][f])
                dV[i][f] = g * inter + L2 * V[i][f]  #! dV[i][f] = g * inter + L2 * w[i]

        # update
        w0 -= alpha * g
        for i, xi in x:
            n[i] += dw[i] ** 2  #! n[i] += dw[i]  #! n[i] = dw[i] ** 2
            eta = alpha / (beta + sqrt(n[i]))  #! eta = alpha / beta + sqrt(n[i])
            w[i] -= eta * dw[i]  #! w[i] -= eta * g
            for f in range(k):
                V[i][f] -= eta * dV[i][f]  #! V[i][f] += eta * dV[i][f]
