"""Biased matrix factorisation a la Koren, plain Python SGD over the known ratings.
r_hat(u, i) = mean + bu + bi + p_u . q_i ;  held-out RMSE is shown."""
import random
import math

random.seed(2009)
train = [(0, 0, 5), (0, 1, 3), (0, 3, 1), (1, 0, 4), (1, 3, 1), (2, 0, 1), (2, 1, 1),
         (2, 3, 5), (3, 0, 1), (3, 3, 4), (4, 1, 1), (4, 2, 5)]
test = [(4, 3, 4), (3, 2, 5), (1, 1, 3)]
k, gamma, lam = 2, 0.05, 0.02
mean = sum(r for _, _, r in train) / len(train)
bu = [0.0] * 5
bi = [0.0] * 4
p = [[random.gauss(0, .3) for _ in range(k)] for _ in range(5)]
q = [[random.gauss(0, .3) for _ in range(k)] for _ in range(4)]


def predict(u, i):
    return mean + bu[u] + bi[i] + sum(a * b for a, b in zip(p[u], q[i]))


def rmse(rows):
    return math.sqrt(sum((r - predict(u, i)) ** 2 for u, i, r in rows) / len(rows))


for epoch in range(20):
    random.shuffle(train)
    for u, i, r in train:
        e = r - predict(u, i)
        reg = bu[u] ** 2 + bi[i] ** 2 + sum(a * a for a in p[u]) + sum(b * b for b in q[i])
        loss = 0.5 * e ** 2 + 0.5 * lam * reg
        # backward
        d_bu = -e + lam * bu[u]
        d_bi = -e + lam * bi[i]
        d_p = [-e * q[i][f] + lam * p[u][f] for f in range(k)]
        d_q = [-e * p[u][f] + lam * q[i][f] for f in range(k)]
        # update
        bu[u] -= gamma * d_bu
        bi[i] -= gamma * d_bi
        for f in range(k):
            p[u][f] -= gamma * d_p[f]
            q[i][f] -= gamma * d_q[f]
    if epoch % 5 == 4:
        print(f"epoch {epoch + 1}: train rmse {rmse(train):.3f}, test rmse {rmse(test):.3f}")
