# GRU from scratch, no classes. Target: cumulative sum of the first feature
import numpy as np
np.random.seed(42)

B, T, D, H = 4, 5, 2, 3
X = np.random.randn(T, B, D)
Y = 0.5 * np.cumsum(X[:, :, :1], axis=0)


def init(a, b):
    return np.random.randn(a, b) / np.sqrt(a)


Wz, Uz, bz = init(D, H), init(H, H), np.zeros(H)
Wr, Ur, br = init(D, H), init(H, H), np.zeros(H)
Wn, Un, bn = init(D, H), init(H, H), np.zeros(H)
Wo, bo = init(H, 1), np.zeros(1)
s = lambda q: 1 / (1 + np.exp(-q))
lr = 0.1

for step in range(15):
    hs = np.zeros((T + 1, B, H))     # hs[0] is the zero state, hs[t+1] comes out of step t
    zs = np.zeros((T, B, H))
    rs = np.zeros((T, B, H))
    ns = np.zeros((T, B, H))
    outs = np.zeros((T, B, 1))
    for t in range(T):
        zs[t] = s(X[t] @ Wz + hs[t] @ Uz + bz)
        rs[t] = s(X[t] @ Wr + hs[t] @ Ur + br)
        ns[t] = np.tanh(X[t] @ Wn + (rs[t] * hs[t]) @ Un + bn)
        hs[t + 1] = (1 - zs[t]) * ns[t] + zs[t] * hs[t]
        outs[t] = hs[t + 1] @ Wo + bo
    loss = 0.5 * np.sum((outs - Y) ** 2) / B

    # backward
    dWz, dUz, dbz, dWr, dUr, dbr, dWn, dUn, dbn, dWo, dbo = [np.zeros_like(p) for p in (Wz, Uz, bz, Wr, Ur, br, Wn, Un, bn, Wo, bo)]
    dh_next = np.zeros((B, H))
    for t in range(T - 1, -1, -1):
        do = (outs[t] - Y[t]) / B  #! do = (outs[t] - Y[t - 1]) / B
        dWo += hs[t + 1].T @ do  #! dWo += hs[t].T @ do
        dbo += do.sum(0)
        dh = do @ Wo.T + dh_next  #! dh = do @ Wo.T
        dz = dh * (hs[t] - ns[t]) * zs[t] * (1 - zs[t])  #! dz = dh * (ns[t] - hs[t]) * zs[t] * (1 - zs[t])
        dn = dh * (1 - zs[t]) * (1 - ns[t] ** 2)  #! dn = dh * zs[t] * (1 - ns[t] ** 2)
        drh = dn @ Un.T  #! drh = dn @ Ur.T
        dr = drh * hs[t] * rs[t] * (1 - rs[t])  #! dr = drh * hs[t + 1] * rs[t] * (1 - rs[t])
        dWz += X[t].T @ dz; dUz += hs[t].T @ dz; dbz += dz.sum(0)
        dWr += X[t].T @ dr; dUr += hs[t].T @ dr; dbr += dr.sum(0)
        dWn += X[t].T @ dn; dUn += (rs[t] * hs[t]).T @ dn; dbn += dn.sum(0)  #! dWn += X[t].T @ dn; dUn += hs[t].T @ dn; dbn += dn.sum(0)
        dh_next = dh * zs[t] + drh * rs[t] + dz @ Uz.T + dr @ Ur.T  #! dh_next = dh * zs[t] + drh + dz @ Uz.T + dr @ Ur.T

    # update
    for p, g in ((Wz, dWz), (Uz, dUz), (bz, dbz), (Wr, dWr), (Ur, dUr), (br, dbr),
                 (Wn, dWn), (Un, dUn), (bn, dbn), (Wo, dWo), (bo, dbo)):
        p -= lr * g  #! p = p - lr * g

print(np.abs(outs - Y).mean())
