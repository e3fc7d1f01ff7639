import numpy as np

np.random.seed(10)
# tiny 6x6 images: class 0 horizontal bar, class 1 vertical bar, class 2 diagonal
imgs, labs = [], []
for k in range(6):
    im = 0.2 * np.random.randn(6, 6)
    if k % 3 == 0: im[k % 6 // 2 + 1, :] += 1
    if k % 3 == 1: im[:, k % 6 // 2 + 1] += 1
    if k % 3 == 2: im += np.eye(6)
    imgs.append(im); labs.append(k % 3)

K = np.random.randn(2, 3, 3) / 3        # 2 kernels
kb = np.zeros(2)
FC = np.random.randn(3, 8) * 0.3
fcb = np.zeros(3)

def forward(im):
    z = np.zeros((2, 4, 4))
    for k in range(2):
        for i in range(4):
            for j in range(4):
                z[k, i, j] = np.sum(im[i:i+3, j:j+3] * K[k]) + kb[k]
    a = np.maximum(z, 0)
    pool = np.zeros((2, 2, 2)); where = {}
    for k in range(2):
        for i in range(2):
            for j in range(2):
                patch = a[k, 2*i:2*i+2, 2*j:2*j+2]
                r, q = np.unravel_index(np.argmax(patch), (2, 2))
                pool[k, i, j] = patch[r, q]
                where[k, i, j] = (2*i + r, 2*j + q)     # remember the winner
    flat = pool.reshape(-1)
    s = FC @ flat + fcb
    p = np.exp(s - s.max()); p = p / p.sum()
    return z, where, flat, p

for ep in range(4):
    total, good = 0, 0
    for im, lab in zip(imgs, labs):
        z, where, flat, p = forward(im)
        loss = -np.log(p[lab])
        total += loss
        good += p.argmax() == lab
        # backward
        ds = p.copy(); ds[lab] -= 1
        dFC = np.outer(ds, flat)
        dfcb = ds
        dpool = (FC.T @ ds).reshape(2, 2, 2)
        dz = np.zeros_like(z)
        for (k, i, j), (r, q) in where.items():
            dz[k, r, q] += dpool[k, i, j] * (z[k, r, q] > 0)
        dK = np.zeros_like(K)
        for k in range(2):
            for i in range(4):
                for j in range(4):
                    dK[k] += dz[k, i, j] * im[i:i+3, j:j+3]
        dkb = dz.sum(axis=(1, 2))
        # update
        for par, gr in [(K, dK), (kb, dkb), (FC, dFC), (fcb, dfcb)]:
            par -= 0.1 * gr
    print("epoch", ep, "mean loss", total / 6, "correct", good)
