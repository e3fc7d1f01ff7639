# objective: 0.5 * (((R - pred) * seen) ** 2).sum() + 0.5 * lam * ((P ** 2).sum() + (Q ** 2).sum())
import numpy as np

R = np.array([[5, 3, 0, 1, 4],
              [4, 0, 0, 1, 0],
              [1, 1, 0, 5, 2],
              [0, 1, 5, 4, 0]], dtype=float)
seen = R > 0
np.random.seed(50)
k, lam, eta = 2, 0.1, 0.03
P, Q = np.random.rand(4, k), np.random.rand(5, k)
bu, bi = np.zeros((4, 1)), np.zeros((1, 5))
mean = R[seen].mean()

for epoch in range(30):
    pred = mean + bu + bi + P @ Q.T
    # backward
    E = (R - pred) * seen           # error only where there is a rating
    stepP = E @ Q - lam * P         # these are minus gradients
    stepQ = E.T @ P - lam * Q
    step_bu = E.sum(axis=1, keepdims=True)
    step_bi = E.sum(axis=0, keepdims=True)
    # update
    P += eta * stepP
    Q += eta * stepQ
    bu += eta * step_bu
    bi += eta * step_bi
print(np.round(mean + bu + bi + P @ Q.T, 1))
