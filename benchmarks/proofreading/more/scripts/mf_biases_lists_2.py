# objective: sum((r - mu - bu[u] - bi[i] - sum(U[u][f] * V[i][f] for f in range(K))) ** 2 for (u, i, r) in ratings) + reg * (sum(x * x for row in U for x in row) + sum(x * x for row in V for x in row) + sum(b * b for b in bu) + sum(b * b for b in bi))
# Recommender homework, no numpy linear algebra allowed (only for the seed).
# Full batch gradient of the squared error with L2, pure python.
import numpy as np
rnd = np.random.RandomState(5)

ratings = [(0, 0, 5.0), (0, 2, 3.0), (1, 0, 4.0), (1, 1, 1.0), (2, 1, 2.0),
           (2, 3, 5.0), (3, 2, 4.0), (3, 3, 3.5), (4, 0, 2.0), (4, 4, 4.5)]
nu, ni, K = 5, 5, 3
reg = 0.05
lr = 0.02
U = [[float(rnd.normal(0, 0.5)) for f in range(K)] for u in range(nu)]
V = [[float(rnd.normal(0, 0.5)) for f in range(K)] for i in range(ni)]
bu = [float(rnd.normal(0, 0.2)) for u in range(nu)]
bi = [float(rnd.normal(0, 0.2)) for i in range(ni)]
mu = sum(r for _, _, r in ratings) / len(ratings)

for epoch in range(20):
    errs = []
    for (u, i, r) in ratings:
        pred = mu + bu[u] + bi[i]
        for f in range(K):
            pred += U[u][f] * V[i][f]
        errs.append(r - pred)

    # backward
    # start with the regulariser part
    gU = [[2 * reg * U[u][f] for f in range(K)] for u in range(nu)]  #! gU = [[reg * U[u][f] for f in range(K)] for u in range(nu)]
    gV = [[2 * reg * V[i][f] for f in range(K)] for i in range(ni)]  #! gV = [[2 * reg * U[i][f] for f in range(K)] for i in range(ni)]
    gbu = [2 * reg * b for b in bu]
    gbi = [2 * reg * b for b in bi]  #! gbi = [2 * reg * b for b in bu]
    for e, (u, i, r) in zip(errs, ratings):
        gbu[u] -= 2 * e  #! gbu[u] = -2 * e
        gbi[i] -= 2 * e  #! gbi[u] -= 2 * e
        for f in range(K):
            gU[u][f] -= 2 * e * V[i][f]  #! gU[u][f] -= 2 * e * U[u][f]
            gV[i][f] -= 2 * e * U[u][f]  #! gV[i][f] = -2 * e * U[u][f]  #! gV[i][f] -= 2 * r * U[u][f]

    # update
    for u in range(nu):
        bu[u] -= lr * gbu[u]  #! bu[u] -= lr * gbi[u]
        for f in range(K):
            U[u][f] -= lr * gU[u][f]
    for i in range(ni):
        bi[i] -= lr * gbi[i]
        for f in range(K):
            V[i][f] -= lr * gV[i][f]  #! V[i][f] = lr * gV[i][f]

print("rmse", (sum(e * e for e in errs) / len(errs)) ** 0.5)
