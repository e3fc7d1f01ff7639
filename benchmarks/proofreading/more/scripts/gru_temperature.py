# GRU by hand: read 5 temperatures, guess the next one at each step
import numpy as np
np.random.seed(7)

temps = np.array([0.1, 0.4, 0.35, 0.8, 0.6, 0.2])
H = 3
def w(*s): return np.random.uniform(-0.7, 0.7, s)
Uz, Wz, bz = w(H, 1), w(H, H), np.zeros((H, 1))
Ur, Wr, br = w(H, 1), w(H, H), np.zeros((H, 1))
Uh, Wh, bh = w(H, 1), w(H, H), np.zeros((H, 1))
V, c = w(1, H), np.zeros((1, 1))
sig = lambda a: 1 / (1 + np.exp(-a))
model = [Uz, Wz, bz, Ur, Wr, br, Uh, Wh, bh, V, c]

for step in range(6):
    T = len(temps) - 1
    hs = {-1: np.zeros((H, 1))}
    zs, rs, hhat, ys, xs = {}, {}, {}, {}, {}
    loss = 0
    for t in range(T):
        xs[t] = temps[t].reshape(1, 1)
        zs[t] = sig(Uz @ xs[t] + Wz @ hs[t - 1] + bz)
        rs[t] = sig(Ur @ xs[t] + Wr @ hs[t - 1] + br)
        hhat[t] = np.tanh(Uh @ xs[t] + Wh @ (rs[t] * hs[t - 1]) + bh)
        hs[t] = (1 - zs[t]) * hs[t - 1] + zs[t] * hhat[t]
        ys[t] = V @ hs[t] + c
        loss += 0.5 * (ys[t] - temps[t + 1]).item() ** 2

    # backward
    dUz, dWz, dbz, dUr, dWr, dbr, dUh, dWh, dbh, dV, dc = [np.zeros_like(p) for p in model]
    dhnext = np.zeros((H, 1))
    for t in reversed(range(T)):
        dy = ys[t] - temps[t + 1]  #! dy = ys[t] - temps[t]
        dV += dy @ hs[t].T  #! dV = dy @ hs[t].T
        dc += dy
        dh = V.T @ dy + dhnext  #! dh = V.T @ dy
        dhhat = dh * zs[t]  #! dhhat = dh * (1 - zs[t])
        dz = dh * (hhat[t] - hs[t - 1])  #! dz = dh * (hs[t - 1] - hhat[t])  #! dz = dh * hhat[t]  #! dz = dh * (hhat[t] - hs[t])
        da_h = dhhat * (1 - hhat[t] ** 2)
        drh = Wh.T @ da_h  #! drh = Wh @ da_h
        dr = drh * hs[t - 1]  #! dr = drh * hs[t]
        da_z = dz * zs[t] * (1 - zs[t])
        da_r = dr * rs[t] * (1 - rs[t])  #! da_r = dr * (1 - rs[t] ** 2)
        dUh += da_h @ xs[t].T
        dWh += da_h @ (rs[t] * hs[t - 1]).T  #! dWh += da_h @ hs[t - 1].T
        dbh += da_h
        dUz += da_z @ xs[t].T
        dWz += da_z @ hs[t - 1].T
        dbz += da_z
        dUr += da_r @ xs[t].T
        dWr += da_r @ hs[t - 1].T
        dbr += da_r
        dhnext = dh * (1 - zs[t]) + drh * rs[t] + Wz.T @ da_z + Wr.T @ da_r  #! dhnext = drh * rs[t] + Wz.T @ da_z + Wr.T @ da_r  #! dhnext = dh * (1 - zs[t]) + drh + Wz.T @ da_z + Wr.T @ da_r
    # update
    for p, d in zip(model, [dUz, dWz, dbz, dUr, dWr, dbr, dUh, dWh, dbh, dV, dc]):
        p -= 0.2 * d  #! p += 0.2 * d
    # end
    print(step, round(loss, 6))
