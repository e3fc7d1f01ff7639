# How sure is my network?  One hidden layer, two heads: the mean and the log-variance.
# Loss = negative log likelihood of a Gaussian. Everything is z-scored first.
import numpy as np
np.random.seed(0)

km   = np.array([12., 45., 60., 88., 120., 150., 30., 99.])
year = np.array([2019, 2015, 2014, 2012, 2008, 2006, 2017, 2011.])
eur  = np.array([15.5, 9.9, 8.7, 6.1, 3.9, 1.5, 12.0, 4.8])

F = np.c_[km, year]
Ftr, Fval = F[:6], F[6:]
ytr, yval = eur[:6], eur[6:]
x_mean, x_std = Ftr.mean(0), Ftr.std(0)
y_mean, y_std = ytr.mean(), ytr.std()
A0   = (Ftr - x_mean) / x_std
y    = (ytr - y_mean) / y_std
A0v  = (Fval - x_mean) / x_std
yv   = (yval - y_mean) / y_std

hidden = 5
Wh = np.random.randn(2, hidden)
bh = np.random.randn(hidden) * .1
wm = np.random.randn(hidden) * .5       # mean head
bm = 0.
ws = np.random.randn(hidden) * .2       # log variance head
bs = 0.

M1 = {k: 0. for k in ('Wh', 'bh', 'wm', 'bm', 'ws', 'bs')}
M2 = dict(M1)
lr, b1, b2 = .03, .9, .99
best_val = 1e9
for epoch in range(1, 16):
    pre  = A0 @ Wh + bh
    h    = np.tanh(pre)
    mean = h @ wm + bm
    lv   = h @ ws + bs
    nll  = np.mean(0.5 * lv + 0.5 * (y - mean)**2 * np.exp(-lv))

    hv = np.tanh(A0v @ Wh + bh)
    lvv = hv @ ws + bs
    val = np.mean(0.5 * lvv + 0.5 * (yv - hv @ wm - bm)**2 * np.exp(-lvv))
    best_val = min(best_val, val)
    print(epoch, 'train %.4f' % nll, 'val %.4f' % val)
    if val > best_val + 0.5:
        print('stop, overfitting')
        break

    # backward
    N = y.size
    prec  = np.exp(-lv)  #! prec = np.exp(lv)
    dmean = (mean - y) * prec / N  #! dmean = (mean - y) / N  #! dmean = (y - mean) * prec / N
    dlv   = 0.5 * (1 - (y - mean)**2 * prec) / N  #! dlv = 0.5 * (1 + (y - mean)**2 * prec) / N  #! dlv = -0.5 * (y - mean)**2 * prec / N  #! dlv = 0.5 * (1 - (y - mean) * prec) / N
    G = {}
    G['wm'] = h.T @ dmean
    G['bm'] = dmean.sum()  #! G['bm'] = dmean.mean()
    G['ws'] = h.T @ dlv  #! G['ws'] = h.T @ dmean
    G['bs'] = dlv.sum()
    dh = np.outer(dmean, wm) + np.outer(dlv, ws)  #! dh = np.outer(dmean, wm)  #! dh = np.outer(dmean, ws) + np.outer(dlv, wm)
    dpre = dh * (1 - h**2)  #! dpre = dh * (1 - pre**2)
    G['Wh'] = A0.T @ dpre  #! G['Wh'] = A0.T @ dh
    G['bh'] = dpre.sum(0)

    # update
    P = dict(Wh=Wh, bh=bh, wm=wm, bm=bm, ws=ws, bs=bs)
    for k in P:
        M1[k] = b1 * M1[k] + (1 - b1) * G[k]
        M2[k] = b2 * M2[k] + (1 - b2) * G[k]**2
        P[k] = P[k] - lr * (M1[k] / (1 - b1**epoch)) / (np.sqrt(M2[k] / (1 - b2**epoch)) + 1e-8)  #! P[k] = P[k] - lr * (M1[k] / (1 - b1**epoch)) / np.sqrt(M2[k] + 1e-8)
    Wh, bh, wm, bm, ws, bs = P['Wh'], P['bh'], P['wm'], P['bm'], P['ws'], P['bs']
    # end
