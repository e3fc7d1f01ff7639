import numpy as np

# GRU by hand, one sequence, row vectors are 1-d arrays. Many to many regression (next value of a sine).
np.random.seed(13)
wave = np.sin(np.arange(7) * 0.9)
xs, ys = wave[:-1].reshape(-1, 1), wave[1:].reshape(-1, 1)
T, H = len(xs), 3

Wz, Uz, bz = np.random.randn(H, 1), np.random.randn(H, H) * 0.5, np.zeros(H)
Wr, Ur, br = np.random.randn(H, 1), np.random.randn(H, H) * 0.5, np.zeros(H)
Wc, Uc, bc = np.random.randn(H, 1), np.random.randn(H, H) * 0.5, np.zeros(H)
Wy, by = np.random.randn(1, H), np.zeros(1)
sig = lambda v: 1 / (1 + np.exp(-v))

h = np.zeros((T + 1, H))
z, r, c = np.zeros((T, H)), np.zeros((T, H)), np.zeros((T, H))
out = np.zeros((T, 1))

for epoch in range(2):
    for t in range(T):
        z[t] = sig(Wz @ xs[t] + Uz @ h[t] + bz)
        r[t] = sig(Wr @ xs[t] + Ur @ h[t] + br)
        c[t] = np.tanh(Wc @ xs[t] + Uc @ (r[t] * h[t]) + bc)
        h[t + 1] = (1 - z[t]) * h[t] + z[t] * c[t]
        out[t] = Wy @ h[t + 1] + by
    loss = ((out - ys) ** 2).sum() / 2

    # backward
    dWz, dUz, dbz = np.zeros_like(Wz), np.zeros_like(Uz), np.zeros_like(bz)
    dWr, dUr, dbr = np.zeros_like(Wr), np.zeros_like(Ur), np.zeros_like(br)
    dWc, dUc, dbc = np.zeros_like(Wc), np.zeros_like(Uc), np.zeros_like(bc)
    dWy, dby = np.zeros_like(Wy), np.zeros_like(by)
    dh_next = np.zeros(H)
    for t in reversed(range(T)):
        dy = out[t] - ys[t]
        dWy += np.outer(dy, h[t + 1])  #! dWy += np.outer(dy, h[t])
        dby += dy
        dh = Wy.T @ dy + dh_next
        dz = dh * (c[t] - h[t]) * z[t] * (1 - z[t])  #! dz = dh * (h[t] - c[t]) * z[t] * (1 - z[t])  #! dz = dh * c[t] * z[t] * (1 - z[t])
        dc = dh * z[t] * (1 - c[t] ** 2)  #! dc = dh * (1 - z[t]) * (1 - c[t] ** 2)
        drh = Uc.T @ dc
        dr = drh * h[t] * r[t] * (1 - r[t])  #! dr = drh * r[t] * (1 - r[t])
        dWz += np.outer(dz, xs[t]); dUz += np.outer(dz, h[t]); dbz += dz
        dWr += np.outer(dr, xs[t]); dUr += np.outer(dr, h[t]); dbr += dr
        dWc += np.outer(dc, xs[t]); dUc += np.outer(dc, r[t] * h[t]); dbc += dc  #! dWc += np.outer(dc, xs[t]); dUc += np.outer(dc, h[t]); dbc += dc
        dh_next = dh * (1 - z[t])  #! dh_next = dh * z[t]
        dh_next += drh * r[t]  #! dh_next += drh  #! dh_next = drh * r[t]
        dh_next += Uz.T @ dz
        dh_next += Ur.T @ dr  #! dh_next += Ur @ dr

    # update
    lr = 0.05
    Wz -= lr * dWz; Uz -= lr * dUz; bz -= lr * dbz
    Wr -= lr * dWr; Ur -= lr * dUr; br -= lr * dbr
    Wc -= lr * dWc; Uc -= lr * dUc; bc -= lr * dbc
    Wy -= lr * dWy; by -= lr * dby
