# objective: 0.5 * np.sum((np.stack(preds) - Y) ** 2) / B
import numpy as np

# LSTM by hand, batch version. Predict the running mean of the inputs at each time step.
np.random.seed(12)
B, T, n_x, n_h = 4, 5, 2, 4
X = np.random.randn(T, B, n_x)
Y = np.cumsum(X.sum(axis=2), axis=0)[:, :, None] / (np.arange(T) + 1).reshape(T, 1, 1)

sig = lambda q: 1 / (1 + np.exp(-q))
n_z = n_x + n_h
Wf = np.random.randn(n_z, n_h) * 0.4
Wi = np.random.randn(n_z, n_h) * 0.4
Wg = np.random.randn(n_z, n_h) * 0.4
Wo = np.random.randn(n_z, n_h) * 0.4
bf = np.ones(n_h)       # forget bias = 1
bi, bg, bo = np.zeros(n_h), np.zeros(n_h), np.zeros(n_h)
Wy = np.random.randn(n_h, 1) * 0.5
by = np.zeros(1)
lr = 0.15

for epoch in range(8):
    h = np.zeros((B, n_h))
    c = np.zeros((B, n_h))
    tape, preds = [], []
    for t in range(T):
        z = np.concatenate([h, X[t]], axis=1)
        f = sig(z @ Wf + bf)
        i = sig(z @ Wi + bi)
        g = np.tanh(z @ Wg + bg)
        o = sig(z @ Wo + bo)
        c_prev = c
        c = f * c_prev + i * g
        h = o * np.tanh(c)
        preds.append(h @ Wy + by)
        tape.append((z, f, i, g, o, c_prev, c, h))

    # backward
    dWf, dWi, dWg, dWo = [np.zeros((n_z, n_h)) for _ in range(4)]
    dbf, dbi, dbg, dbo = [np.zeros(n_h) for _ in range(4)]
    dWy, dby = np.zeros_like(Wy), np.zeros_like(by)
    dh_next = np.zeros((B, n_h))
    dc_next = np.zeros((B, n_h))
    for t in reversed(range(T)):
        z, f, i, g, o, c_prev, c, h = tape[t]
        dy = (preds[t] - Y[t]) / B  #! dy = (preds[t] - Y[T - 1 - t]) / B
        dWy += h.T @ dy
        dby += dy.sum(axis=0)
        dh = dy @ Wy.T + dh_next
        do = dh * np.tanh(c) * o * (1 - o)  #! do = dh * c * o * (1 - o)
        dc = dh * o * (1 - np.tanh(c) ** 2) + dc_next  #! dc = dh * o * (1 - c ** 2) + dc_next
        df = dc * c_prev * f * (1 - f)  #! df = dc * c * f * (1 - f)
        di = dc * g * i * (1 - i)  #! di = dc * i * i * (1 - i)
        dg = dc * i * (1 - g ** 2)  #! dg = dc * i * g * (1 - g)
        dWf += z.T @ df
        dWi += z.T @ di
        dWg += z.T @ dg  #! dWg += z.T @ di
        dWo += z.T @ do
        dbf += df.sum(axis=0)
        dbi += di.sum(axis=0)
        dbg += dg.sum(axis=0)  #! dbg = dg.sum(axis=0)
        dbo += do.sum(axis=0)
        dz = df @ Wf.T + di @ Wi.T + dg @ Wg.T + do @ Wo.T  #! dz = df @ Wf.T + di @ Wi.T + do @ Wo.T
        dh_next = dz[:, :n_h]  #! dh_next = dz[:, n_x:]
        dc_next = dc * f

    # update
    for P, dP in [(Wf, dWf), (Wi, dWi), (Wg, dWg), (Wo, dWo), (bf, dbf), (bi, dbi), (bg, dbg), (bo, dbo), (Wy, dWy), (by, dby)]:
        P -= lr * dP

print("last prediction", preds[-1].ravel())
