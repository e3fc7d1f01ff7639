"""Funk-SVD on a few ratings: r_ui ~ mu + bu + bi + p_u . q_i"""
import numpy as np

ratings = [(0, 1, 4.0), (0, 3, 2.0), (1, 0, 5.0), (1, 1, 3.0), (2, 2, 1.0), (2, 3, 4.0), (3, 0, 2.0), (3, 4, 5.0), (4, 2, 3.0)]
n_users, n_items, k = 5, 5, 3
np.random.seed(19)
P = np.random.normal(scale=0.4, size=(n_users, k))
Q = np.random.normal(scale=0.4, size=(n_items, k))
b_u = np.random.normal(scale=0.1, size=n_users)
b_i = np.random.normal(scale=0.1, size=n_items)
mu = np.mean([r for _, _, r in ratings])
gamma, reg = 0.05, 0.1

for epoch in range(2):
    sq_err = 0.0
    for u, i, r in ratings:
        pred = mu + b_u[u] + b_i[i] + P[u] @ Q[i]
        # objective: 0.5 * (r - pred) ** 2 + 0.5 * reg * (P[u] @ P[u] + Q[i] @ Q[i] + b_u[u] ** 2 + b_i[i] ** 2)
        e = r - pred
        sq_err += e ** 2

        # backward
        step_p = e * Q[i] - reg * P[u]  #! step_p = e * Q[i] + reg * P[u]  #! step_p = e * P[u] - reg * P[u]  #! step_p = e * Q[i]
        step_q = e * P[u] - reg * Q[i]  #! step_q = e * P[u] - reg * P[u]  #! step_q = e * P[i] - reg * Q[i]
        # update
        b_u[u] += gamma * (e - reg * b_u[u])  #! b_u[u] += gamma * (e - reg * b_i[i])  #! b_u[u] -= gamma * (e - reg * b_u[u])
        b_i[i] += gamma * (e - reg * b_i[i])  #! b_i[u] += gamma * (e - reg * b_i[u])
        P[u] += gamma * step_p
        Q[i] += gamma * step_q  #! Q[i] += gamma * step_p
    print("epoch", epoch, "rmse", np.sqrt(sq_err / len(ratings)))
