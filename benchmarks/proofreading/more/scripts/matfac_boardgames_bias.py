import numpy as np

# R[u][i] = rating of player u for game i, 0 = has not played it
R = [
    [5, 3, 0, 1],
    [4, 0, 4, 1],
    [1, 1, 0, 5],
    [0, 1, 5, 4],
    [2, 0, 5, 0],
]
R = np.array(R, dtype=float)
n_players, n_games = R.shape
K = 2

np.random.seed(1)
P = np.random.rand(n_players, K)
Q = np.random.rand(n_games, K)
bu = np.zeros(n_players) + 0.05
bi = np.zeros(n_games) - 0.05
mu = R[R > 0].mean()
alpha = 0.02
beta = 0.1

rated = [(u, i) for u in range(n_players) for i in range(n_games) if R[u, i] > 0]

for epoch in range(3):
    running = 0.0
    for u, i in rated:
        rhat = mu + bu[u] + bi[i] + P[u] @ Q[i]
        eui = R[u, i] - rhat
        cost = eui ** 2 + beta * (P[u] @ P[u] + Q[i] @ Q[i] + bu[u] ** 2 + bi[i] ** 2)
        running += cost

        # backward
        gP = np.zeros(K)
        gQ = np.zeros(K)
        for k in range(K):
            gP[k] = -2 * eui * Q[i][k] + 2 * beta * P[u][k]  #! gP[k] = -2 * eui * P[u][k] + 2 * beta * P[u][k]  #! gP[k] = 2 * eui * Q[i][k] + 2 * beta * P[u][k]
            gQ[k] = -2 * eui * P[u][k] + 2 * beta * Q[i][k]  #! gQ[k] = -2 * eui * P[i][k] + 2 * beta * Q[i][k]  #! gQ[k] = -2 * eui * P[u][k] + beta * Q[i][k]
        gbu = -2 * eui + 2 * beta * bu[u]  #! gbu = -2 * eui  #! gbu = -2 * eui + 2 * beta * bi[i]
        gbi = -2 * eui + 2 * beta * bi[i]  #! gbi = -eui + 2 * beta * bi[i]  #! gbi = 2 * eui + 2 * beta * bi[i]
        # update
        P[u] -= alpha * gP  #! P[i] -= alpha * gP  #! P[u] -= alpha * gQ
        Q[i] -= alpha * gQ  #! Q[i] += alpha * gQ
        bu[u] -= alpha * gbu  #! bu -= alpha * gbu
        bi[i] -= alpha * gbi
        # end
    print("epoch", epoch, "cost", round(running, 3))

print(np.round(mu + bu[:, None] + bi[None, :] + P @ Q.T, 2))
