# objective: 0.5 * (r - mu - bu[i] - bi[j] - sum(p[i][f] * q[j][f] for f in range(F))) ** 2 + 0.5 * lam * (bu[i] ** 2 + bi[j] ** 2 + sum(p[i][f] ** 2 + q[j][f] ** 2 for f in range(F)))
# matrix factorisation a la Funk, one rating at a time, q is the item side
import random
random.seed(17)
ratings = [(0, 0, 5), (0, 1, 3), (0, 3, 1), (1, 0, 4), (1, 3, 1), (2, 0, 1), (2, 1, 1), (2, 3, 5), (3, 1, 1), (3, 2, 5), (4, 2, 4), (4, 3, 4)]
nu, ni, F = 5, 4, 2
lam = 0.05
gamma = 0.02
mu = sum(r for _, _, r in ratings) / len(ratings)
bu = [0.0] * nu
bi = [0.0] * ni
p = [[random.gauss(0, .3) for f in range(F)] for i in range(nu)]
q = [[random.gauss(0, .3) for f in range(F)] for j in range(ni)]

for epoch in range(10):
    random.shuffle(ratings)
    for i, j, r in ratings:
        guess = mu + bu[i] + bi[j]
        for f in range(F):
            guess += p[i][f] * q[j][f]
        e = r - guess
        # backward
        gbu = e - lam * bu[i]
        gbi = e - lam * bi[j]
        gp = [e * q[j][f] - lam * p[i][f] for f in range(F)]
        gq = [e * p[i][f] - lam * q[j][f] for f in range(F)]
        # update
        bu[i] += gamma * gbu
        bi[j] += gamma * gbi
        for f in range(F):
            p[i][f] += gamma * gp[f]
            q[j][f] += gamma * gq[f]

# what would user 4 think of item 0?
print(mu + bu[4] + bi[0] + sum(p[4][f] * q[0][f] for f in range(F)))
