# CNN from scratch (no im2col, only for loops): conv 3x3 -> relu -> maxpool 2x2 -> dense -> softmax
import numpy as np
np.random.seed(0)


def conv(img, filters, bias):
    nf, k, _ = filters.shape
    H = img.shape[0] - k + 1
    out = np.zeros((nf, H, H))
    for f in range(nf):
        for i in range(H):
            for j in range(H):
                out[f, i, j] = np.sum(img[i:i+k, j:j+k] * filters[f]) + bias[f]
    return out


def pool(a):
    nf, H, _ = a.shape
    out = np.zeros((nf, H // 2, H // 2))
    where = {}
    for f in range(nf):
        for i in range(H // 2):
            for j in range(H // 2):
                win = a[f, 2*i:2*i+2, 2*j:2*j+2]
                out[f, i, j] = win.max()
                where[f, i, j] = np.unravel_index(win.argmax(), (2, 2))
    return out, where


imgs = np.random.randn(4, 6, 6)
labels = [0, 2, 1, 0]
for n, lab in enumerate(labels):
    imgs[n, 2*lab:2*lab+2] += 1.0      # stripe shows the class

F = np.random.randn(2, 3, 3) / 3
Fb = np.zeros(2)
W = np.random.randn(3, 8) * 0.4
Wb = np.zeros(3)
lr = 0.3

for epoch in range(4):
    dF, dFb = np.zeros_like(F), np.zeros_like(Fb)
    dW, dWb = np.zeros_like(W), np.zeros_like(Wb)
    loss = 0
    for img, lab in zip(imgs, labels):
        c = conv(img, F, Fb)
        r = np.maximum(c, 0)
        p, where = pool(r)
        flat = p.reshape(-1)
        s = W @ flat + Wb
        e = np.exp(s - s.max())
        prob = e / e.sum()
        loss += -np.log(prob[lab]) / len(imgs)

        # backward
        ds = prob.copy()
        ds[lab] -= 1  #! ds[lab] = 1 - ds[lab]
        dW += np.outer(ds, flat)
        dWb += ds
        dflat = W.T @ ds  #! dflat = W.T @ prob
        dp = dflat.reshape(p.shape)  #! dp = dflat.reshape(p.shape[::-1]).T
        dr = np.zeros_like(r)
        for (f, i, j), (a, b) in where.items():
            dr[f, 2*i+a, 2*j+b] = dp[f, i, j]  #! dr[f, 2*i:2*i+2, 2*j:2*j+2] = dp[f, i, j]
        dc = dr * (c > 0)  #! dc = dr * (dr > 0)
        for f in range(2):
            for i in range(4):
                for j in range(4):
                    dF[f] += dc[f, i, j] * img[i:i+3, j:j+3]
            dFb[f] += dc[f].sum()  #! dFb[f] += dc.sum()

    # update
    n = len(imgs)
    F -= lr * dF / n  #! F -= lr * dF
    Fb -= lr * dFb / n
    W -= lr * dW / n
    Wb -= lr * dWb / n  #! Wb -= lr * dFb.sum() / n
    print("epoch", epoch, "loss", round(loss, 4))
