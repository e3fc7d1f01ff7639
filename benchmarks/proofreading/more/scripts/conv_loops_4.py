# objective: -np.log(probs[label])
# simple CNN: one 3x3 conv layer with 2 filters -> tanh -> flatten -> softmax. all loops so that I understand it
# (horizontal bar, vertical bar, or diagonal)
import numpy as np
np.random.seed(9)

imgs = []
lab = []
for k in range(3):
    for where in (1, 3):
        im = np.random.rand(5, 5) * 0.2
        if k == 0: im[where, :] = 1
        if k == 1: im[:, where] = 1
        if k == 2: im += np.eye(5)
        imgs.append(im); lab.append(k)

filters = np.random.randn(2, 3, 3) / 3
fbias = np.zeros(2)
W = np.random.randn(2 * 3 * 3, 3) * 0.2
b = np.zeros(3)
lr = 0.05

for epoch in range(4):
    correct = 0
    for image, label in zip(imgs, lab):
        fmap = np.zeros((2, 3, 3))
        for f in range(2):
            for i in range(3):
                for j in range(3):
                    fmap[f, i, j] = np.sum(image[i:i+3, j:j+3] * filters[f]) + fbias[f]
        act = np.tanh(fmap)
        flat = act.reshape(-1)
        logits = flat @ W + b
        e = np.exp(logits - np.max(logits))
        probs = e / e.sum()
        correct += int(np.argmax(probs) == label)

        # backward
        dlogits = probs.copy()
        dlogits[label] -= 1
        dW = flat[:, np.newaxis] @ dlogits[np.newaxis, :]
        db = dlogits
        dact = (W @ dlogits).reshape(act.shape)
        dfmap = dact * (1 - act ** 2)
        dfilters = np.zeros(filters.shape)
        dfbias = np.zeros(2)
        for f in range(2):
            for i in range(3):
                for j in range(3):
                    dfilters[f] += dfmap[f, i, j] * image[i:i+3, j:j+3]
                    dfbias[f] += dfmap[f, i, j]

        # update
        filters -= lr * dfilters
        fbias -= lr * dfbias
        W -= lr * dW
        b -= lr * db
    print("epoch", epoch, "acc", correct, "/", len(imgs))
