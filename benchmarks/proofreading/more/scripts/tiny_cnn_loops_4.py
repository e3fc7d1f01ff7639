# Lab 5: convolution -> relu -> 2x2 max pooling -> softmax, one image at a time
# (slow, but you can see every index)
import numpy as np

np.random.seed(5)
images = np.random.randn(4, 6, 6)
ys = [0, 2, 1, 2]

F = 2                                    # number of filters
filt = np.random.randn(F, 3, 3) * 0.4
fb = np.zeros(F)
Wd = np.random.randn(3, F * 2 * 2) * 0.4   # dense, out x in
bd = np.zeros(3)
lr = 0.05

for epoch in range(3):
    total_loss = 0
    for img, label in zip(images, ys):
        conv = np.zeros((F, 4, 4))
        for f in range(F):
            for i in range(4):
                for j in range(4):
                    conv[f, i, j] = np.sum(img[i:i+3, j:j+3] * filt[f]) + fb[f]
        act = np.maximum(conv, 0)
        pool = np.zeros((F, 2, 2))
        where = {}
        for f in range(F):
            for i in range(2):
                for j in range(2):
                    block = act[f, 2*i:2*i+2, 2*j:2*j+2]
                    pool[f, i, j] = block.max()
                    k = block.argmax()
                    where[f, i, j] = (2*i + k // 2, 2*j + k % 2)
        flat = pool.reshape(-1)
        logits = Wd.dot(flat) + bd
        probs = np.exp(logits - logits.max())
        probs /= probs.sum()
        total_loss += -np.log(probs[label])

        # backward
        dlogits = probs.copy()
        dlogits[label] -= 1    #! dlogits[label] += 1
        dWd = np.outer(dlogits, flat)    #! dWd = np.outer(flat, dlogits)
        dbd = dlogits
        dflat = Wd.T.dot(dlogits)    #! dflat = dWd.T.dot(dlogits)
        dpool = dflat.reshape(F, 2, 2)
        dact = np.zeros_like(act)
        for (f, i, j), (r, c) in where.items():
            dact[f, r, c] += dpool[f, i, j]    #! dact[f, c, r] += dpool[f, i, j]  #! dact[f, i, j] += dpool[f, i, j]
        dconv = dact * (conv > 0)    #! dconv = dact * conv
        dfilt = np.zeros_like(filt)
        dfb = np.zeros(F)
        for f in range(F):
            for i in range(4):
                for j in range(4):
                    dfilt[f] += dconv[f, i, j] * img[i:i+3, j:j+3]    #! dfilt[f] = dconv[f, i, j] * img[i:i+3, j:j+3]
                    dfb[f] += dconv[f, i, j]    #! dfb[f] += dact[f, i, j] * fb[f]

        # update
        filt -= lr * dfilt    #! filt -= lr * dfilt / F
        fb -= lr * dfb
        Wd -= lr * dWd
        bd -= lr * dbd    #! bd -= lr * probs
    print(epoch, total_loss / len(images))
