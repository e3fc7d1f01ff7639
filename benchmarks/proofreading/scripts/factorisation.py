import numpy as np
np.random.seed(4)
R = np.array([[5, 3, 0, 1], [4, 0, 0, 1], [1, 1, 0, 5]], dtype=float)
M = (R > 0).astype(float)
P = np.random.rand(3, 2)
Q = np.random.rand(4, 2)
alpha, beta = 0.01, 0.02
for step in range(2):
    E = M * (R - P @ Q.T)
    cost = 0.5 * np.sum(E ** 2) + 0.5 * beta * (np.sum(P ** 2) + np.sum(Q ** 2))
    # backward
    dP = E @ Q - beta * P
    dQ = E.T @ P - beta * Q
    # update
    P = P + alpha * dP
    Q = Q + alpha * dQ
