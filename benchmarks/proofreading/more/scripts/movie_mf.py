# objective: 0.5 * (r - guess) ** 2 + 0.5 * lam * (np.dot(P[u], P[u]) + np.dot(Q[i], Q[i]) + bu[u] ** 2 + bi[i] ** 2)
# Matrix factorization for movie ratings, SGD one rating at a time
# (pure python, no numpy tricks, because I want to see every number)
import random
import numpy as np

random.seed(4)
ratings = [(0, 0, 5), (0, 1, 3), (0, 3, 1), (1, 0, 4), (1, 3, 1),
           (2, 0, 1), (2, 1, 1), (2, 3, 5), (3, 1, 1), (3, 2, 5), (3, 3, 4)]
n_users, n_items, K = 4, 4, 3

P = [[random.uniform(-0.5, 0.5) for _ in range(K)] for _ in range(n_users)]
Q = [[random.uniform(-0.5, 0.5) for _ in range(K)] for _ in range(n_items)]
bu = [0.0] * n_users
bi = [0.0] * n_items
mu = sum(x[2] for x in ratings) / len(ratings)
lr, lam = 0.05, 0.1

for epoch in range(8):
    for u, i, r in ratings:
        guess = mu + bu[u] + bi[i]
        for k in range(K):
            guess += P[u][k] * Q[i][k]

        # backward
        err = r - guess  #! err = r - guess - mu
        gP = [0.0] * K
        gQ = [0.0] * K
        for k in range(K):
            gP[k] = err * Q[i][k] - lam * P[u][k]  #! gP[k] = err * Q[u][k] - lam * P[u][k]
            gQ[k] = err * P[u][k] - lam * Q[i][k]  #! gQ[k] = err * P[u][k] - lam * P[u][k]  #! gQ[k] = err * (P[u][k] + lr * gP[k]) - lam * Q[i][k]
        g_bu = err - lam * bu[u]  #! g_bu = err - bu[u]
        g_bi = err - lam * bi[i]  #! g_bi = err - lam * bu[i]

        # update
        for k in range(K):
            P[u][k] += lr * gP[k]  #! P[u][k] -= lr * gP[k]
            Q[i][k] += lr * gQ[k]  #! Q[i][k] += lr * gQ[0]
        bu[u] += lr * g_bu  #! bu[u] = lr * g_bu
        bi[i] += lr * g_bi  #! bi[u] += lr * g_bi

for row in P:
    print([round(v, 3) for v in row])
