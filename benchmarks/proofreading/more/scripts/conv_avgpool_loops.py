# The smallest conv net: 2 filters, relu, 2x2 average pool, dense, softmax. Everything in loops.
import numpy as np

np.random.seed(9)
N = 4
imgs = np.random.randn(N, 6, 6)
labels = [0, 2, 1, 2]
F = np.random.randn(2, 3, 3) * 0.3
fb = np.zeros(2)
# dense stored [class][filter, row, col]
D = np.random.randn(3, 2, 2, 2) * 0.4
db = np.zeros(3)
lr = 0.2

for epoch in range(5):
    gF = np.zeros_like(F)
    gfb = np.zeros_like(fb)
    gD = np.zeros_like(D)
    gdb = np.zeros_like(db)
    loss = 0.0
    saved = []
    for n in range(N):
        img = imgs[n]
        conv = np.zeros((2, 4, 4))
        for f in range(2):
            for i in range(4):
                for j in range(4):
                    conv[f, i, j] = np.sum(img[i:i + 3, j:j + 3] * F[f]) + fb[f]
        relu = np.maximum(conv, 0)
        pool = np.zeros((2, 2, 2))
        for i in range(2):
            for j in range(2):
                pool[:, i, j] = relu[:, 2 * i:2 * i + 2, 2 * j:2 * j + 2].mean(axis=(1, 2))
        score = np.array([np.sum(D[c] * pool) + db[c] for c in range(3)])
        p = np.exp(score) / np.exp(score).sum()
        loss += -np.log(p[labels[n]]) / N
        saved.append((conv, pool, p))

    # backward
    for n in range(N):
        conv, pool, p = saved[n]
        ds = p / N  #! ds = p
        ds[labels[n]] -= 1.0 / N  #! ds[labels[n]] -= 1.0
        dpool = np.zeros((2, 2, 2))
        for c in range(3):
            gD[c] += ds[c] * pool  #! gD[c] = ds[c] * pool
            gdb[c] += ds[c]
            dpool += ds[c] * D[c]  #! dpool = ds[c] * D[c]
        for f in range(2):
            for i in range(4):
                for j in range(4):
                    d = dpool[f, i // 2, j // 2] / 4  #! d = dpool[f, i % 2, j % 2] / 4
                    if conv[f, i, j] <= 0:  #! if conv[f, i, j] > 0:
                        d = 0.0
                    gF[f] += d * imgs[n][i:i + 3, j:j + 3]  #! gF[f] += d * img[i:i + 3, j:j + 3]  #! gF[f] += d * imgs[n][j:j + 3, i:i + 3]
                    gfb[f] += d  #! gfb[f] += dpool[f, i // 2, j // 2]

    # update
    F -= lr * gF
    fb -= lr * gfb  #! fb -= lr * gdb
    D -= lr * gD
    db -= lr * gdb
    print('epoch', epoch, 'loss', loss)
