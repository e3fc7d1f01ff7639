# Movie ratings: R ~ mu + bu + bi + P Q^T, only the known entries count
import numpy as np

R = np.array([[5, 3, 0, 1],
              [4, 0, 0, 1],
              [1, 1, 0, 5],
              [0, 1, 5, 4],
              [0, 2, 4, 0]], dtype=float)
known = R > 0
mu = R[known].mean()
np.random.seed(4)
k, reg, alpha = 2, 0.05, 0.03
P = np.random.normal(scale=1.0 / k, size=(5, k))
Q = np.random.normal(scale=1.0 / k, size=(4, k))
bu = np.zeros(5)
bi = np.zeros(4)


def predict():
    return mu + bu[:, None] + bi[None, :] + P @ Q.T


for step in range(30):
    err = np.where(known, R - predict(), 0)
    cost = (err ** 2).sum() + reg * (np.sum(P ** 2) + np.sum(Q ** 2) + bu @ bu + bi @ bi)
    if step % 10 == 0:
        print("step", step, "cost", cost)
    # backward
    gP = -2 * err @ Q + 2 * reg * P
    gQ = -2 * err.T @ P + 2 * reg * Q
    gbu = -2 * err.sum(axis=1) + 2 * reg * bu
    gbi = -2 * err.sum(axis=0) + 2 * reg * bi
    # update
    P, Q = P - alpha * gP, Q - alpha * gQ
    bu, bi = bu - alpha * gbu, bi - alpha * gbi

print(np.round(predict(), 1))
