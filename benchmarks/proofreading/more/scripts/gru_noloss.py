# objective: 0.5 * np.sum((hs[1:] @ Wout - Y) ** 2) / T
# GRU run over one sequence, row vectors, a read-out at every step.
import numpy as np

rs = np.random.RandomState(21)
T, n_x, n_h, n_y = 5, 3, 4, 2
X = rs.randn(T, n_x)
Y = np.cumsum(X[:, :n_y], axis=0) * 0.4
Wz, Uz, bz = rs.randn(n_x, n_h) * .5, rs.randn(n_h, n_h) * .5, np.zeros(n_h)
Wr, Ur, br = rs.randn(n_x, n_h) * .5, rs.randn(n_h, n_h) * .5, np.zeros(n_h)
Wh, Uh, bh = rs.randn(n_x, n_h) * .5, rs.randn(n_h, n_h) * .5, np.zeros(n_h)
Wout = rs.randn(n_h, n_y) * .5
sig = lambda q: 1 / (1 + np.exp(-q))

for it in range(15):
    hs = np.zeros((T + 1, n_h))      # hs[t+1] is the state after step t
    zs, rr, cand = np.zeros((T, n_h)), np.zeros((T, n_h)), np.zeros((T, n_h))
    for t in range(T):
        zs[t] = sig(X[t] @ Wz + hs[t] @ Uz + bz)
        rr[t] = sig(X[t] @ Wr + hs[t] @ Ur + br)
        cand[t] = np.tanh(X[t] @ Wh + (rr[t] * hs[t]) @ Uh + bh)
        hs[t + 1] = (1 - zs[t]) * hs[t] + zs[t] * cand[t]
    pred = hs[1:] @ Wout

    # backward
    err = (pred - Y) / T
    gWout = hs[1:].T @ err  #! gWout = hs[:-1].T @ err
    gWz, gUz, gbz = 0 * Wz, 0 * Uz, 0 * bz
    gWr, gUr, gbr = 0 * Wr, 0 * Ur, 0 * br
    gWh, gUh, gbh = 0 * Wh, 0 * Uh, 0 * bh
    carry = np.zeros(n_h)
    for t in range(T - 1, -1, -1):
        dh = err[t] @ Wout.T + carry  #! dh = err[t] @ Wout.T
        dcand = dh * zs[t] * (1 - cand[t] ** 2)  #! dcand = dh * (1 - zs[t]) * (1 - cand[t] ** 2)
        dz = dh * (cand[t] - hs[t]) * zs[t] * (1 - zs[t])  #! dz = dh * cand[t] * zs[t] * (1 - zs[t])  #! dz = dh * (hs[t] - cand[t]) * zs[t] * (1 - zs[t])
        drh = dcand @ Uh.T  #! drh = dcand @ Uh
        dr = drh * hs[t] * rr[t] * (1 - rr[t])  #! dr = drh * hs[t + 1] * rr[t] * (1 - rr[t])
        gWz += np.outer(X[t], dz); gUz += np.outer(hs[t], dz); gbz += dz
        gWr += np.outer(X[t], dr); gUr += np.outer(hs[t], dr); gbr += dr
        gWh += np.outer(X[t], dcand)
        gUh += np.outer(rr[t] * hs[t], dcand)  #! gUh += np.outer(hs[t], dcand)
        gbh += dcand
        carry = dh * (1 - zs[t])
        carry += drh * rr[t]  #! carry += drh
        carry += dz @ Uz.T + dr @ Ur.T  #! carry += dz @ Uz.T
    # update
    lr = 0.2 / (1 + 0.05 * it)
    Wout -= lr * gWout
    Wz -= lr * gWz; Uz -= lr * gUz; bz -= lr * gbz
    Wr -= lr * gWr; Ur -= lr * gUr; br -= lr * gbr
    Wh -= lr * gWh; Uh -= lr * gUh; bh -= lr * gbh  #! Wh -= lr * gWh; Uh -= lr * gUh; bh -= lr * gbz
