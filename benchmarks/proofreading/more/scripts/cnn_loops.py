import numpy as np
# CNN from scratch with plain for loops (slow but I can follow it)
# conv 3x3, 2 filters -> relu -> max pool 2x2 -> fully connected -> softmax
np.random.seed(8)
n_img, size, n_f, f, n_cls = 4, 6, 2, 3, 3
images = np.random.randn(n_img, size, size)
labels = [0, 2, 1, 2]
filters = np.random.randn(n_f, f, f) / 3
fbias = np.zeros(n_f)
out = size - f + 1          # 4
half = out // 2             # 2 after pooling
Wfc = np.random.randn(n_cls, n_f * half * half) * 0.4
bfc = np.zeros(n_cls)
rate = 0.4

for step in range(6):
    dfilters = np.zeros_like(filters)
    dfbias = np.zeros_like(fbias)
    dWfc = np.zeros_like(Wfc)
    dbfc = np.zeros_like(bfc)
    cost = 0
    for img, lab in zip(images, labels):
        conv = np.zeros((n_f, out, out))
        for k in range(n_f):
            for i in range(out):
                for j in range(out):
                    conv[k, i, j] = np.sum(img[i:i + f, j:j + f] * filters[k]) + fbias[k]
        act = np.maximum(conv, 0)
        pooled = np.zeros((n_f, half, half))
        where = {}
        for k in range(n_f):
            for i in range(half):
                for j in range(half):
                    patch = act[k, 2 * i:2 * i + 2, 2 * j:2 * j + 2]
                    pooled[k, i, j] = patch.max()
                    where[k, i, j] = np.unravel_index(patch.argmax(), (2, 2))
        flat = pooled.reshape(-1)
        scores = Wfc @ flat + bfc
        probs = np.exp(scores - scores.max())
        probs /= probs.sum()
        cost += -np.log(probs[lab])

        # backward
        dscores = probs.copy()
        dscores[lab] -= 1  #! dscores[lab] += 1
        dWfc += np.outer(dscores, flat)  #! dWfc = np.outer(dscores, flat)
        dbfc += dscores  #! dbfc += dscores.sum()
        dflat = Wfc.T @ dscores  #! dflat = Wfc.T @ probs
        dpooled = dflat.reshape(n_f, half, half)  #! dpooled = dflat.reshape(half, half, n_f).transpose(2, 1, 0)
        dact = np.zeros_like(act)
        for k in range(n_f):
            for i in range(half):
                for j in range(half):
                    a, b = where[k, i, j]
                    dact[k, 2 * i + a, 2 * j + b] = dpooled[k, i, j]  #! dact[k, 2 * i:2 * i + 2, 2 * j:2 * j + 2] = dpooled[k, i, j]
        dconv = dact * (conv > 0)  #! dconv = dact * conv
        for k in range(n_f):
            for i in range(out):
                for j in range(out):
                    dfilters[k] += dconv[k, i, j] * img[i:i + f, j:j + f]  #! dfilters[k] += dact[k, i, j] * img[i:i + f, j:j + f]
            dfbias[k] += dconv[k].sum()  #! dfbias[k] += dconv.sum()

    # update
    filters -= rate * dfilters / n_img
    fbias -= rate * dfbias / n_img
    Wfc -= rate * dWfc / n_img  #! Wfc -= rate * dWfc * n_img
    bfc -= rate * dbfc / n_img
    rate *= 0.9
    print("step", step, "cost", cost)
