# triplet loss: anchor, positive, negative pass through the same linear map + tanh
import numpy as np
np.random.seed(61)
centers = np.random.randn(3, 4)
people = []
for c in range(3):
    for _ in range(3):
        people.append((centers[c] + .3 * np.random.randn(4), c))
A = np.random.randn(2, 4) * .4
margin = 1.0

def embed(x):
    return np.tanh(A @ x)

def d2(u, v):
    out = 0
    for a, b in zip(u, v):
        out += (a - b) ** 2
    return out

for rnd in range(15):
    triples = []
    while len(triples) < 6:
        i, j, k = np.random.choice(9, 3, replace=False)
        if people[i][1] == people[j][1] and people[i][1] != people[k][1]:
            triples.append((people[i][0], people[j][0], people[k][0]))
    batch_loss = 0
    active = 0
    gA = np.zeros(A.shape)
    # backward
    for xa, xp, xn in triples:
        a, p, n = embed(xa), embed(xp), embed(xn)
        hinge = d2(a, p) - d2(a, n) + margin
        if hinge <= 0:
            continue                       # already far enough, no gradient
        active += 1
        batch_loss += hinge
        ga = 2 * (a - p) - 2 * (a - n)
        gp = -2 * (a - p)
        gn = 2 * (a - n)
        for e, g, x in [(a, ga, xa), (p, gp, xp), (n, gn, xn)]:
            gA += np.outer(g * (1 - e * e), x)
    # update
    A -= 0.03 * gA
    if rnd % 5 == 0:
        print(rnd, batch_loss, "active", active)
