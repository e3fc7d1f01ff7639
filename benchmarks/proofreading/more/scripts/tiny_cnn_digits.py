# CNN from scratch (conv -> relu -> maxpool -> dense -> softmax), 1 image at a time
# Accuracy on MNIST is 11% after one epoch. Here is a version with fake 6x6 digits.
import numpy as np

np.random.seed(9)
imgs = np.random.rand(4, 6, 6)
lab = [0, 2, 1, 2]
filters = np.random.randn(2, 3, 3) * 0.5
fbias = np.random.randn(2) * 0.1
Wd = np.random.randn(8, 3) * 0.5
bd = np.zeros(3)
lr = 0.1


def conv_forward(img):
    o = np.zeros((2, 4, 4))
    for f in range(2):
        for i in range(4):
            for j in range(4):
                o[f, i, j] = np.sum(img[i:i + 3, j:j + 3] * filters[f]) + fbias[f]
    return o


def pool_forward(r):
    p = np.zeros((2, 2, 2))
    for f in range(2):
        for i in range(2):
            for j in range(2):
                p[f, i, j] = r[f, 2 * i:2 * i + 2, 2 * j:2 * j + 2].max()
    return p


for epoch in range(3):
    losssum = 0
    for n in range(4):
        img = imgs[n]
        c = conv_forward(img)
        r = np.maximum(c, 0)
        p = pool_forward(r)
        flat = p.reshape(-1)
        z = flat @ Wd + bd
        prob = np.exp(z) / np.sum(np.exp(z))
        loss = -np.log(prob[lab[n]])
        losssum += loss

        # backward
        dz = prob.copy()
        dz[lab[n]] -= 1  #! dz[n] -= 1
        dWd = np.outer(flat, dz)  #! dWd = np.outer(flat, prob)
        dflat = Wd @ dz  #! dflat = Wd.T @ dz
        dp = dflat.reshape(p.shape)
        dr = np.zeros_like(r)
        for f in range(2):
            for i in range(2):
                for j in range(2):
                    win = r[f, 2 * i:2 * i + 2, 2 * j:2 * j + 2]
                    a, b = np.unravel_index(win.argmax(), (2, 2))  #! a, b = np.unravel_index(win.argmin(), (2, 2))
                    dr[f, 2 * i + a, 2 * j + b] += dp[f, i, j]  #! dr[f, i + a, j + b] += dp[f, i, j]
        dc = dr * (c > 0)  #! dc = dr * c
        dfil = np.zeros_like(filters)
        dfb = np.zeros(2)
        for f in range(2):
            dfb[f] = dc[f].sum()  #! dfb[f] = dc[f].mean()
            for i in range(4):
                for j in range(4):
                    dfil[f] += dc[f, i, j] * img[i:i + 3, j:j + 3]  #! dfil[f] += dc[f, i, j] * filters[f]

        # update
        filters -= lr * dfil  #! filters += lr * dfil
        fbias -= lr * dfb
        Wd -= lr * dWd
        bd -= lr * dz  #! bd -= lr * dz.sum()
    print("epoch", epoch, "loss", losssum / 4)
