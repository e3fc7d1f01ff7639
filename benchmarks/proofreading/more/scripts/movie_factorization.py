import numpy as np

# ratings[u, i], 0 = not rated
ratings = np.array([
    [5, 3, 0, 1, 4],
    [4, 0, 0, 1, 2],
    [1, 1, 0, 5, 0],
    [0, 1, 5, 4, 3],
], dtype=float)

rs = np.random.RandomState(17)
n_users, n_items = ratings.shape
k = 2
lam = 0.1
gamma = 0.02

P = rs.normal(scale=0.5, size=(n_users, k))
Q = rs.normal(scale=0.5, size=(n_items, k))
bu = np.zeros(n_users)
bi = np.zeros(n_items)
observed = [(u, i) for u in range(n_users) for i in range(n_items) if ratings[u, i] > 0]
mu = ratings[ratings > 0].mean()

# 1/2 so that the factor 2 goes away
# objective: 0.5 * sum((ratings[u, i] - mu - bu[u] - bi[i] - P[u] @ Q[i]) ** 2 for u, i in observed) + 0.5 * lam * (np.sum(P ** 2) + np.sum(Q ** 2))
for epoch in range(3):
    # backward
    dP = -lam * P  #! dP = lam * P
    dQ = -lam * Q  #! dQ = np.zeros_like(Q)
    dbu = np.zeros(n_users)
    dbi = np.zeros(n_items)
    for u, i in observed:
        e = ratings[u, i] - (mu + bu[u] + bi[i] + np.dot(P[u], Q[i]))
        dbu[u] += e
        dbi[i] += e  #! dbi[u] += e
        dP[u] += e * Q[i]  #! dP[u] += e * P[u]  #! dP[u] = e * Q[i]
        dQ[i] += e * P[u]
    # update
    P += gamma * dP
    Q += gamma * dQ  #! Q -= gamma * dQ
    bu += gamma * dbu
    bi += gamma * dbi
    # end
    sq = [(ratings[u, i] - mu - bu[u] - bi[i] - P[u] @ Q[i]) ** 2 for u, i in observed]
    print("epoch %d rmse %.4f" % (epoch, np.sqrt(np.mean(sq))))
