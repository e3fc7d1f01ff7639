# objective: np.mean(same * 0.5 * dist ** 2 + (1 - same) * 0.5 * np.maximum(0, m - dist) ** 2)
# Siamese net, contrastive loss of Hadsell, Chopra and LeCun (2006). Samples are rows.
import numpy as np

gen = np.random.default_rng(6)
left = gen.normal(size=(10, 3))
same = (gen.random(10) < 0.5).astype(float)
right = np.where(same[:, None] == 1, left + 0.2 * gen.normal(size=(10, 3)), gen.normal(size=(10, 3)))
m = 2.0                                     # margin
K1 = gen.normal(size=(3, 6)) * 0.5
K2 = gen.normal(size=(6, 2)) * 0.5

# Rprop: every weight has its own step size
delta1, delta2 = np.full(K1.shape, 0.02), np.full(K2.shape, 0.02)
old1, old2 = np.zeros_like(K1), np.zeros_like(K2)

for sweep in range(10):
    hl, hr = np.arctan(left @ K1), np.arctan(right @ K1)
    el, er = hl @ K2, hr @ K2
    diff = el - er
    dist = np.sqrt(np.sum(diff ** 2, axis=1) + 1e-12)

    # backward
    ddist = (same * dist - (1 - same) * np.maximum(0, m - dist)) / len(dist)
    ddiff = (ddist / dist)[:, None] * diff
    dK2 = hl.T @ ddiff - hr.T @ ddiff
    back = ddiff @ K2.T
    dpl = back / (1 + (left @ K1) ** 2)     # arctan' = 1 / (1 + x^2)
    dpr = -back / (1 + (right @ K1) ** 2)
    dK1 = left.T @ dpl + right.T @ dpr

    # update
    for K, g, old, step in ((K1, dK1, old1, delta1), (K2, dK2, old2, delta2)):
        agree = np.sign(g * old)
        step[agree > 0] *= 1.2
        step[agree < 0] *= 0.5
        np.clip(step, 1e-5, 0.5, out=step)
        K -= np.sign(g) * step
        old[:] = g

print("mean distance same / different:", dist[same == 1].mean(), dist[same == 0].mean())
