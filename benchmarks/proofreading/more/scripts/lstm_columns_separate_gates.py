import numpy as np

# LSTM language model on a column at a time, separate weights for every gate, everything spelled out
np.random.seed(1997)
data = [0, 2, 1, 3, 1, 2]
V, H = 4, 3
rand = lambda *s: np.random.randn(*s) * 0.4
Wi, Wf, Wo, Wg = rand(H, H + V), rand(H, H + V), rand(H, H + V), rand(H, H + V)
bi, bf, bo, bg = np.zeros((H, 1)), np.ones((H, 1)), np.zeros((H, 1)), np.zeros((H, 1))
Wy, by = rand(V, H), np.zeros((V, 1))
sg = lambda z: 1 / (1 + np.exp(-z))

for epoch in range(2):
    zs, i_, f_, o_, g_, cs, hs, ps = {}, {}, {}, {}, {}, {}, {}, {}
    hs[-1], cs[-1] = np.zeros((H, 1)), np.zeros((H, 1))
    loss = 0
    for t in range(len(data) - 1):
        x = np.zeros((V, 1))
        x[data[t]] = 1
        zs[t] = np.vstack((hs[t - 1], x))
        i_[t] = sg(Wi @ zs[t] + bi)
        f_[t] = sg(Wf @ zs[t] + bf)
        o_[t] = sg(Wo @ zs[t] + bo)
        g_[t] = np.tanh(Wg @ zs[t] + bg)
        cs[t] = f_[t] * cs[t - 1] + i_[t] * g_[t]
        hs[t] = o_[t] * np.tanh(cs[t])
        y = Wy @ hs[t] + by
        ps[t] = np.exp(y) / np.sum(np.exp(y))
        loss += -np.log(ps[t][data[t + 1], 0])

    # backward
    dWi, dWf, dWo, dWg = [np.zeros_like(m) for m in (Wi, Wf, Wo, Wg)]
    dbi, dbf, dbo, dbg = [np.zeros_like(m) for m in (bi, bf, bo, bg)]
    dWy, dby = np.zeros_like(Wy), np.zeros_like(by)
    dhn, dcn = np.zeros((H, 1)), np.zeros((H, 1))
    for t in reversed(range(len(data) - 1)):
        dy = ps[t].copy()
        dy[data[t + 1]] -= 1  #! dy[data[t]] -= 1
        dWy += dy @ hs[t].T
        dby += dy
        dh = Wy.T @ dy
        dh += dhn  #! dh = dhn
        do = dh * np.tanh(cs[t])
        do = do * o_[t] * (1 - o_[t])  #! do = do * (1 - o_[t] ** 2)
        dc = dcn + dh * o_[t] * (1 - np.tanh(cs[t]) ** 2)  #! dc = dh * o_[t] * (1 - np.tanh(cs[t]) ** 2)  #! dc = dcn + dh * (1 - np.tanh(cs[t]) ** 2)
        df = dc * cs[t - 1] * f_[t] * (1 - f_[t])  #! df = dc * cs[t] * f_[t] * (1 - f_[t])
        di = dc * g_[t] * i_[t] * (1 - i_[t])
        dg = dc * i_[t] * (1 - g_[t] ** 2)  #! dg = dc * i_[t] * g_[t] * (1 - g_[t])
        dWi += di @ zs[t].T; dWf += df @ zs[t].T; dWo += do @ zs[t].T; dWg += dg @ zs[t].T
        dbi += di; dbf += df; dbo += do; dbg += dg
        dz = Wi.T @ di + Wf.T @ df + Wo.T @ do + Wg.T @ dg  #! dz = Wi.T @ di + Wf.T @ df + Wo.T @ do
        dhn = dz[:H, :]
        dcn = f_[t] * dc  #! dcn = i_[t] * dc

    # update
    Wi -= 0.1 * dWi; Wf -= 0.1 * dWf; Wo -= 0.1 * dWo; Wg -= 0.1 * dWg
    bi -= 0.1 * dbi; bf -= 0.1 * dbf; bo -= 0.1 * dbo; bg -= 0.1 * dbg
    Wy -= 0.1 * dWy; by -= 0.1 * dby
