"""Logistic regression from scratch, in three versions.
v1: pure loops.   v2: matrices.   v3: matrices + ridge on the weights (not the bias)."""
import numpy as np
from math import exp, log

rng = np.random.RandomState(42)
X = rng.randn(10, 3)
y = (X @ np.array([1.5, -2.0, 0.7]) + 0.3 * rng.randn(10) > 0).astype(float)

# ---------- version 1: everything by hand ----------
w1 = [0.0, 0.0, 0.0]
b1 = 0.0
for epoch in range(5):
    gw = [0.0] * 3
    gb = 0.0
    J1 = 0.0
    for i in range(10):
        s = b1
        for j in range(3):
            s += w1[j] * X[i, j]
        p = 1 / (1 + exp(-s))
        J1 -= (y[i] * log(p) + (1 - y[i]) * log(1 - p)) / 10
        for j in range(3):
            gw[j] += (p - y[i]) * X[i, j] / 10
        gb += (p - y[i]) / 10
    for j in range(3):
        w1[j] -= 0.5 * gw[j]
    b1 -= 0.5 * gb
print("v1", J1)

# ---------- version 2: the same, vectorised ----------
w2, b2 = np.zeros(3), 0.0
for epoch in range(5):
    p = 1 / (1 + np.exp(-(X @ w2 + b2)))
    J2 = -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))
    err = p - y
    w2 = w2 - 0.5 * X.T @ err / len(y)
    b2 = b2 - 0.5 * err.mean()
print("v2", J2, "same as v1?", np.isclose(J1, J2))

# ---------- version 3: with ridge ----------
w3, b3, lam = np.zeros(3), 0.0, 0.1
for epoch in range(20):
    p = 1 / (1 + np.exp(-(X @ w3 + b3)))
    J3 = -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p)) + lam / 2 * np.sum(w3 ** 2)
    # backward
    err = p - y
    dw = X.T @ err / len(y) + lam * w3
    db = err.mean()
    # update
    w3 = w3 - 0.5 * dw
    b3 = b3 - 0.5 * db
print("v3", J3, "acc", np.mean((p > 0.5) == y))
