import numpy as np

# one LSTM cell, one sequence, predict next value of a sine at every step
np.random.seed(17)
T, D, H = 5, 2, 3
series = np.sin(0.7 * np.arange(T + 2))
x = [np.array([series[k], series[k + 1]]) for k in range(T)]
goal = series[2:T + 2]

Wf, Wi, Wo, Wg = [np.random.uniform(-0.8, 0.8, (H, H + D)) for _ in range(4)]
bf, bi, bo, bg = np.ones(H), np.zeros(H), np.zeros(H), np.zeros(H)
wy = np.random.uniform(-0.8, 0.8, H)
by = np.zeros(1)

sig = lambda z: 1. / (1. + np.exp(-z))

for it in range(5):
    h, c = np.zeros(H), np.zeros(H)
    tape, E = [], 0.0
    for t in range(T):
        c_old = c
        hx = np.concatenate([h, x[t]])
        f = sig(Wf @ hx + bf)
        i = sig(Wi @ hx + bi)
        o = sig(Wo @ hx + bo)
        g = np.tanh(Wg @ hx + bg)
        c = f * c_old + i * g
        tc = np.tanh(c)
        h = o * tc
        err = wy @ h + by[0] - goal[t]
        E += 0.5 * err ** 2
        tape.append((hx, f, i, o, g, c_old, tc, h, err))
    # backward
    dWf, dWi, dWo, dWg = [np.zeros((H, H + D)) for _ in range(4)]
    dbf, dbi, dbo, dbg = [np.zeros(H) for _ in range(4)]
    dwy, dby = np.zeros(H), np.zeros(1)
    dh_next, dc_next = np.zeros(H), np.zeros(H)
    while tape:
        hx, f, i, o, g, c_old, tc, h, err = tape.pop()  #! hx, f, i, o, g, c_old, tc, h, err = tape.pop(0)
        dwy += err * h
        dby += err  #! dby = err
        dh = err * wy + dh_next  #! dh = err * wy
        do = dh * tc * o * (1 - o)  #! do = dh * tc * (1 - o)  #! do = dh * np.tanh(tc) * o * (1 - o)
        dc = dh * o * (1 - tc ** 2) + dc_next  #! dc = dh * o * (1 - tc ** 2)
        di = dc * g * i * (1 - i)  #! di = dc * i * i * (1 - i)
        df = dc * c_old * f * (1 - f)  #! df = dc * tc * f * (1 - f)
        dg = dc * i * (1 - g ** 2)  #! dg = dc * i * g * (1 - g)
        dWf += np.outer(df, hx)
        dWi += np.outer(di, hx)
        dWo += np.outer(do, hx)
        dWg += np.outer(dg, hx)
        dbf += df
        dbi += di
        dbo += do
        dbg += dg
        dhx = Wf.T @ df + Wi.T @ di + Wo.T @ do + Wg.T @ dg  #! dhx = Wf.T @ df + Wi.T @ di + Wo.T @ do
        dh_next = dhx[:H]  #! dh_next = dhx[D:D + H]
        dc_next = dc * f  #! dc_next = dc
    # update
    for P, dP in zip((Wf, Wi, Wo, Wg, bf, bi, bo, bg, wy, by), (dWf, dWi, dWo, dWg, dbf, dbi, dbo, dbg, dwy, dby)):
        P -= 0.2 * np.clip(dP, -5, 5)
    # end
    print("it", it, "E", E)
