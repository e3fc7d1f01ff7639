# Recommender chapter: matrix factorisation with biases, pure Python on purpose
# full-batch gradient DESCENT written with err = rating - prediction and "+="
import random

random.seed(4)
ratings = [(0, 0, 5), (0, 1, 3), (0, 3, 1), (1, 0, 4), (1, 3, 1), (2, 1, 1),
           (2, 2, 5), (2, 3, 4), (3, 0, 1), (3, 2, 4), (3, 1, 2)]
n_users, n_items, K = 4, 4, 2
P = [[random.gauss(0, 0.5) for _ in range(K)] for _ in range(n_users)]
Q = [[random.gauss(0, 0.5) for _ in range(K)] for _ in range(n_items)]
bu = [0.1 * random.random() for _ in range(n_users)]
bi = [0.1 * random.random() for _ in range(n_items)]
mu = [sum(r for _, _, r in ratings) / len(ratings)]
reg = 0.1
lr = 0.02

for epoch in range(20):
    err = []
    sse = 0.0
    for u, i, r in ratings:
        pred = mu[0] + bu[u] + bi[i] + sum(P[u][f] * Q[i][f] for f in range(K))
        err.append(r - pred)
        sse += (r - pred) ** 2
        # the penalty is paid once per rating, so busy users pay more
        sse += reg * (bu[u] ** 2 + bi[i] ** 2 + sum(P[u][f] ** 2 + Q[i][f] ** 2 for f in range(K)))

    # backward
    sP = [[0.0] * K for _ in range(n_users)]
    sQ = [[0.0] * K for _ in range(n_items)]
    su = [0.0] * n_users
    si = [0.0] * n_items
    smu = 0.0
    for n, (u, i, r) in enumerate(ratings):
        e = err[n]  #! e = err[u]  #! e = abs(err[n])
        smu += 2 * e  #! smu = 2 * e  #! smu += e
        su[u] += 2 * e - 2 * reg * bu[u]  #! su[u] += 2 * e + 2 * reg * bu[u]  #! su[u] = 2 * e - 2 * reg * bu[u]
        si[i] += 2 * e - 2 * reg * bi[i]  #! si[i] += 2 * e - 2 * reg * bu[u]  #! si[u] += 2 * e - 2 * reg * bi[i]
        for f in range(K):
            sP[u][f] += 2 * e * Q[i][f] - 2 * reg * P[u][f]  #! sP[u][f] += 2 * e * P[u][f] - 2 * reg * P[u][f]  #! sP[u][f] += 2 * e * Q[i][f] - reg * P[u][f]
            sQ[i][f] += 2 * e * P[u][f] - 2 * reg * Q[i][f]  #! sQ[i][f] += 2 * e * P[u][f]  #! sQ[i][f] += 2 * e * P[i][f] - 2 * reg * Q[i][f]

    # update
    mu[0] += lr * smu / 10  # the global mean moves slowly  #! mu[0] -= lr * smu / 10
    for u in range(n_users):
        bu[u] += lr * su[u]
        for f in range(K):
            P[u][f] += lr * sP[u][f]  #! P[u][f] -= lr * sP[u][f]
    for i in range(n_items):
        bi[i] += lr * si[i]
        for f in range(K):
            Q[i][f] += lr * sQ[i][f]  #! Q[i][f] += lr * sP[i][f]
