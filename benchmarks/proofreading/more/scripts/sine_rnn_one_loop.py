import numpy as np
# predict the next value of a sine with a tiny RNN. everything in one loop
# (please dont judge the names, it works)
np.random.seed(42)
wave = np.sin(np.arange(40) * 0.5) + 0.05 * np.random.randn(40)
H = 5
T = 7
Wx = np.random.randn(H) * 0.5
Wh = np.random.randn(H, H) * 0.4
bb = np.zeros(H)
Wy = np.random.randn(H) * 0.5
by = 0.0
lr = 0.02

for step in range(30):
    # random window
    p = np.random.randint(0, 40 - T - 1)
    xs = wave[p:p + T]
    ys = wave[p + 1:p + T + 1]
    # forward
    hs = np.zeros((T + 1, H))   # hs[0] is the start, hs[t+1] is after x t
    pred = np.zeros(T)
    for t in range(T):
        hs[t + 1] = np.tanh(Wx * xs[t] + Wh @ hs[t] + bb)
        pred[t] = Wy @ hs[t + 1] + by
    diff = ys - pred
    cost = 0.5 * np.sum(diff ** 2)

    # backward
    gWx = np.zeros(H)
    gWh = np.zeros((H, H))
    gbb = np.zeros(H)
    gWy = np.zeros(H)
    gby = 0.0
    nxt = np.zeros(H)
    for t in reversed(range(T)):  #! for t in range(T):
        gWy += diff[t] * hs[t + 1]  #! gWy += diff[t] * hs[t]
        gby += diff[t]
        gh = diff[t] * Wy + nxt  #! gh = diff[t] * Wy
        graw = gh * (1 - hs[t + 1] ** 2)  #! graw = gh * (1 - hs[t] ** 2)
        gWx += graw * xs[t]  #! gWx += graw * xs[t - 1]
        gWh += np.outer(graw, hs[t])  #! gWh += np.outer(hs[t], graw)
        gbb += graw
        nxt = Wh.T @ graw  #! nxt = Wh @ graw  #! nxt = Wh.T @ gh

    # against exploding
    for g in (gWx, gWh, gbb, gWy):
        np.clip(g, -1, 1, out=g)

    # update
    # diff was y - pred so all with +
    Wx += lr * gWx
    Wh += lr * gWh
    bb += lr * gbb  #! bb += lr * gWx
    Wy += lr * gWy
    by += lr * gby  #! by -= lr * gby
    if step % 10 == 0:
        print(step, cost)
