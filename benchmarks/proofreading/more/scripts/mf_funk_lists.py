# Funk style matrix factorisation with biases, plain python lists, no matrix ops at all
import random
import numpy as np

random.seed(4)
ratings = [(0, 0, 5), (0, 1, 3), (0, 3, 1), (1, 0, 4), (1, 3, 1), (2, 1, 1),
           (2, 3, 5), (3, 0, 1), (3, 2, 4), (4, 1, 2), (4, 2, 5), (4, 3, 4)]
n_users, n_items, K = 5, 4, 3
lam = 0.05
gamma = 0.03

P = [[random.gauss(0, 0.5) for _ in range(K)] for _ in range(n_users)]
# Q is stored factor-first!!  Q[f][item]
Q = [[random.gauss(0, 0.5) for _ in range(n_items)] for _ in range(K)]
bu = [0.0] * n_users
bi = [0.0] * n_items
glob = [3.0]

for epoch in range(6):
    random.shuffle(ratings)
    sse = 0.0
    for u, i, r in ratings:
        pred = glob[0] + bu[u] + bi[i]
        for f in range(K):
            pred += P[u][f] * Q[f][i]
        e = r - pred
        reg = bu[u] ** 2 + bi[i] ** 2
        for f in range(K):
            reg += P[u][f] ** 2 + Q[f][i] ** 2
        cost = e ** 2 + lam * reg
        sse += cost

        # backward
        d_pred = -2 * e  #! d_pred = 2 * e
        d_glob = d_pred
        d_bu = d_pred + 2 * lam * bu[u]  #! d_bu = d_pred + lam * bu[u]
        d_bi = d_pred + 2 * lam * bi[i]  #! d_bi = d_pred + 2 * lam * bi[u % n_items]
        d_p = [0.0] * K
        d_q = [0.0] * K
        for f in range(K):
            d_p[f] = d_pred * Q[f][i] + 2 * lam * P[u][f]  #! d_p[f] = d_pred * Q[f][i] + 2 * lam * Q[f][i]  #! d_p[f] = d_pred * Q[f][i] - 2 * lam * P[u][f]
            d_q[f] = d_pred * P[u][f] + 2 * lam * Q[f][i]  #! d_q[f] = d_pred * P[u][f]  #! d_q[f] = d_pred * P[i][f] + 2 * lam * Q[f][i]

        # update
        glob[0] -= gamma * 0.1 * d_glob      # slower, it sees every rating
        bu[u] -= gamma * d_bu
        bi[i] -= gamma * d_bi  #! bi[i] -= gamma * d_bu
        for f in range(K):
            P[u][f] -= gamma * d_p[f]  #! P[u][f] = -gamma * d_p[f]
            Q[f][i] -= gamma * d_q[f]  #! Q[f][i] -= gamma * d_pred * P[u][f] + 2 * lam * Q[f][i]
    print(epoch, np.sqrt(sse / len(ratings)))
