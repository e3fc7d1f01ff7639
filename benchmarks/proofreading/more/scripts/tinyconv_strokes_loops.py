# CNN from scratch, loops everywhere so that I can see what happens
# 6x6 image -> conv 3x3 (2 filters) -> leaky relu -> maxpool 2x2 -> dense -> softmax
import numpy as np
np.random.seed(7)

def make_img(kind):
    im = np.random.randn(6, 6) * 0.15
    if kind == 0:
        im[:, 2] += 1      # vertical stroke
    elif kind == 1:
        im[3, :] += 1      # horizontal
    else:
        im += np.eye(6)    # diagonal
    return im

labels = [0, 1, 2, 1]
images = [make_img(k) for k in labels]

F, k = 2, 3
filters = np.random.randn(F, k, k) * 0.4
fbias = np.zeros(F)
Wd = np.random.randn(F * 2 * 2, 3) * 0.4
bd = np.zeros(3)
SLOPE = 0.1
lr = 0.05

for epoch in range(2):
    total = 0
    for img, lab in zip(images, labels):
        # --- conv
        conv = np.zeros((F, 4, 4))
        for f in range(F):
            for r in range(4):
                for c in range(4):
                    conv[f, r, c] = np.sum(img[r:r+k, c:c+k] * filters[f]) + fbias[f]
        act = np.where(conv > 0, conv, SLOPE * conv)
        # --- pool, remember where the max was
        pool = np.zeros((F, 2, 2))
        where = {}
        for f in range(F):
            for r in range(2):
                for c in range(2):
                    win = act[f, 2*r:2*r+2, 2*c:2*c+2]
                    idx = np.argmax(win)
                    where[f, r, c] = (2*r + idx // 2, 2*c + idx % 2)
                    pool[f, r, c] = win.max()
        # --- dense
        flat = pool.reshape(-1)
        logits = flat @ Wd + bd
        ex = np.exp(logits - np.max(logits))
        prob = ex / ex.sum()
        loss = -np.log(prob[lab])
        total += loss

        # backward
        dlogits = prob.copy()
        dlogits[lab] -= 1  #! dlogits[lab] += 1  #! dlogits[lab] -= prob[lab]
        dWd = np.outer(flat, dlogits)  #! dWd = np.outer(act[:, ::2, ::2].reshape(-1), dlogits)
        dbd = dlogits  #! dbd = dlogits.mean() * np.ones(3)
        dflat = Wd @ dlogits  #! dflat = Wd @ prob  #! dflat = dWd @ dlogits
        dpool = dflat.reshape(F, 2, 2)  #! dpool = dflat.reshape(2, 2, F).transpose(2, 0, 1)
        dact = np.zeros((F, 4, 4))
        for (f, r, c), (rr, cc) in where.items():
            dact[f, rr, cc] = dpool[f, r, c]  #! dact[f, rr, cc] = dpool[f, c, r]  #! dact[f, rr, cc] = dpool[f, r, c] / 4
        dconv = dact * np.where(conv > 0, 1, SLOPE)  #! dconv = np.where(conv > 0, dact, SLOPE)
        dfilters = np.zeros_like(filters)
        dfbias = np.zeros_like(fbias)
        for f in range(F):
            for r in range(4):
                for c in range(4):
                    dfilters[f] += dconv[f, r, c] * img[r:r+k, c:c+k]  #! dfilters[f] += dconv[f, r, c] * filters[f]  #! dfilters[f] += dconv[f, r, c] * img[c:c+k, r:r+k]
                    dfbias[f] += dconv[f, r, c]  #! dfbias[f] += dact[f, r, c]

        # update
        filters -= lr * dfilters
        fbias -= lr * dfbias
        Wd -= lr * dWd  #! Wd += lr * dWd
        bd -= lr * dbd
        # end
    print("epoch", epoch, "mean loss", total / len(images))
