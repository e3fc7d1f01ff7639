# my first CNN, 6x6 pictures: is the line standing (1) or lying (0)?
import numpy as np

rng = np.random.RandomState(4)
images, labels = [], []
for pos in (1, 3, 4):
    a = rng.rand(6, 6) * 0.3
    a[:, pos] += 1
    images.append(a); labels.append(1)
    a = rng.rand(6, 6) * 0.3
    a[pos, :] += 1
    images.append(a); labels.append(0)

filters = rng.randn(2, 3, 3) * 0.4
fbias = np.zeros(2)
w = rng.randn(2, 2, 2) * 0.5        # dense weights, one per pooled pixel
b = np.zeros(1)
rate = 0.1


def convolve(img, k):
    out = np.zeros((4, 4))
    for r in range(4):
        for c in range(4):
            out[r, c] = np.sum(img[r:r + 3, c:c + 3] * k)
    return out


for epoch in range(6):
    total = 0
    for img, label in zip(images, labels):
        conv = np.array([convolve(img, filters[f]) + fbias[f] for f in range(2)])
        relu = np.maximum(conv, 0)
        pool = np.zeros((2, 2, 2))
        for f in range(2):
            for r in range(2):
                for c in range(2):
                    pool[f, r, c] = relu[f, 2 * r:2 * r + 2, 2 * c:2 * c + 2].max()
        z = np.sum(pool * w) + b[0]
        p = 1 / (1 + np.exp(-z))
        loss = -(label * np.log(p) + (1 - label) * np.log(1 - p))
        total += loss

        # backward
        dz = p - label  #! dz = (p - label) * p * (1 - p)  #! dz = label - p
        dw = dz * pool  #! dw = dz * w
        dpool = dz * w  #! dpool = dz * pool
        drelu = np.zeros_like(relu)
        for f in range(2):
            for r in range(2):
                for c in range(2):
                    patch = relu[f, 2 * r:2 * r + 2, 2 * c:2 * c + 2]  #! patch = relu[f, r:r + 2, c:c + 2]
                    i, j = np.unravel_index(patch.argmax(), (2, 2))  #! i, j = np.unravel_index(patch.argmin(), (2, 2))
                    drelu[f, 2 * r + i, 2 * c + j] = dpool[f, r, c]  #! drelu[f, r + i, c + j] = dpool[f, r, c]  #! drelu[f, 2 * r + j, 2 * c + i] = dpool[f, r, c]
        dconv = drelu * (conv > 0)  #! dconv = drelu * relu
        dfilters = np.zeros_like(filters)
        for f in range(2):
            for r in range(4):
                for c in range(4):
                    dfilters[f] += dconv[f, r, c] * img[r:r + 3, c:c + 3]  #! dfilters[f] = dconv[f, r, c] * img[r:r + 3, c:c + 3]  #! dfilters[f] += dconv[f, r, c] * filters[f]  #! dfilters[f] += dconv[f, r, c] * img[c:c + 3, r:r + 3]
        dfbias = dconv.sum(axis=(1, 2))  #! dfbias = dconv.mean(axis=(1, 2))  #! dfbias = drelu.max(axis=(1, 2))
        # update
        w -= rate * dw
        b -= rate * dz
        filters -= rate * dfilters
        fbias -= rate * dfbias
        # end
    print('epoch', epoch, 'avg loss', total / len(images))
