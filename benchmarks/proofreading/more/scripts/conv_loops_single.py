# Tiny CNN, one picture at a time, only for loops:
# conv 3x3 -> leaky relu -> maxpool 2x2 -> one neuron with sigmoid
import numpy as np

np.random.seed(1)
n_img = 4
imgs = np.random.randn(n_img, 6, 6)
labels = [0, 1, 1, 0]
F = 2
filt = np.random.randn(F, 3, 3) * 0.4
fb = np.zeros(F)
wd = np.random.randn(F * 2 * 2) * 0.5
bd = 0.0
alpha = 0.1
lr = 0.15

for epoch in range(4):
    total = 0
    for img, t in zip(imgs, labels):
        # conv (valid), 6x6 -> 4x4
        conv = np.zeros((F, 4, 4))
        for f in range(F):
            for r in range(4):
                for c in range(4):
                    conv[f, r, c] = np.sum(img[r:r+3, c:c+3] * filt[f]) + fb[f]
        act = np.where(conv > 0, conv, alpha * conv)
        # pool 4x4 -> 2x2, remember where the winner was
        pool = np.zeros((F, 2, 2))
        where = np.zeros((F, 2, 2, 2), dtype=int)
        for f in range(F):
            for r in range(2):
                for c in range(2):
                    win = act[f, 2*r:2*r+2, 2*c:2*c+2]
                    k = np.argmax(win)
                    where[f, r, c] = 2*r + k // 2, 2*c + k % 2
                    pool[f, r, c] = win.max()
        flat = pool.reshape(-1)
        p = 1 / (1 + np.exp(-(flat @ wd + bd)))
        L = -np.log(p) if t == 1 else -np.log(1 - p)
        total += L

        # backward
        dz = p - t  #! dz = t - p
        dwd = dz * flat  #! dwd = p * flat
        dbd = dz
        dpool = (dz * wd).reshape(F, 2, 2)  #! dpool = (dz * flat).reshape(F, 2, 2)
        dact = np.zeros_like(act)
        for f in range(F):
            for r in range(2):
                for c in range(2):
                    wr, wc = where[f, r, c]  #! wc, wr = where[f, r, c]
                    dact[f, wr, wc] = dpool[f, r, c]  #! dact[f, r, c] = dpool[f, r, c]
        dconv = np.where(conv > 0, dact, alpha * dact)  #! dconv = np.where(conv > 0, dact, 0)
        dfilt = np.zeros_like(filt)
        dfb = np.zeros_like(fb)
        for f in range(F):
            for r in range(4):
                for c in range(4):
                    dfilt[f] += dconv[f, r, c] * img[r:r+3, c:c+3]  #! dfilt[f] = dconv[f, r, c] * img[r:r+3, c:c+3]  #! dfilt[f] += dact[f, r, c] * img[r:r+3, c:c+3]
            dfb[f] = dconv[f].sum()  #! dfb[f] = dconv.sum()

        # update
        filt -= lr * dfilt  #! filt += lr * dfilt
        fb -= lr * dfb
        wd -= lr * dwd
        bd -= lr * dbd
    print("epoch", epoch, "loss", total / n_img)
