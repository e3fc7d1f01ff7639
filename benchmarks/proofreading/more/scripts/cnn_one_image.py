import numpy as np

# Simple CNN: conv 3x3 (2 filters) -> relu -> maxpool 2 -> fully connected -> softmax
# one image at a time with loops, slow but I understand it :)
np.random.seed(10)
N = 6
images = np.random.rand(N, 6, 6)
labels = np.array([0, 1, 2, 0, 1, 2])
for k in range(N):
    images[k, labels[k] * 2:labels[k] * 2 + 2, :] += 1.0

filters = np.random.randn(2, 3, 3) / 3
fbias = np.zeros(2)
Wfc = np.random.randn(3, 8) * 0.3
bfc = np.zeros(3)


def conv(img, filters, fbias):
    out = np.zeros((2, 4, 4))
    for f in range(2):
        for i in range(4):
            for j in range(4):
                out[f, i, j] = np.sum(img[i:i + 3, j:j + 3] * filters[f]) + fbias[f]
    return out


def pool(act):
    out = np.zeros((2, 2, 2))
    for f in range(2):
        for i in range(2):
            for j in range(2):
                out[f, i, j] = act[f, 2 * i:2 * i + 2, 2 * j:2 * j + 2].max()
    return out


lr = 0.1
for epoch in range(3):
    total = 0
    for n in range(N):
        img = images[n]
        label = labels[n]
        conv_out = conv(img, filters, fbias)
        relu_out = np.maximum(conv_out, 0)
        pool_out = pool(relu_out)
        flat = pool_out.reshape(-1)
        logits = Wfc.dot(flat) + bfc
        e = np.exp(logits - np.max(logits))
        p = e / np.sum(e)
        loss = -np.log(p[label])
        total += loss

        # backward
        dlogits = p.copy()
        dlogits[label] -= 1  #! dlogits[label] = -1
        dWfc = np.outer(dlogits, flat)  #! dWfc = np.outer(p, flat)
        dbfc = dlogits
        dflat = Wfc.T.dot(dlogits)  #! dflat = Wfc.dot(dlogits)
        dpool = dflat.reshape(pool_out.shape)  #! dpool = dflat.reshape(pool_out.shape).transpose(0, 2, 1)
        drelu = np.zeros_like(relu_out)
        for f in range(2):
            for i in range(2):
                for j in range(2):
                    win = relu_out[f, 2 * i:2 * i + 2, 2 * j:2 * j + 2]
                    a, b = np.unravel_index(win.argmax(), win.shape)  #! b, a = np.unravel_index(win.argmax(), win.shape)
                    drelu[f, 2 * i + a, 2 * j + b] += dpool[f, i, j]  #! drelu[f, i + a, j + b] += dpool[f, i, j]
        dconv = drelu * (conv_out > 0)  #! dconv = drelu
        dfilters = np.zeros_like(filters)
        dfbias = np.zeros_like(fbias)
        for f in range(2):
            for i in range(4):
                for j in range(4):
                    dfilters[f] += dconv[f, i, j] * img[i:i + 3, j:j + 3]  #! dfilters[f] = dconv[f, i, j] * img[i:i + 3, j:j + 3]
            dfbias[f] = dconv[f].sum()  #! dfbias[f] = dconv[f].mean()

        # update
        filters -= lr * dfilters
        fbias -= lr * dfbias  #! fbias += lr * dfbias
        Wfc -= lr * dWfc
        bfc -= lr * dbfc
    print("epoch", epoch, "avg loss", total / N)
