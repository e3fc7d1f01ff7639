# matrix factorisation with biases, like the Netflix prize blog post
# ratings as (user, movie, stars)
import numpy as np

ratings = [(0, 0, 5), (0, 1, 3), (1, 0, 4), (1, 3, 1), (2, 1, 1),
           (2, 2, 5), (3, 2, 4), (3, 3, 5), (0, 3, 1), (2, 3, 4)]
nu, nm, k = 4, 4, 2
rng = np.random.RandomState(0)
P = rng.normal(scale=.3, size=(nu, k))
Q = rng.normal(scale=.3, size=(nm, k))
bu, bm = np.zeros(nu), np.zeros(nm)
mean = sum(s for _, _, s in ratings) / len(ratings)
beta = 0.02

def total():
    e = 0
    for u, m, s in ratings:
        e += (s - mean - bu[u] - bm[m] - P[u] @ Q[m]) ** 2
    return e + beta * ((P ** 2).sum() + (Q ** 2).sum() + (bu ** 2).sum() + (bm ** 2).sum())

for sweep in range(25):
    cost = total()
    # backward
    gP, gQ = 2 * beta * P, 2 * beta * Q
    gbu, gbm = 2 * beta * bu, 2 * beta * bm
    for u, m, s in ratings:
        err = s - mean - bu[u] - bm[m] - P[u] @ Q[m]
        gP[u] -= 2 * err * Q[m]
        gQ[m] -= 2 * err * P[u]
        gbu[u] -= 2 * err
        gbm[m] -= 2 * err
    # update
    P -= 0.05 * gP
    Q -= 0.05 * gQ
    bu -= 0.05 * gbu
    bm -= 0.05 * gbm
    if sweep % 8 == 0:
        print(sweep, round(cost, 4))

print(np.round(mean + bu[:, None] + bm[None] + P @ Q.T, 1))
