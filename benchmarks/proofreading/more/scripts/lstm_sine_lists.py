import numpy as np
np.random.seed(0)
H = 4                       # hidden units
T = 5                       # steps
series = np.sin(np.linspace(0, 4, T + 1))
sigma = lambda a: 1 / (1 + np.exp(-a))

# every gate sees [h, x] stacked in one vector
Wf, Wi, Wg, Wo = [np.random.normal(0, 0.5, (H, H + 1)) for _ in range(4)]
bf, bi, bg, bo = np.ones(H), np.zeros(H), np.zeros(H), np.zeros(H)
wy = np.random.normal(0, 0.5, H)
by = np.zeros(1)
params = [Wf, Wi, Wg, Wo, bf, bi, bg, bo, wy, by]

for n in range(12):
    # ---------- forward through time (predict the next value at each step)
    hs, cs = [np.zeros(H)], [np.zeros(H)]
    zs, fs, is_, gs, os_, ys = [], [], [], [], [], []
    loss = 0
    for t in range(T):
        z = np.concatenate([hs[-1], [series[t]]])
        f, i, o = sigma(Wf @ z + bf), sigma(Wi @ z + bi), sigma(Wo @ z + bo)
        g = np.tanh(Wg @ z + bg)
        cs.append(f * cs[-1] + i * g)
        hs.append(o * np.tanh(cs[-1]))
        y = wy @ hs[-1] + by[0]
        loss += (y - series[t + 1]) ** 2 / T
        for lst, val in zip((zs, fs, is_, gs, os_, ys), (z, f, i, g, o, y)):
            lst.append(val)
    # ---------- and back
    # backward
    dWf, dWi, dWg, dWo, dbf, dbi, dbg, dbo, dwy, dby = [np.zeros_like(p) for p in params]
    dh_next = np.zeros(H)
    dc_next = np.zeros(H)
    for t in range(T - 1, -1, -1):
        dy = 2 * (ys[t] - series[t + 1]) / T  #! dy = 2 * (ys[t] - series[t]) / T  #! dy = 2 * (ys[t] - series[t + 1])
        dwy += dy * hs[t + 1]  #! dwy += dy * hs[t]
        dby += dy
        dh = dy * wy + dh_next  #! dh = dy * wy
        tc = np.tanh(cs[t + 1])  #! tc = np.tanh(cs[t])
        dc = dh * os_[t] * (1 - tc ** 2) + dc_next  #! dc = dh * os_[t] * (1 - tc ** 2)  #! dc = dh * os_[t] * (1 - cs[t + 1] ** 2) + dc_next  #! dc = dh * (1 - tc ** 2) + dc_next
        do = dh * tc * os_[t] * (1 - os_[t])
        df = dc * cs[t] * fs[t] * (1 - fs[t])  #! df = dc * cs[t + 1] * fs[t] * (1 - fs[t])
        di = dc * gs[t] * is_[t] * (1 - is_[t])  #! di = dc * is_[t] * (1 - is_[t])
        dg = dc * is_[t] * (1 - gs[t] ** 2)
        dWf += np.outer(df, zs[t])
        dWi += np.outer(di, zs[t])
        dWg += np.outer(dg, zs[t])  #! dWg += np.outer(di, zs[t])
        dWo += np.outer(do, zs[t])
        dbf += df
        dbi += di
        dbg += dg
        dbo += do
        dz = Wf.T @ df + Wi.T @ di + Wg.T @ dg + Wo.T @ do  #! dz = Wf.T @ df + Wi.T @ di + Wg.T @ dg
        dh_next = dz[:H]  #! dh_next = dz[-H:]
        dc_next = dc * fs[t]  #! dc_next = dc
    # update
    for p, dp in zip(params, [dWf, dWi, dWg, dWo, dbf, dbi, dbg, dbo, dwy, dby]):
        p -= 0.1 * np.clip(dp, -5, 5)
    # end
    if n % 3 == 0:
        print(n, 'loss', loss)
