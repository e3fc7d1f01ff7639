# GRU, sequences of different lengths: padding + mask, prediction at every step
import numpy as np
rng = np.random.default_rng(6)
lengths = [4, 2, 5, 3]
B, T, D, H = 4, max(lengths), 2, 4
x = rng.normal(size=(T, B, D))
mask = np.array([[1.0 if t < n else 0.0 for n in lengths] for t in range(T)])
target = np.cumsum(x[:, :, 0] * mask, axis=0)        # running sum of feature 0
n_real = mask.sum()

p = {}
for gate in "zrn":
    p["W" + gate] = rng.normal(0, .4, (D, H))
    p["U" + gate] = rng.normal(0, .4, (H, H))
    p["b" + gate] = np.zeros(H)
p["v"] = rng.normal(0, .4, H)
sg = lambda a: 1 / (1 + np.exp(-a))

for it in range(20):
    h = np.zeros((B, H))
    tape, preds = [], []
    for t in range(T):
        z = sg(x[t] @ p["Wz"] + h @ p["Uz"] + p["bz"])
        r = sg(x[t] @ p["Wr"] + h @ p["Ur"] + p["br"])
        n = np.tanh(x[t] @ p["Wn"] + (r * h) @ p["Un"] + p["bn"])
        hnew = (1 - z) * n + z * h
        tape.append((h, z, r, n, hnew))
        h = hnew
        preds.append(h @ p["v"])
    preds = np.array(preds)
    loss = (mask * (preds - target) ** 2).sum() / n_real

    # backward
    g = {k: np.zeros_like(a) for k, a in p.items()}
    dh_next = np.zeros((B, H))
    for t in range(T - 1, -1, -1):
        h, z, r, n, hnew = tape[t]
        dp = 2 * mask[t] * (preds[t] - target[t]) / n_real
        g["v"] += dp @ hnew
        dh = dp[:, None] * p["v"] + dh_next
        dn = dh * (1 - z) * (1 - n ** 2)
        dz = dh * (h - n) * z * (1 - z)
        drh = dn @ p["Un"].T
        dr = drh * h * r * (1 - r)
        for gate, d, inp in (("z", dz, h), ("r", dr, h), ("n", dn, r * h)):
            g["W" + gate] += x[t].T @ d
            g["U" + gate] += inp.T @ d
            g["b" + gate] += d.sum(0)
        dh_next = dh * z + drh * r + dz @ p["Uz"].T + dr @ p["Ur"].T

    # update
    norm = np.sqrt(sum((a ** 2).sum() for a in g.values()))
    scale = min(1.0, 1.0 / norm)
    for k in p:
        p[k] -= 0.2 * scale * g[k]
    if it % 5 == 0: print(it, loss, norm)
