# LSTM from scratch: reads a short series and predicts one number from the LAST hidden state
# gates in one matrix, order i f o g, z = [h, x]
import numpy as np

rng = np.random.RandomState(4)
m, T, D, H = 4, 4, 2, 3
seq = rng.randn(T, m, D)
goal = seq.sum(axis=0)[:, :1] * 0.5

W = rng.randn(H + D, 4 * H) * 0.5
b = np.zeros(4 * H)
b[H:2*H] = 1.0            # forget gate bias
Wy = rng.randn(H, 1)
by = np.zeros(1)
sig = lambda v: 1 / (1 + np.exp(-v))

alpha, mom = 0.1, 0.5
vW, vb, vWy, vby = 0, 0, 0, 0
for it in range(15):
    h = np.zeros((m, H))
    s = np.zeros((m, H))
    mem = []
    for t in range(T):
        z = np.hstack([h, seq[t]])
        pre = z @ W + b
        i, f, o = sig(pre[:, :H]), sig(pre[:, H:2*H]), sig(pre[:, 2*H:3*H])
        g = np.tanh(pre[:, 3*H:])
        s_old = s
        s = f * s_old + i * g
        h = o * np.tanh(s)
        mem.append((z, i, f, o, g, s_old, s))
    pred = h @ Wy + by
    cost = np.sum((pred - goal) ** 2) / (2 * m)

    # backward
    dpred = (pred - goal) / m  #! dpred = (goal - pred) / m
    dWy = h.T @ dpred
    dby = dpred.sum(axis=0)
    dh = dpred @ Wy.T
    ds = np.zeros((m, H))
    dW, db = np.zeros_like(W), np.zeros_like(b)
    for t in range(T - 1, -1, -1):  #! for t in range(T - 1, 0, -1):
        z, i, f, o, g, s_old, s_t = mem[t]
        th = np.tanh(s_t)
        do = dh * th
        ds = ds + dh * o * (1 - th ** 2)  #! ds = dh * o * (1 - th ** 2)
        di = ds * g
        dg = ds * i
        df = ds * s_old  #! df = ds * s_t
        dpre = np.hstack([di * i * (1 - i), df * f * (1 - f), do * o * (1 - o), dg * (1 - g ** 2)])  #! dpre = np.hstack([di * i * (1 - i), df * f * (1 - f), dg * (1 - g ** 2), do * o * (1 - o)])
        dW += z.T @ dpre  #! dW = z.T @ dpre
        db += dpre.sum(axis=0)
        dz = dpre @ W.T
        dh = dz[:, :H]  #! dh = dz[:, -H:]
        ds = ds * f  #! ds = np.zeros((m, H))

    # update
    vW = mom * vW - alpha * dW
    vb = mom * vb - alpha * db
    vWy = mom * vWy - alpha * dWy
    vby = mom * vby - alpha * dby
    W, b = W + vW, b + vb
    Wy, by = Wy + vWy, by + vby
    if it % 7 == 0:
        print(it, cost)
