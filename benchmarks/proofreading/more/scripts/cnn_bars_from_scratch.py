# simple CNN from scratch, horizontal bars (0) vs vertical bars (1) vs diagonal (2)
# conv 3x3 x2 kernels -> relu -> 2x2 max pool -> dense -> softmax
import numpy as np
np.random.seed(21)

imgs = np.zeros((6, 6, 6))
imgs[0][1, :] = 1
imgs[1][4, 1:] = 1
imgs[2][:, 2] = 1
imgs[3][:5, 4] = 1
imgs[4] = np.eye(6)
imgs[5] = np.eye(6, k=1)
imgs += 0.1 * np.random.rand(6, 6, 6)
labels = np.array([0, 0, 1, 1, 2, 2])

kernels = np.random.randn(2, 3, 3) * 0.5
kbias = np.zeros(2)
Wd = np.random.randn(8, 3) * 0.4
bd = np.zeros(3)
alpha = 0.3

for epoch in range(6):
    cost = 0
    dkernels = np.zeros_like(kernels)
    dkbias = np.zeros_like(kbias)
    dWd = np.zeros_like(Wd)
    dbd = np.zeros_like(bd)
    for img, label in zip(imgs, labels):
        # conv
        fmap = np.zeros((2, 4, 4))
        for k in range(2):
            for r in range(4):
                for c in range(4):
                    fmap[k, r, c] = np.sum(img[r:r+3, c:c+3] * kernels[k]) + kbias[k]
        act = np.maximum(fmap, 0)
        # pool
        pooled = np.zeros((2, 2, 2))
        where = {}
        for k in range(2):
            for r in range(2):
                for c in range(2):
                    block = act[k, 2*r:2*r+2, 2*c:2*c+2]
                    pooled[k, r, c] = block.max()
                    br, bc = np.unravel_index(block.argmax(), (2, 2))
                    where[k, r, c] = (2*r + br, 2*c + bc)
        flat = pooled.reshape(-1)
        scores = flat @ Wd + bd
        e = np.exp(scores - scores.max())
        probs = e / e.sum()
        cost -= np.log(probs[label]) / len(imgs)

        # backward
        dscores = probs.copy()
        dscores[label] -= 1  #! dscores[label] = 1 - dscores[label]
        dscores /= len(imgs)  #! dscores /= len(probs)
        dWd += np.outer(flat, dscores)  #! dWd = np.outer(flat, dscores)  #! dWd += np.outer(flat, probs)
        dbd += dscores  #! dbd = dscores
        dpooled = (Wd @ dscores).reshape(pooled.shape)  #! dpooled = (Wd @ probs).reshape(pooled.shape)  #! dpooled = (Wd @ dscores).reshape(pooled.shape, order='F')
        dact = np.zeros_like(act)
        for (k, r, c), (rr, cc) in where.items():
            dact[k, rr, cc] += dpooled[k, r, c]  #! dact[k, 2*r, 2*c] += dpooled[k, r, c]  #! dact[k, 2*r:2*r+2, 2*c:2*c+2] += dpooled[k, r, c]
        dfmap = dact * (fmap > 0)  #! dfmap = dact  #! dfmap = dact * fmap
        for k in range(2):
            for r in range(4):
                for c in range(4):
                    dkernels[k] += dfmap[k, r, c] * img[r:r+3, c:c+3]  #! dkernels[k] = dfmap[k, r, c] * img[r:r+3, c:c+3]  #! dkernels[k] += dfmap[k, c, r] * img[r:r+3, c:c+3]
            dkbias[k] += dfmap[k].sum()  #! dkbias[k] += dfmap[k].mean()
        # end
    # update
    kernels -= alpha * dkernels
    kbias -= alpha * dkbias
    Wd -= alpha * dWd
    bd -= alpha * dbd
    # end
    print("epoch", epoch + 1, "cost", round(cost, 5))
