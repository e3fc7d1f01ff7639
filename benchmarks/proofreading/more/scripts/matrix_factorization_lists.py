# Movie recommender in pure python: R ~ mean + bu + bi + P Q^T, trained with SGD on the known ratings
import random
import numpy as np

random.seed(8)
R = [
    [5, 3, 0, 1, 4],
    [4, 0, 0, 1, 0],
    [1, 1, 0, 5, 2],
    [1, 0, 5, 4, 0],
    [0, 1, 5, 4, 3],
]   # 0 = not rated
n_users, n_items, K = len(R), len(R[0]), 3
known = [(u, i, R[u][i]) for u in range(n_users) for i in range(n_items) if R[u][i] > 0]
mean = sum(r for _, _, r in known) / len(known)

P = [[random.gauss(0, 0.5) for _ in range(K)] for _ in range(n_users)]
Q = [[random.gauss(0, 0.5) for _ in range(K)] for _ in range(n_items)]
bu = [0.0] * n_users
bi = [0.0] * n_items
gamma = 0.05
lam = 0.1

for epoch in range(10):
    random.shuffle(known)
    total = 0.0
    for u, i, r in known:
        pred = mean + bu[u] + bi[i]
        for k in range(K):
            pred += P[u][k] * Q[i][k]
        cost = (r - pred) ** 2 + lam * (bu[u] ** 2 + bi[i] ** 2)
        for k in range(K):
            cost += lam * (P[u][k] ** 2 + Q[i][k] ** 2)
        total += cost

        # backward
        err = 2 * (r - pred)  #! err = 2 * (r - pred) ** 2
        gP = [0.0] * K
        gQ = [0.0] * K
        for k in range(K):
            gP[k] = err * Q[i][k] - 2 * lam * P[u][k]  #! gP[k] = err * P[u][k] - 2 * lam * P[u][k]
            gQ[k] = err * P[u][k] - 2 * lam * Q[i][k]  #! gQ[k] = err * P[u][k] - lam * Q[i][k]
        gbu = err - 2 * lam * bu[u]  #! gbu = err  #! gbu = err - 2 * lam * bi[i]
        gbi = err - 2 * lam * bi[i]  #! gbi = err * bu[u] - 2 * lam * bi[i]

        # update
        for k in range(K):
            P[u][k] += gamma * gP[k]  #! P[u][k] = gamma * gP[k]
            Q[i][k] += gamma * gQ[k]  #! Q[u][k] += gamma * gQ[k]
        bu[u] += gamma * gbu  #! bu[u] += gbu
        bi[i] += gamma * gbi  #! bi[u] += gamma * gbi
    gamma *= 0.95   # decay
    if epoch % 3 == 0:
        print(epoch, total / len(known))

full = np.array([[mean + bu[u] + bi[i] + sum(P[u][k] * Q[i][k] for k in range(K)) for i in range(n_items)] for u in range(n_users)])
print(np.round(full, 1))
