# RNN predicts next value of a sine. everything flat because I wanted to SEE backprop through time
import numpy as np
np.random.seed(9)
wave = np.sin(np.arange(0, 9) * 0.7)
inp, want = wave[:-1], wave[1:]
T = len(inp)
H = 4
Wx = np.random.randn(H) * 0.5
Wh = np.random.randn(H, H) * 0.3
Wy = np.random.randn(H) * 0.5
bh = np.zeros(H)
by = 0.0
for n in range(25):
    hs = {-1: np.zeros(H)}
    ys = {}
    loss = 0
    for t in range(T):
        hs[t] = np.tanh(Wx * inp[t] + Wh @ hs[t - 1] + bh)
        ys[t] = Wy @ hs[t] + by
        loss += 0.5 * (ys[t] - want[t]) ** 2
    # backward
    dWx, dWh, dWy, dbh, dby = 0 * Wx, 0 * Wh, 0 * Wy, 0 * bh, 0.0
    carry = np.zeros(H)
    for t in range(T - 1, -1, -1):
        e = ys[t] - want[t]
        dWy += e * hs[t]
        dby += e
        dh = e * Wy + carry
        dz = dh * (1 - hs[t] ** 2)
        dWx += dz * inp[t]
        dWh += np.outer(dz, hs[t - 1])
        dbh += dz
        carry = Wh.T @ dz
    # update
    Wx -= 0.05 * dWx
    Wh -= 0.05 * dWh
    Wy -= 0.05 * dWy
    bh -= 0.05 * dbh
    by -= 0.05 * dby
    if n % 6 == 0: print(n, loss)
print([round(float(v), 2) for v in ys.values()])
print([round(float(v), 2) for v in want])
