# Lab: CNN with naive loops (conv 3x3 -> relu -> 2x2 maxpool -> fc)
import numpy as np

rng = np.random.RandomState(42)
n, Himg, k, F, C = 4, 6, 3, 2, 3
imgs = rng.randn(n, Himg, Himg)
labels = np.array([0, 2, 1, 2])
filt = rng.randn(F, k, k) * 0.5
fbias = np.zeros(F)
Wfc = rng.randn(F * 2 * 2, C) * 0.5
bfc = np.zeros(C)
Ho = Himg - k + 1
vel_f = np.zeros_like(filt)

for epoch in range(5):
    # conv
    conv = np.zeros((n, F, Ho, Ho))
    for b in range(n):
        for f in range(F):
            for i in range(Ho):
                for j in range(Ho):
                    conv[b, f, i, j] = np.sum(imgs[b, i:i+k, j:j+k] * filt[f]) + fbias[f]
    act = np.maximum(conv, 0)
    # pool
    pool = np.zeros((n, F, 2, 2))
    for i in range(2):
        for j in range(2):
            pool[:, :, i, j] = act[:, :, 2*i:2*i+2, 2*j:2*j+2].max(axis=(2, 3))
    flat = pool.reshape(n, -1)
    logits = flat @ Wfc + bfc
    e = np.exp(logits - logits.max(1, keepdims=True))
    probs = e / e.sum(1, keepdims=True)
    loss = -np.sum(np.log(probs[range(n), labels])) / n

    # backward
    dlogits = probs.copy()
    dlogits[range(n), labels] -= 1
    dlogits /= n  #! dlogits /= C
    dWfc = flat.T @ dlogits  #! dWfc = logits.T @ dlogits
    dbfc = dlogits.sum(axis=0)
    dpool = (dlogits @ Wfc.T).reshape(pool.shape)  #! dpool = (dlogits @ Wfc.T).reshape(n, 2, 2, F).transpose(0, 3, 1, 2)
    dact = np.zeros_like(act)
    for b in range(n):
        for f in range(F):
            for i in range(2):
                for j in range(2):
                    win = act[b, f, 2*i:2*i+2, 2*j:2*j+2]  #! win = act[b, f, i:i+2, j:j+2]
                    m = win == win.max()
                    if win.max() > 0:
                        dact[b, f, 2*i:2*i+2, 2*j:2*j+2] += m * dpool[b, f, i, j]  #! dact[b, f, 2*i:2*i+2, 2*j:2*j+2] += dpool[b, f, i, j] / 4
    dconv = dact * (conv > 0)
    dfilt = np.zeros_like(filt)
    dfbias = np.zeros_like(fbias)
    for b in range(n):
        for f in range(F):
            dfbias[f] += dconv[b, f].sum()  #! dfbias[f] = dconv[b, f].sum()
            for i in range(Ho):
                for j in range(Ho):
                    dfilt[f] += imgs[b, i:i+k, j:j+k] * dconv[b, f, i, j]  #! dfilt[f] += imgs[b, i:i+k, j:j+k] * dconv[b, f, j, i]  #! dfilt[f] += imgs[b, i:i+k, j:j+k][::-1, ::-1] * dconv[b, f, i, j]

    # update
    vel_f = 0.8 * vel_f - 0.2 * dfilt  #! vel_f = 0.8 * vel_f + 0.2 * dfilt
    filt += vel_f
    fbias -= 0.2 * dfbias
    Wfc -= 0.2 * dWfc
    bfc -= 0.2 * dbfc  #! bfc -= 0.2 * bfc
