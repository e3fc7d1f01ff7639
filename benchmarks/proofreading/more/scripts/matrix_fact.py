# objective: e ** 2 + reg * (np.dot(P[u], P[u]) + np.dot(Q[i], Q[i])) + reg * (bu[u] ** 2 + bi[i] ** 2)
# Matrix factorization a la Netflix prize, one rating at a time
import numpy as np

ratings = [
    (0, 0, 5), (0, 1, 3), (0, 3, 1),
    (1, 0, 4), (1, 3, 1),
    (2, 0, 1), (2, 1, 1), (2, 3, 5),
    (3, 1, 1), (3, 2, 5), (3, 3, 4),
    (4, 1, 2), (4, 2, 4),
]
n_users, n_items, n_factors = 5, 4, 3
np.random.seed(0)
P = np.random.normal(scale=0.4, size=(n_users, n_factors))
Q = np.random.normal(scale=0.4, size=(n_items, n_factors))
bu = [0.0] * n_users
bi = [0.0] * n_items
mean = sum(r for _, _, r in ratings) / len(ratings)

lr = 0.02
reg = 0.05
for epoch in range(10):
    for u, i, r in ratings:
        pred = mean + bu[u] + bi[i]
        for f in range(n_factors):
            pred += P[u, f] * Q[i, f]
        e = r - pred

        # backward
        g_bu = -2 * e + 2 * reg * bu[u]  #! g_bu = -2 * e + 2 * reg * bu[i]
        g_bi = -2 * e + 2 * reg * bi[i]  #! g_bi = -2 * e - 2 * reg * bi[i]
        g_p = np.zeros(n_factors)
        g_q = np.zeros(n_factors)
        for f in range(n_factors):
            g_p[f] = -2 * e * Q[i, f] + 2 * reg * P[u, f]  #! g_p[f] = -2 * e * P[u, f] + 2 * reg * P[u, f]  #! g_p[f] = -e * Q[i, f] + 2 * reg * P[u, f]
            g_q[f] = -2 * e * P[u, f] + 2 * reg * Q[i, f]  #! g_q[f] = -2 * e * P[u, f]  #! g_q[f] = -2 * e * P[u, f] + 2 * reg * P[u, f]

        # update
        bu[u] = bu[u] - lr * g_bu
        bi[i] = bi[i] - lr * g_bi  #! bi[i] = bi[i] - lr * g_bu
        for f in range(n_factors):
            P[u, f] = P[u, f] - lr * g_p[f]  #! P[u, f] = P[u, f] + lr * g_p[f]
            Q[i, f] = Q[i, f] - lr * g_q[f]  #! Q[i, f] = P[u, f] - lr * g_q[f]
    lr *= 0.95
