# objective: 0.5*(r - pred)**2 + 0.5*lam*sum(P[u][f]**2 + Q[i][f]**2 for f in range(F)) + 0.5*lam*(bu[u]**2 + bi[i]**2)
# Funk SVD with biases, plain python lists, one rating at a time
import random

random.seed(2)
ratings = [(0, 0, 5), (0, 1, 3), (0, 3, 1), (1, 0, 4), (1, 3, 1),
           (2, 0, 1), (2, 1, 1), (2, 3, 5), (3, 1, 2), (3, 2, 4), (4, 2, 5), (4, 3, 4)]
users, items, F = 5, 4, 3
mu = sum(r for _, _, r in ratings) / len(ratings)
P = [[random.gauss(0, 0.4) for _ in range(F)] for _ in range(users)]
Q = [[random.gauss(0, 0.4) for _ in range(F)] for _ in range(items)]
bu = [random.gauss(0, 0.1) for _ in range(users)]
bi = [random.gauss(0, 0.1) for _ in range(items)]
lr = 0.05
lam = 0.1

for epoch in range(10):
    random.shuffle(ratings)
    for u, i, r in ratings:
        pred = mu + bu[u] + bi[i]
        for f in range(F):
            pred += P[u][f] * Q[i][f]

        # backward  (g* point downhill: they are MINUS the gradient)
        e = r - pred
        gbu = e - lam * bu[u]  #! gbu = e + lam * bu[u]
        gbi = e - lam * bi[i]  #! gbi = e - lam * bu[u]  #! gbi = e * bi[i] - lam * bi[i]
        gp = [0.0] * F
        gq = [0.0] * F
        for f in range(F):
            gp[f] = e * Q[i][f] - lam * P[u][f]  #! gp[f] = e * P[u][f] - lam * Q[i][f]  #! gp[f] = e * Q[i][f] - lam * Q[i][f]
            gq[f] = e * P[u][f] - lam * Q[i][f]  #! gq[f] = e * P[i][f] - lam * Q[i][f]  #! gq[f] = e * P[u][f] - 2 * lam * Q[i][f]

        # update
        bu[u] += lr * gbu  #! bu[u] -= lr * gbu
        bi[i] += lr * gbi  #! bi[i] += lr * gbu
        for f in range(F):
            P[u][f] += lr * gp[f]
            Q[i][f] += lr * gq[f]  #! Q[i][f] += lr * gp[f]
    lr *= 0.95
