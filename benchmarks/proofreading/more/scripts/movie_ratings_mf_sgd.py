import numpy as np

np.random.seed(21)
R = np.array([[5, 3, 0, 1, 4],
              [4, 0, 0, 1, 2],
              [1, 1, 0, 5, 0],
              [0, 1, 5, 4, 3]], dtype=float)
users, items = R.nonzero()
n_users, n_items = R.shape
K, alpha, beta = 3, 0.02, 0.1

P = np.random.normal(scale=1. / K, size=(n_users, K))
Q = np.random.normal(scale=1. / K, size=(n_items, K))
b_u = np.zeros(n_users)
b_i = np.zeros(n_items)
mu = R[R > 0].mean()


def predict(u, i):
    return mu + b_u[u] + b_i[i] + P[u] @ Q[i]


# objective: 0.5 * (R[u, i] - predict(u, i)) ** 2 + 0.5 * beta * (P[u] @ P[u] + Q[i] @ Q[i] + b_u[u] ** 2 + b_i[i] ** 2)
for sweep in range(2):
    for u, i in zip(users, items):
        e = R[u, i] - predict(u, i)
        # backward
        d_bu = e - beta * b_u[u]  #! d_bu = e - beta * b_i[i]
        d_bi = e - beta * b_i[i]
        d_p = e * Q[i] - beta * P[u]  #! d_p = e * Q[i] + beta * P[u]  #! d_p = e * P[u] - beta * P[u]  #! d_p = e * Q[u] - beta * P[u]
        d_q = e * P[u] - beta * Q[i]  #! d_q = e * P[u] - beta * P[u]
        # update
        b_u[u] += alpha * d_bu
        b_i[i] += alpha * d_bi  #! b_i[i] += alpha * d_bu  #! b_i[i] -= alpha * d_bi
        P[u, :] += alpha * d_p
        Q[i, :] += alpha * d_q
    rmse = np.sqrt(np.mean([(R[u, i] - predict(u, i)) ** 2 for u, i in zip(users, items)]))
    print("sweep", sweep, "rmse", rmse)
