# VAE, one sample at a time, binary pixels. no biases on purpose
import numpy as np
rng = np.random.RandomState(1234)
X = (rng.rand(8, 6) < np.array([.9, .9, .1, .1, .8, .2])).astype(float)
D, H, Z = 6, 5, 2
We = rng.randn(H, D) * .3
Wm = rng.randn(Z, H) * .3
Ws = rng.randn(Z, H) * .3
Wd = rng.randn(D, Z) * .3

for epoch in range(4):
    total = 0.
    for n in range(8):
        eps = rng.randn(Z)
        x = X[n]
        h = np.tanh(We @ x)
        m = Wm @ h
        s = Ws @ h                      # log variance
        z = m + np.exp(s / 2) * eps
        y = 1 / (1 + np.exp(-(Wd @ z)))
        bce = 0
        for j in range(D):
            bce -= x[j] * np.log(y[j]) + (1 - x[j]) * np.log(1 - y[j])
        kl = 0
        for j in range(Z):
            kl += 0.5 * (np.exp(s[j]) + m[j] ** 2 - 1 - s[j])
        neg_elbo = bce + kl
        total += neg_elbo
        # backward
        dy = y - x
        gd = np.outer(dy, z)
        dz = Wd.T @ dy
        dm = dz + m
        ds = dz * eps * 0.5 * np.exp(s / 2) + 0.5 * (np.exp(s) - 1)
        gm = np.outer(dm, h)
        gs = np.outer(ds, h)
        dh = Wm.T @ dm + Ws.T @ ds
        ge = np.outer(dh * (1 - h ** 2), x)
        # update
        We -= .05 * ge
        Wm -= .05 * gm
        Ws -= .05 * gs
        Wd -= .05 * gd
    print(epoch, total)
