# Metric learning: d(a,b) = |L(a-b)|^2, hinge on triplets (anchor, positive, negative), L is 2x4
import numpy as np
from itertools import product

rng = np.random.default_rng(40)
label = np.array([0, 0, 0, 1, 1, 1])
pts = rng.normal(size=(6, 4))
pts[:, 0] += 1.5 * label
triplets = [(a, p, n) for a, p, n in product(range(6), repeat=3)
            if a != p and label[a] == label[p] and label[a] != label[n]]
L = rng.normal(size=(2, 4)) * 0.5
margin = 1.0


def metric_loss(L):
    dL = np.zeros_like(L)
    loss, active = 0.0, 0
    # backward
    for a, p, n in triplets:
        u, v = pts[a] - pts[p], pts[a] - pts[n]
        Lu, Lv = L @ u, L @ v
        h = margin + Lu @ Lu - Lv @ Lv
        if h > 0:
            loss += h
            active += 1
            dL += 2 * np.outer(Lu, u) - 2 * np.outer(Lv, v)
    # keep L from blowing up: the |LL^T - I|^2 penalty
    E = L @ L.T - np.eye(2)
    loss = loss / len(triplets) + 0.1 * (E ** 2).sum()
    dL = dL / len(triplets) + 0.1 * 4 * E @ L
    return loss, dL, active


for i in range(20):
    loss, dL, active = metric_loss(L)
    # update
    L -= 0.05 * dL
    if i % 5 == 0:
        print(f"iter {i} loss {loss:.3f} violated {active}/{len(triplets)}")
