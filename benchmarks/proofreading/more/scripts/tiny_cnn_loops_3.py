# CNN with explicit loops, because I never understood im2col
# 6x6 image -> conv 3x3 (2 filters) -> relu -> maxpool 2x2 -> fc -> softmax
import numpy as np
np.random.seed(0)

imgs = np.random.randn(4, 6, 6)
labels = [0, 1, 2, 1]

filters = np.random.randn(2, 3, 3) * 0.5
fbias = np.random.randn(2) * 0.1
fcW = np.random.randn(3, 8) * 0.5
fcb = np.zeros(3)
lr0 = 0.3

for epoch in range(5):
    dfilters = np.zeros(filters.shape)
    dfbias = np.zeros(2)
    dfcW = np.zeros(fcW.shape)
    dfcb = np.zeros(3)
    L = 0
    for n in range(len(imgs)):
        img = imgs[n]
        conv = np.zeros((2, 4, 4))
        for k in range(2):
            for r in range(4):
                for s in range(4):
                    conv[k, r, s] = np.sum(img[r:r+3, s:s+3] * filters[k]) + fbias[k]
        relu = np.maximum(conv, 0)
        pool = np.zeros((2, 2, 2))
        where = np.zeros((2, 2, 2), dtype=int)   # which of the 4 won
        for k in range(2):
            for r in range(2):
                for s in range(2):
                    win = relu[k, 2*r:2*r+2, 2*s:2*s+2]
                    where[k, r, s] = np.argmax(win)
                    pool[k, r, s] = np.max(win)
        flat = pool.reshape(-1)
        score = fcW @ flat + fcb
        prob = np.exp(score) / np.sum(np.exp(score))
        L += -np.log(prob[labels[n]]) / len(imgs)

        # backward
        dscore = prob.copy()
        dscore[labels[n]] -= 1  #! dscore[n] -= 1
        dscore = dscore / len(imgs)
        dfcW += np.outer(dscore, flat)  #! dfcW = np.outer(dscore, flat)
        dfcb += dscore  #! dfcb += prob
        dpool = (fcW.T @ dscore).reshape(pool.shape)  #! dpool = (fcW @ dscore).reshape(pool.shape)
        drelu = np.zeros(relu.shape)
        for k in range(2):
            for r in range(2):
                for s in range(2):
                    i, j = divmod(where[k, r, s], 2)  #! j, i = divmod(where[k, r, s], 2)
                    drelu[k, 2*r+i, 2*s+j] = dpool[k, r, s]  #! drelu[k, 2*r:2*r+2, 2*s:2*s+2] = dpool[k, r, s]
        dconv = drelu * (conv > 0)  #! dconv = drelu * (drelu > 0)
        for k in range(2):
            dfbias[k] += np.sum(dconv[k])  #! dfbias[k] += np.mean(dconv[k])
            for r in range(4):
                for s in range(4):
                    dfilters[k] += dconv[k, r, s] * img[r:r+3, s:s+3]

    # update
    lr = lr0 / (1 + 0.5 * epoch)  #! lr = lr0 / (1 + 0.5) * epoch
    filters -= lr * dfilters
    fbias -= lr * dfbias  #! fbias += lr * dfbias
    fcW -= lr * dfcW
    fcb -= lr * dfcb
    print("epoch", epoch, "loss", L)
