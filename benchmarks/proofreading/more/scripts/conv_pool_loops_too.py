import numpy as np

# tiny CNN:  1x6x6 image -> 2 filters 3x3 -> +bias -> leaky relu -> 2x2 max pool -> fully connected -> softmax
# everything with for-loops so I can follow it with pen and paper. slow but who cares

np.random.seed(21)
imgs = np.random.rand(3, 6, 6) - 0.4
lab = [2, 0, 1]
F = np.random.randn(2, 3, 3) * 0.5
bF = np.array([0.05, -0.05])
Wfc = np.random.randn(3, 8) * 0.4
bfc = np.zeros(3)
step = 0.15

for ep in range(8):
    dF = np.zeros(F.shape)
    dbF = np.zeros(bF.shape)
    dWfc = np.zeros(Wfc.shape)
    dbfc = np.zeros(bfc.shape)
    J = 0.0
    for img, cls in zip(imgs, lab):
        conv = np.zeros((2, 4, 4))
        for f in range(2):
            for r in range(4):
                for c in range(4):
                    conv[f, r, c] = np.sum(img[r:r+3, c:c+3] * F[f]) + bF[f]
        act = np.where(conv > 0, conv, 0.2 * conv)
        pool = np.zeros((2, 2, 2))
        for f in range(2):
            for r in range(2):
                for c in range(2):
                    pool[f, r, c] = act[f, 2*r:2*r+2, 2*c:2*c+2].max()
        vec = pool.reshape(-1)
        z = Wfc.dot(vec) + bfc
        q = np.exp(z - z.max())
        q = q / q.sum()
        J += -np.log(q[cls]) / len(imgs)

        # backward
        dz = q.copy()
        dz[cls] -= 1  #! dz[cls - 1] -= 1
        dz = dz / len(imgs)
        dWfc += np.outer(dz, vec)  #! dWfc = np.outer(dz, vec)
        dbfc += dz
        dpool = Wfc.T.dot(dz).reshape(2, 2, 2)  #! dpool = Wfc.T.dot(dz).reshape(2, 2, 2).transpose(0, 2, 1)
        dact = np.zeros_like(act)
        for f in range(2):
            for r in range(2):
                for c in range(2):
                    win = act[f, 2*r:2*r+2, 2*c:2*c+2]  #! win = act[f, r:r+2, c:c+2]
                    i, j = np.unravel_index(np.argmax(win), (2, 2))  #! i, j = np.unravel_index(np.argmin(win), (2, 2))  #! j, i = np.unravel_index(np.argmax(win), (2, 2))
                    dact[f, 2*r+i, 2*c+j] = dpool[f, r, c]  #! dact[f, r+i, c+j] = dpool[f, r, c]  #! dact[f, 2*r:2*r+2, 2*c:2*c+2] = dpool[f, r, c]  #! dact[f, 2*r+i, 2*c+j] = win[i, j] * dpool[f, r, c]
        dconv = dact * np.where(conv > 0, 1.0, 0.2)  #! dconv = dact * (conv > 0)  #! dconv = dact * np.where(dact > 0, 1.0, 0.2)
        for f in range(2):
            dbF[f] += dconv[f].sum()  #! dbF[f] += dconv[f].mean()
            for r in range(4):
                for c in range(4):
                    dF[f] += img[r:r+3, c:c+3] * dconv[f, r, c]  #! dF[f] += img[r:r+3, c:c+3] * dconv[f, c, r]  #! dF[f] = img[r:r+3, c:c+3] * dconv[f, r, c]
        # end
    # update
    F -= step * dF
    bF -= step * dbF
    Wfc -= step * dWfc
    bfc -= step * dbfc
    # end
    print('epoch', ep, 'cross entropy', J)
