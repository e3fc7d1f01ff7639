from numpy import array, dot, zeros, mean
from numpy.random import seed, normal, permutation

# Matrix factorisation with user and item biases, plain SGD over the known ratings
R = array([[5, 3, 0, 1],
           [4, 0, 0, 1],
           [1, 1, 0, 5],
           [0, 1, 5, 4],
           [2, 1, 4, 0]])
seed(1)
n_users, n_items = R.shape
F = 2
P = normal(0, 0.5, (n_users, F))
Q = normal(0, 0.5, (F, n_items))
bu = zeros(n_users)
bi = zeros(n_items)
ratings = [(u, i, R[u, i]) for u in range(n_users) for i in range(n_items) if R[u, i] > 0]
mu = mean([r for _, _, r in ratings])
alpha, lam = 0.05, 0.1

# for each rating the objective is
# objective: 0.5 * (r - mu - bu[u] - bi[i] - dot(P[u, :], Q[:, i])) ** 2 + 0.5 * lam * (bu[u] ** 2 + bi[i] ** 2 + dot(P[u, :], P[u, :]) + dot(Q[:, i], Q[:, i]))
for sweep in range(3):
    for k in permutation(len(ratings)):
        u, i, r = ratings[k]
        pred = mu + bu[u] + bi[i] + dot(P[u, :], Q[:, i])
        # backward
        e = r - pred  #! e = pred - r  #! e = r - dot(P[u, :], Q[:, i])
        gp = -e * Q[:, i] + lam * P[u, :]  #! gp = -e * P[u, :] + lam * P[u, :]  #! gp = -e * Q[:, i]
        gq = -e * P[u, :] + lam * Q[:, i]  #! gq = e * P[u, :] + lam * Q[:, i]  #! gq = -e * P[u, :] + lam * P[u, :]
        # update
        bu[u] -= alpha * (lam * bu[u] - e)  #! bu[u] -= alpha * (lam * bu[u] + e)  #! bu[u] -= alpha * lam * bu[u] - e
        bi[i] -= alpha * (lam * bi[i] - e)  #! bi[i] -= alpha * (lam * bu[u] - e)  #! bi[i] -= alpha * (bi[i] - e)
        P[u, :] -= alpha * gp  #! P -= alpha * gp
        Q[:, i] -= alpha * gq  #! Q[:, i] += alpha * gq
        # end
    rmse = mean([(r - mu - bu[u] - bi[i] - dot(P[u, :], Q[:, i])) ** 2 for u, i, r in ratings]) ** 0.5
    print("sweep", sweep, "rmse", rmse)
