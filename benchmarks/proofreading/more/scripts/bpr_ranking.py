# objective: np.log(1 / (1 + np.exp(-xuij))) - reg * (P[u] @ P[u] + Q[i] @ Q[i] + Q[j] @ Q[j])
# BPR-Opt (Rendle et al. 2009): maximise ln sigma(x_uij) - reg * ||Theta||^2 by LearnBPR
import numpy as np

rng = np.random.default_rng(2009)
likes = {0: [0, 1], 1: [1, 2], 2: [3, 4], 3: [4, 5]}
n_items, f = 6, 3
P = rng.normal(0, 0.2, (4, f))
Q = rng.normal(0, 0.2, (n_items, f))
reg, alpha = 0.01, 0.2


def sample():
    u = int(rng.integers(4))
    i = int(rng.choice(likes[u]))
    j = i
    while j in likes[u]:
        j = int(rng.integers(n_items))
    return u, i, j


def auc():
    """Share of (liked, other) pairs in the right order."""
    good = tot = 0
    for u, items in likes.items():
        s = Q @ P[u]
        for i in items:
            for j in set(range(n_items)) - set(items):
                good += s[i] > s[j]
                tot += 1
    return good / tot


print("AUC before", auc())
for n in range(30):
    u, i, j = sample()
    xuij = P[u] @ (Q[i] - Q[j])
    # backward
    w = 1 / (1 + np.exp(xuij))
    gu = w * (Q[i] - Q[j]) - 2 * reg * P[u]
    gi = w * P[u] - 2 * reg * Q[i]
    gj = -w * P[u] - 2 * reg * Q[j]
    # update
    P[u] += alpha * gu
    Q[i] += alpha * gi
    Q[j] += alpha * gj
print("AUC after", auc())
