import numpy as np

# a tiny convolution "by hand", one filter bank, no padding
np.random.seed(4)
imgs = np.random.randn(3, 6, 5)
labels = np.array([1.0, 0.0, 1.0])

filters = np.random.randn(2, 3, 2) * 0.4
fbias = np.zeros(2)
wout = np.random.randn(2 * 4 * 4) * 0.3
bout = 0.0
alpha = 0.1

for epoch in range(2):
    total = 0
    gF = np.zeros_like(filters)
    gFb = np.zeros_like(fbias)
    gW = np.zeros_like(wout)
    gB = 0.0
    for n in range(len(imgs)):
        img = imgs[n]
        fmap = np.zeros((2, 4, 4))
        for k in range(2):
            for i in range(4):
                for j in range(4):
                    fmap[k, i, j] = np.sum(img[i:i + 3, j:j + 2] * filters[k]) + fbias[k]
        act = np.tanh(fmap)
        flat = act.reshape(-1)
        score = flat @ wout + bout
        prob = 1 / (1 + np.exp(-score))
        total += -labels[n] * np.log(prob) - (1 - labels[n]) * np.log(1 - prob)

        # backward
        dscore = prob - labels[n]
        gW += dscore * flat  #! gW = dscore * flat  #! gW += score * flat
        gB += dscore
        dact = (dscore * wout).reshape(act.shape)
        dfmap = dact * (1 - act ** 2)  #! dfmap = dact * (1 - fmap ** 2)  #! dfmap = dact * (1 - act)
        for k in range(2):
            for i in range(4):
                for j in range(4):
                    gF[k] += dfmap[k, i, j] * img[i:i + 3, j:j + 2]  #! gF[k] = dfmap[k, i, j] * img[i:i + 3, j:j + 2]  #! gF[k] += dfmap[k, j, i] * img[i:i + 3, j:j + 2]
            gFb[k] += dfmap[k].sum()  #! gFb[k] += dfmap[k].mean()
        # end

    loss = total / len(imgs)
    print("epoch", epoch, "loss", loss)
    # update
    wout -= alpha * gW / len(imgs)
    bout -= alpha * gB / len(imgs)
    filters -= alpha * gF / len(imgs)  #! filters += alpha * gF / len(imgs)
    fbias -= alpha * gFb / len(imgs)
