import numpy as np
# one conv filter bank on short ECG-like windows, global average pool, binary decision
rng = np.random.default_rng(8)
L, Kw, C = 10, 3, 2
sig = rng.normal(0, .3, (6, L))
lab = np.array([0, 1, 0, 1, 0, 1.])
for i in range(6):
    if lab[i]:
        sig[i, 4:6] += [2, -2]
filt = rng.normal(0, .5, (C, Kw)); fb = np.zeros(C)
v = rng.normal(0, .5, C); vb = 0.
win = np.lib.stride_tricks.sliding_window_view(sig, Kw, axis=1)   # (6, L-2, 3)
wd = 1e-2
for ep in range(30):
    a = np.einsum('nlk,ck->nlc', win, filt) + fb
    r = np.where(a > 0, a, 0)
    pooled = r.mean(axis=1)
    logit = pooled @ v + vb
    prob = 1 / (1 + np.exp(-logit))
    bce = -np.sum(lab * np.log(prob) + (1 - lab) * np.log(1 - prob)) / 6
    cost = bce + .5 * wd * (np.sum(filt ** 2) + np.sum(v ** 2))
    # backward
    g = (prob - lab) / 6
    gv = pooled.T @ g + wd * v
    gvb = g.sum()
    gpool = g[:, None] * v
    ga = np.repeat(gpool[:, None, :] / a.shape[1], a.shape[1], axis=1) * (a > 0)
    gfilt = np.einsum('nlc,nlk->ck', ga, win) + wd * filt
    gfb = ga.sum(axis=(0, 1))
    # update
    for p, gp in ((filt, gfilt), (fb, gfb), (v, gv)):
        p -= .5 * gp
    vb -= .5 * gvb
    if ep % 10 == 0:
        print(ep, round(cost, 4), 'acc', np.mean((prob > .5) == lab))
