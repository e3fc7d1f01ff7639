# objective: sum(0.5 * (H[t + 1] @ Wy - seq[t + 1]) ** 2 for t in range(len(seq) - 1))
import numpy as np

np.random.seed(18)
n = 4
par = {k: np.random.uniform(-.5, .5, (n, n + 1)) for k in ('z', 'r', 'h')}    # [h ; x] stacked
Wy = np.random.uniform(-.5, .5, n)
sequences = [np.sin(np.arange(6) * w) for w in (0.5, 0.8, 1.1)]
σ = lambda a: 1 / (1 + np.exp(-a))

for epoch in range(8):
    for seq in sequences:
        H, tape = [np.zeros(n)], []
        for xt in seq[:-1]:
            hp = H[-1]
            cat = np.append(hp, xt)
            z, r = σ(par['z'] @ cat), σ(par['r'] @ cat)
            cat2 = np.append(r * hp, xt)
            hh = np.tanh(par['h'] @ cat2)
            H.append((1 - z) * hp + z * hh)
            tape.append((hp, cat, z, r, cat2, hh))

        # backward
        G = {k: np.zeros_like(w) for k, w in par.items()}
        gy = np.zeros(n)
        dh = np.zeros(n)
        for t in reversed(range(len(tape))):
            hp, cat, z, r, cat2, hh = tape[t]
            e = H[t + 1] @ Wy - seq[t + 1]
            gy += e * H[t + 1]
            dh = dh + e * Wy
            dz = dh * (hh - hp) * z * (1 - z)
            dhh = dh * z * (1 - hh ** 2)
            drh = (par['h'].T @ dhh)[:n]
            dr = drh * hp * r * (1 - r)
            G['z'] += np.outer(dz, cat)
            G['r'] += np.outer(dr, cat)
            G['h'] += np.outer(dhh, cat2)
            dh = dh * (1 - z) + drh * r + (par['z'].T @ dz + par['r'].T @ dr)[:n]

        # update
        norm = np.sqrt(sum((g ** 2).sum() for g in G.values()) + (gy ** 2).sum())
        scale = min(1.0, 1.0 / norm)     # clip by global norm
        for k in par:
            par[k] -= 0.1 * scale * G[k]
        Wy -= 0.1 * scale * gy
print(Wy)
