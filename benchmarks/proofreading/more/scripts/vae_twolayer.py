import numpy as np
rng = np.random.RandomState(30)

x = (rng.rand(8, 6) < np.where(np.arange(8)[:, None] % 2 == 0, [.9, .9, .9, .1, .1, .1], [.1, .1, .1, .9, .9, .9])) * 1.
nz, nh = 2, 5
init = lambda i, o: rng.randn(i, o) / np.sqrt(i)
We, Wm, Ws = init(6, nh), init(nh, nz), init(nh, nz) * .1
Wd, Wx = init(nz, nh), init(nh, 6)
be, bm, bs, bd, bx = np.zeros(nh), np.zeros(nz), np.zeros(nz), np.zeros(nh), np.zeros(6)
B = len(x)

for epoch in range(20):
    # encoder
    he = np.tanh(x @ We + be)
    m, logvar = he @ Wm + bm, he @ Ws + bs
    eps = rng.randn(B, nz)
    std = np.exp(0.5 * logvar)
    z = m + std * eps                     # reparameterisation trick
    # decoder
    hd = np.tanh(z @ Wd + bd)
    t = hd @ Wx + bx
    rec = np.sum(np.logaddexp(0, t) - x * t) / B
    kl = 0.5 * np.sum(np.exp(logvar) + m ** 2 - 1 - logvar) / B
    elbo = -(rec + kl)

    # backward
    # (of -elbo, we go down)
    dt = (1 / (1 + np.exp(-t)) - x) / B
    dWx, dbx = hd.T @ dt, dt.sum(0)
    dhd = dt @ Wx.T * (1 - hd ** 2)
    dWd, dbd = z.T @ dhd, dhd.sum(0)
    dz = dhd @ Wd.T
    dm = dz + m / B
    dlv = dz * eps * 0.5 * std + 0.5 * (np.exp(logvar) - 1) / B
    dWm, dbm, dWs, dbs = he.T @ dm, dm.sum(0), he.T @ dlv, dlv.sum(0)
    dhe = (dm @ Wm.T + dlv @ Ws.T) * (1 - he ** 2)
    dWe, dbe = x.T @ dhe, dhe.sum(0)

    # update
    for P, G in ((We, dWe), (be, dbe), (Wm, dWm), (bm, dbm), (Ws, dWs), (bs, dbs),
                 (Wd, dWd), (bd, dbd), (Wx, dWx), (bx, dbx)):
        P -= 0.1 * G
    if epoch % 5 == 0:
        print("elbo %.3f  (rec %.3f kl %.3f)" % (elbo, rec, kl))
