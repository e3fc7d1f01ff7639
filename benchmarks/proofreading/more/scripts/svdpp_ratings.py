# objective: 0.5 * e ** 2 + 0.5 * reg * (bu[u] ** 2 + bi[i] ** 2 + P[u] @ P[u] + Q[i] @ Q[i]) + 0.5 * reg * np.sum(Y[seen[u]] ** 2)
import numpy as np
# movie ratings with matrix factorization, the SVD++ version (implicit part Y).
# stochastic gradient, one rating after the other, as in the netflix prize blogs
rng = np.random.RandomState(30)
n_users, n_items, k = 4, 5, 3
ratings = [(0, 0, 5.), (0, 2, 1.), (0, 4, 4.), (1, 0, 4.), (1, 1, 2.), (2, 1, 5.),
           (2, 3, 3.), (2, 4, 1.), (3, 2, 2.), (3, 3, 5.), (3, 0, 3.)]
seen = [[i for (uu, i, r) in ratings if uu == u] for u in range(n_users)]
mu = np.mean([r for _, _, r in ratings])

bu = np.zeros(n_users)
bi = np.zeros(n_items)
P = rng.normal(0, 0.4, (n_users, k))
Q = rng.normal(0, 0.4, (n_items, k))
Y = rng.normal(0, 0.4, (n_items, k))
lr, reg = 0.08, 0.05

for epoch in range(10):
    for u, i, r in ratings:
        N = len(seen[u]) ** -0.5
        imp = N * Y[seen[u]].sum(axis=0)
        user = P[u] + imp
        pred = mu + bu[u] + bi[i] + user @ Q[i]
        e = r - pred

        # backward
        # (these are minus the gradient, so we ADD them below)
        step_bu = e - reg * bu[u]  #! step_bu = e
        step_bi = e - reg * bi[i]  #! step_bi = e - reg * bi[u]
        step_p = e * Q[i] - reg * P[u]  #! step_p = e * Q[i] + reg * P[u]  #! step_p = e * P[u] - reg * P[u]
        step_q = e * user - reg * Q[i]  #! step_q = e * P[u] - reg * Q[i]
        step_y = e * N * Q[i] - reg * Y[seen[u]]  #! step_y = e * Q[i] - reg * Y[seen[u]]  #! step_y = N * Q[i] - reg * Y[seen[u]]

        # update
        bu[u] += lr * step_bu  #! bu[u] -= lr * step_bu
        bi[i] += lr * step_bi
        P[u] += lr * step_p
        Q[i] += lr * step_q  #! Q[i] += lr * step_p
        Y[seen[u]] += lr * step_y  #! Y[i] += lr * step_y[0]
    lr = lr * 0.97
