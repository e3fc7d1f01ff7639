# GRU that has to say the running parity of a bit string, loss at every step
import numpy as np

rng = np.random.default_rng(0)
H = 4
P = {}
for name in ['Wz', 'Wr', 'Wn']:
    P[name] = rng.standard_normal((H, H + 2)) * 0.5     # acts on [h, x, 1]
P['q'] = rng.standard_normal(H + 1) * 0.5
cache = {k: np.zeros_like(w) for k, w in P.items()}

def logistic(u): return 1 / (1 + np.exp(-u))

for it in range(25):
    bits = rng.integers(0, 2, 6)
    want = np.cumsum(bits) % 2
    L = 0
    h = np.zeros(H)
    tape = []
    for b, w in zip(bits, want):
        u = np.r_[h, b, 1]
        z = logistic(P['Wz'] @ u)
        r = logistic(P['Wr'] @ u)
        ur = np.r_[r * h, b, 1]
        n = np.tanh(P['Wn'] @ ur)
        hnew = (1 - z) * n + z * h
        p = logistic(P['q'] @ np.r_[hnew, 1])
        L += -np.log(p) if w == 1 else -np.log(1 - p)
        tape.append((u, z, r, ur, n, h, hnew, p, w))
        h = hnew
    # backward
    G = {k: np.zeros_like(w) for k, w in P.items()}
    dh = np.zeros(H)
    while tape:
        u, z, r, ur, n, h, hnew, p, w = tape.pop()
        G['q'] += (p - w) * np.r_[hnew, 1]
        dh = dh + (p - w) * P['q'][:H]
        dn = dh * (1 - z) * (1 - n ** 2)
        dz = dh * (h - n) * z * (1 - z)
        G['Wn'] += dn[:, None] * ur
        drh = (P['Wn'].T @ dn)[:H]
        dr = drh * h * r * (1 - r)
        G['Wz'] += dz[:, None] * u
        G['Wr'] += dr[:, None] * u
        dh = dh * z + drh * r + (P['Wz'].T @ dz)[:H] + (P['Wr'].T @ dr)[:H]
    # update
    for k in P:   # RMSprop
        cache[k] = 0.9 * cache[k] + 0.1 * G[k] ** 2
        P[k] -= 0.02 * G[k] / (np.sqrt(cache[k]) + 1e-6)
    if it % 8 == 0:
        print(it, L)
