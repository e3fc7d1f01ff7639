import numpy as np

# Recommender: r_hat = mu + bu[u] + bi[i] + P[u].Q[i]   (Funk / Koren)
# (user, item, rating)
ratings = [(0, 0, 5), (0, 2, 3), (1, 0, 4), (1, 1, 1), (2, 1, 2), (2, 3, 5), (3, 2, 2), (3, 3, 4)]
n_users, n_items, n_factors = 4, 4, 3
gamma = 0.05      # step
lam = 0.1         # regularisation

np.random.seed(2009)
P = np.random.normal(scale=0.5, size=(n_users, n_factors))
Q = np.random.normal(scale=0.5, size=(n_items, n_factors))
bu = np.random.normal(scale=0.1, size=n_users)
bi = np.random.normal(scale=0.1, size=n_items)
mu = np.mean([r for _, _, r in ratings])


def predict(u, i):
    return mu + bu[u] + bi[i] + P[u] @ Q[i]


def train_one(u, i, r):
    e = r - predict(u, i)
    cost = 0.5 * e ** 2 + 0.5 * lam * (bu[u] ** 2 + bi[i] ** 2 + P[u] @ P[u] + Q[i] @ Q[i])
    # backward
    pu = P[u].copy()                            #! pu = P[u]
    bu[u] += gamma * (e - lam * bu[u])          #! bu[u] -= gamma * (e - lam * bu[u])  #! bu[u] += gamma * e - lam * bu[u]  #! bu[u] += gamma * (e + lam * bu[u])
    bi[i] += gamma * (e - lam * bi[i])          #! bi[i] += gamma * (e - lam * bu[i])  #! bi[i] = gamma * (e - lam * bi[i])
    P[u] += gamma * (e * Q[i] - lam * P[u])     #! P[u] += gamma * (e * Q[u] - lam * P[u])  #! P[u] += gamma * e * Q[i]  #! P[u] += gamma * (e * Q[i] - lam * Q[i])
    Q[i] += gamma * (e * pu - lam * Q[i])       #! Q[i] += gamma * (e * pu + lam * Q[i])  #! Q[i] += gamma * (pu - lam * Q[i])  #! Q[u] += gamma * (e * pu - lam * Q[u])
    # end
    return cost


for sweep in range(10):
    costs = []
    for k in np.random.permutation(len(ratings)):
        u, i, r = ratings[k]
        costs.append(train_one(u, i, r))
    rmse = np.sqrt(np.mean([(r - predict(u, i)) ** 2 for u, i, r in ratings]))
    print("sweep", sweep + 1, "cost", round(sum(costs), 4), "rmse", round(rmse, 4))
print(np.round([[predict(u, i) for i in range(n_items)] for u in range(n_users)], 1))
