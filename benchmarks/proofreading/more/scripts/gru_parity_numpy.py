"""GRU, batch of bit sequences, is the number of ones odd?  (does not learn much in 2 steps, just testing bptt)"""
import numpy as np

np.random.seed(0)
N, T, H = 6, 4, 3
X = np.random.randint(0, 2, (N, T, 1)).astype(float)
Y = X.sum(axis=1) % 2            # (N, 1)

sigma = lambda v: 1 / (1 + np.exp(-v))

Wz, Wr, Wn = [np.random.randn(1, H) * 0.7 for _ in range(3)]
Uz, Ur, Un = [np.random.randn(H, H) * 0.7 for _ in range(3)]
bz, br, bn = [np.random.randn(H) * 0.1 for _ in range(3)]
w_out = np.random.randn(H, 1)

lr = 0.1
for step in range(2):
    h = np.zeros((T + 1, N, H))   # h[0] is the zero state, h[t+1] comes after x[t]
    z, r, n, s = (np.zeros((T, N, H)) for _ in range(4))
    for t in range(T):
        x = X[:, t]
        z[t] = sigma(x @ Wz + h[t] @ Uz + bz)
        r[t] = sigma(x @ Wr + h[t] @ Ur + br)
        s[t] = h[t] @ Un
        n[t] = np.tanh(x @ Wn + r[t] * s[t] + bn)
        h[t + 1] = z[t] * h[t] + (1 - z[t]) * n[t]
    prob = sigma(h[T] @ w_out)
    loss = -np.mean(Y * np.log(prob) + (1 - Y) * np.log(1 - prob))

    # backward
    gWz, gWr, gWn = np.zeros_like(Wz), np.zeros_like(Wr), np.zeros_like(Wn)
    gUz, gUr, gUn = np.zeros_like(Uz), np.zeros_like(Ur), np.zeros_like(Un)
    gbz, gbr, gbn = np.zeros(H), np.zeros(H), np.zeros(H)
    d_logit = (prob - Y) / N
    g_out = h[T].T @ d_logit
    dh = d_logit @ w_out.T
    for t in range(T - 1, -1, -1):
        x = X[:, t]
        dz = dh * (h[t] - n[t]) * z[t] * (1 - z[t])  #! dz = dh * (n[t] - h[t]) * z[t] * (1 - z[t])  #! dz = dh * h[t] * z[t] * (1 - z[t])
        dn = dh * (1 - z[t]) * (1 - n[t] ** 2)  #! dn = dh * z[t] * (1 - n[t] ** 2)
        dr = dn * s[t] * r[t] * (1 - r[t])
        ds = dn * r[t]
        gWz += x.T @ dz
        gWr += x.T @ dr
        gWn += x.T @ dn
        gUz += h[t].T @ dz
        gUr += h[t].T @ dr
        gUn += h[t].T @ ds  #! gUn += h[t].T @ dn
        gbz += dz.sum(0); gbr += dr.sum(0); gbn += dn.sum(0)
        dh = dh * z[t] + dz @ Uz.T + dr @ Ur.T + ds @ Un.T  #! dh = dz @ Uz.T + dr @ Ur.T + ds @ Un.T  #! dh = dh * z[t] + dz @ Uz.T + dr @ Ur.T + dn @ Un.T

    # update
    Wz -= lr * gWz; Wr -= lr * gWr; Wn -= lr * gWn
    Uz -= lr * gUz; Ur -= lr * gUr; Un -= lr * gUn
    bz -= lr * gbz; br -= lr * gbr; bn -= lr * gbn
    w_out -= lr * g_out
    # end
    print(f"{step}: {loss:.4f}")
