# Exercise sheet 6: a convolutional network with nothing but loops
# conv 3x3 (2 filters) -> leaky relu -> max-pool 2x2 -> linear -> softmax
import numpy as np

rng = np.random.RandomState(6)
n_img, n_filt, n_cls = 4, 2, 3
images = rng.randn(n_img, 6, 6)
truth = np.array([0, 2, 1, 2])

K = rng.randn(n_filt, 3, 3) * 0.4
kb = np.zeros(n_filt)
Wfc = rng.randn(n_cls, n_filt * 4) * 0.4          # out x in
bfc = np.zeros(n_cls)
slope, decay, eps = 0.1, 0.01, 0.2

for epoch in range(4):
    # ---- Part (a): convolution
    conv = np.zeros((n_img, n_filt, 4, 4))
    for n in range(n_img):
        for k in range(n_filt):
            for r in range(4):
                for c in range(4):
                    conv[n, k, r, c] = np.sum(images[n, r:r+3, c:c+3] * K[k]) + kb[k]
    act = np.where(conv > 0, conv, slope * conv)
    # ---- Part (b): pooling, remember the winner
    pool = np.zeros((n_img, n_filt, 2, 2))
    winner = np.zeros((n_img, n_filt, 2, 2), dtype=int)
    for n in range(n_img):
        for k in range(n_filt):
            for r in range(2):
                for c in range(2):
                    window = act[n, k, 2*r:2*r+2, 2*c:2*c+2].ravel()
                    winner[n, k, r, c] = window.argmax()
                    pool[n, k, r, c] = window.max()
    # ---- Part (c): classifier
    flat = pool.reshape(n_img, -1)
    score = flat @ Wfc.T + bfc
    score = score - score.max(axis=1, keepdims=True)
    logZ = np.log(np.exp(score).sum(axis=1))
    loss = np.mean(logZ - score[np.arange(n_img), truth]) + 0.5 * decay * np.sum(K ** 2)

    # backward
    dscore = np.exp(score - logZ[:, None])
    dscore[np.arange(n_img), truth] -= 1  #! dscore[:, truth] -= 1
    dscore /= n_img  #! dscore /= n_cls
    dWfc = dscore.T @ flat
    dbfc = dscore.sum(axis=0)
    dpool = (dscore @ Wfc).reshape(pool.shape)  #! dpool = (dscore @ Wfc.T).reshape(pool.shape)
    dact = np.zeros_like(act)
    for n in range(n_img):
        for k in range(n_filt):
            for r in range(2):
                for c in range(2):
                    i, j = divmod(winner[n, k, r, c], 2)  #! j, i = divmod(winner[n, k, r, c], 2)
                    dact[n, k, 2*r + i, 2*c + j] += dpool[n, k, r, c]  #! dact[n, k, 2*r:2*r+2, 2*c:2*c+2] += dpool[n, k, r, c] / 4
    dconv = dact * np.where(conv > 0, 1, slope)  #! dconv = dact * (conv > 0)
    dK = decay * K  #! dK = np.zeros_like(K)
    dkb = np.zeros_like(kb)
    for n in range(n_img):
        for k in range(n_filt):
            dkb[k] += dconv[n, k].sum()  #! dkb[k] = dconv[n, k].sum()
            for r in range(4):
                for c in range(4):
                    dK[k] += dconv[n, k, r, c] * images[n, r:r+3, c:c+3]  #! dK[k] += dconv[n, k, r, c] * images[k, r:r+3, c:c+3]

    # update
    K = K - eps * dK
    kb = kb - eps * dkb
    Wfc = Wfc - eps * dWfc  #! Wfc = Wfc - eps * dWfc / n_img
    bfc = bfc - eps * dbfc
