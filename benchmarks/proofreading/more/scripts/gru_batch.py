# objective: np.sum((out - target) ** 2) / B
# GRU, samples in rows. forward works (same as torch with my weights), the training does not :/
import numpy as np

gen = np.random.default_rng(8)
B, T, I, H = 4, 4, 3, 5
sig = lambda v: 1 / (1 + np.exp(-v))
init = lambda *s: gen.standard_normal(s) * 0.5

Wz, Wr, Wn = init(I, H), init(I, H), init(I, H)
Uz, Ur, Un = init(H, H), init(H, H), init(H, H)
bz, br, bn = np.zeros(H), np.zeros(H), np.zeros(H)
V, c = init(H, 1), np.zeros(1)

x = gen.standard_normal((T, B, I))
target = x[:, :, 0].sum(axis=0).reshape(B, 1)
lr = 0.05
for step in range(10):
    h = [np.zeros((B, H))]           # h[0] is the start, h[t+1] comes after x[t]
    z, r, n = [], [], []
    for t in range(T):
        z.append(sig(x[t] @ Wz + h[t] @ Uz + bz))
        r.append(sig(x[t] @ Wr + h[t] @ Ur + br))
        n.append(np.tanh(x[t] @ Wn + (r[t] * h[t]) @ Un + bn))
        h.append((1 - z[t]) * n[t] + z[t] * h[t])
    out = h[-1] @ V + c

    # backward
    dWz, dWr, dWn, dUz, dUr, dUn = [np.zeros_like(w) for w in (Wz, Wr, Wn, Uz, Ur, Un)]
    dbz, dbr, dbn = np.zeros(H), np.zeros(H), np.zeros(H)
    dout = 2 * (out - target) / B  #! dout = (out - target) / B
    dV = h[-1].T @ dout  #! dV = h[-2].T @ dout
    dc = dout.sum(axis=0)
    dh = dout @ V.T
    for t in range(T - 1, -1, -1):
        dn = dh * (1 - z[t]) * (1 - n[t] ** 2)  #! dn = dh * z[t] * (1 - n[t] ** 2)
        dz = dh * (h[t] - n[t]) * z[t] * (1 - z[t])  #! dz = dh * (n[t] - h[t]) * z[t] * (1 - z[t])
        drh = dn @ Un.T
        dr = drh * h[t] * r[t] * (1 - r[t])  #! dr = drh * r[t] * (1 - r[t])
        dWz += x[t].T @ dz
        dWr += x[t].T @ dr
        dWn += x[t].T @ dn
        dUz += h[t].T @ dz  #! dUz += h[t + 1].T @ dz
        dUr += h[t].T @ dr
        dUn += (r[t] * h[t]).T @ dn  #! dUn += h[t].T @ dn
        dbz += dz.sum(axis=0)
        dbr += dr.sum(axis=0)  #! dbr += dz.sum(axis=0)
        dbn += dn.sum(axis=0)  #! dbn = dn.sum(axis=0)
        dh = dh * z[t] + drh * r[t] + dz @ Uz.T + dr @ Ur.T  #! dh = drh * r[t] + dz @ Uz.T + dr @ Ur.T

    # update
    for w, g in ((Wz, dWz), (Wr, dWr), (Wn, dWn), (Uz, dUz), (Ur, dUr), (Un, dUn),
                 (bz, dbz), (br, dbr), (bn, dbn), (V, dV), (c, dc)):
        w -= lr * g
