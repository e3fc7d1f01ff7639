import random
# Collaborative filtering a la Funk, biases + 2 factors, one rating at a time
random.seed(99)
ratings = [("ann", "Alien", 5), ("ann", "Heat", 3), ("bob", "Alien", 4), ("bob", "Up", 1),
           ("cat", "Up", 5), ("cat", "Heat", 2), ("dan", "Heat", 4), ("dan", "Alien", 5), ("eve", "Up", 4)]
F = 2
avg = sum(r for _, _, r in ratings) / len(ratings)
users = sorted({u for u, _, _ in ratings})
items = sorted({i for _, i, _ in ratings})
bu = {u: 0.0 for u in users}
bi = {i: 0.0 for i in items}
p = {u: [random.gauss(0, .1) for _ in range(F)] for u in users}
q = {i: [random.gauss(0, .1) for _ in range(F)] for i in items}
lam, eta = 0.02, 0.05

for epoch in range(15):
    random.shuffle(ratings)
    total = 0.0
    for u, i, r in ratings:
        pred = avg + bu[u] + bi[i] + sum(p[u][f] * q[i][f] for f in range(F))
        e = r - pred
        loss = 0.5 * e * e + 0.5 * lam * (bu[u] ** 2 + bi[i] ** 2)
        for f in range(F):
            loss += 0.5 * lam * (p[u][f] ** 2 + q[i][f] ** 2)
        total += loss
        # backward
        gbu = -e + lam * bu[u]
        gbi = -e + lam * bi[i]
        gp = [-e * q[i][f] + lam * p[u][f] for f in range(F)]
        gq = [-e * p[u][f] + lam * q[i][f] for f in range(F)]
        # update
        bu[u] -= eta * gbu
        bi[i] -= eta * gbi
        for f in range(F):
            p[u][f] -= eta * gp[f]
            q[i][f] -= eta * gq[f]
    print("epoch", epoch + 1, "sum of losses", round(total, 4))
