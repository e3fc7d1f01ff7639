# objective: -np.log(1 / (1 + np.exp(-x_uij))) + reg * (U[u] @ U[u] + V[i] @ V[i] + V[j] @ V[j])
# Bayesian personalised ranking, implicit clicks
import numpy as np
rng = np.random.default_rng(12)
clicked = {0: [0, 2], 1: [1, 2, 3], 2: [0, 4], 3: [3]}
n_items, dim = 5, 3
U = rng.normal(scale=.2, size=(4, dim))
V = rng.normal(scale=.2, size=(n_items, dim))
reg, lr = 0.01, 0.2

def triples(k):
    for _ in range(k):
        u = int(rng.integers(4))
        i = int(rng.choice(clicked[u]))
        j = int(rng.choice([t for t in range(n_items) if t not in clicked[u]]))
        yield u, i, j

def auc():
    good = tot = 0
    for u in clicked:
        s = V @ U[u]
        for i in clicked[u]:
            for j in set(range(n_items)) - set(clicked[u]):
                good += s[i] > s[j]
                tot += 1
    return good / tot

print("AUC before", auc())
for u, i, j in triples(150):
    x_uij = U[u] @ (V[i] - V[j])
    # backward
    c = -1 / (1 + np.exp(x_uij))
    gu = c * (V[i] - V[j]) + 2 * reg * U[u]
    gi = c * U[u] + 2 * reg * V[i]
    gj = -c * U[u] + 2 * reg * V[j]
    # update
    U[u] -= lr * gu
    V[i] -= lr * gi
    V[j] -= lr * gj
print("AUC after ", auc())
