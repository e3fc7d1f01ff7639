"""Movie recommender, matrix factorization with biases, plain loops (0 = not rated)."""
import numpy as np

R = [[5, 3, 0, 1],
     [4, 0, 0, 1],
     [1, 1, 0, 5],
     [1, 0, 5, 4],
     [0, 1, 5, 4]]
users, items, F = len(R), len(R[0]), 3
rnd = np.random.RandomState(1)
P = rnd.rand(users, F).tolist()
Q = rnd.rand(F, items).tolist()      # Q is transposed!
bu = [0.0] * users
bi = [0.0] * items
known = [R[u][i] for u in range(users) for i in range(items) if R[u][i] > 0]
mu = sum(known) / len(known)
gamma, lam = 0.02, 0.05

for epoch in range(10):
    e_total = 0.0
    for u in range(users):
        for i in range(items):
            if R[u][i] == 0:
                continue
            pred = mu + bu[u] + bi[i]
            for f in range(F):
                pred += P[u][f] * Q[f][i]
            e = R[u][i] - pred
            e_total += e ** 2 + lam * (bu[u] ** 2 + bi[i] ** 2)
            for f in range(F):
                e_total += lam * (P[u][f] ** 2 + Q[f][i] ** 2)

            # backward
            gbu = -2 * e + 2 * lam * bu[u]  #! gbu = -2 * e + 2 * lam * bi[i]  #! gbu = -2 * e * bu[u] + 2 * lam * bu[u]
            gbi = -2 * e + 2 * lam * bi[i]  #! gbi = -2 * e - 2 * lam * bi[i]
            gP, gQ = [], []
            for f in range(F):
                gP.append(-2 * e * Q[f][i] + 2 * lam * P[u][f])  #! gP.append(-2 * e * Q[f][i])
                gQ.append(-2 * e * P[u][f] + 2 * lam * Q[f][i])  #! gQ.append(-2 * e * P[u][f] + lam * Q[f][i])  #! gQ.append(-e * P[u][f] + 2 * lam * Q[f][i])

            # update
            bu[u] -= gamma * gbu
            bi[i] -= gamma * gbi  #! bi[i] -= gamma * gbu
            for f in range(F):
                P[u][f] -= gamma * gP[f]  #! P[u][f] = -gamma * gP[f]
                Q[f][i] -= gamma * gQ[f]  #! Q[f][i] -= gamma * gP[f]  #! Q[f][i] += gamma * gQ[f]
    gamma *= 0.95  # slower every epoch
