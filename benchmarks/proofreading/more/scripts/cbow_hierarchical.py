# objective: -sum(np.log(sigma(sgn * (Theta[node] @ h))) for node, sgn in path[target])
"""CBOW with hierarchical softmax over a fixed binary tree of 6 words (5 inner nodes).

inner nodes:  0 -> (1, 2)    1 -> (3, word 2)    3 -> (word 0, word 1)
              2 -> (word 3, 4)                   4 -> (word 4, word 5)
"""
import numpy as np


def sigma(u):
    return 1.0 / (1.0 + np.exp(-u))


# word -> [(inner node, +1 if we go left, -1 if right)]
path = {
    0: [(0, 1), (1, 1), (3, 1)], 1: [(0, 1), (1, 1), (3, -1)],
    2: [(0, 1), (1, -1)],
    3: [(0, -1), (2, 1)],
    4: [(0, -1), (2, -1), (4, 1)], 5: [(0, -1), (2, -1), (4, -1)],
}
rng = np.random.default_rng(100)
C = rng.normal(0, 0.5, (6, 4))
Theta = rng.normal(0, 0.5, (5, 4))
doc = [0, 1, 2, 3, 0, 1, 2, 4, 5, 3]

# sanity: the leaf probabilities sum to one
h = rng.normal(size=4)
assert np.isclose(sum(np.prod([sigma(s * Theta[n] @ h) for n, s in path[w]]) for w in path), 1)

alpha = 0.25
for epoch in range(3):
    for pos in range(1, len(doc) - 1):
        context, target = [doc[pos - 1], doc[pos + 1]], doc[pos]
        h = C[context].mean(axis=0)
        # backward
        dh = np.zeros(4)
        dTheta = {}
        for node, sgn in path[target]:
            coef = -sgn * (1 - sigma(sgn * (Theta[node] @ h)))
            dh += coef * Theta[node]
            dTheta[node] = coef * h
        # update
        for node, g in dTheta.items():
            Theta[node] -= alpha * g
        for w in context:
            C[w] -= alpha * dh / len(context)      # mean, so each gets its share

for w in path:
    print(w, np.round(C[w], 2))
