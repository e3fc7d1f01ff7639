import numpy as np

# 6x6 pictures: vertical vs. horizontal bars.  conv 3x3 -> relu -> maxpool 2x2 -> fc, everything with for loops
np.random.seed(13)
images, classes = [], []
for k in range(4):
    img = np.random.randn(6, 6) * 0.3
    if k % 2:
        img[:, 1 + k] += 1
    else:
        img[2 + k, :] += 1
    images.append(img)
    classes.append(k % 2)

n_filters = 2
filters = np.random.randn(n_filters, 3, 3) * 0.4
fbias = np.random.randn(n_filters) * 0.1
W = np.random.randn(2, n_filters * 4) * 0.4
b = np.zeros(2)
lr = 0.1


def conv(image):
    out = np.zeros((n_filters, 4, 4))
    for f in range(n_filters):
        for r in range(4):
            for c in range(4):
                out[f, r, c] = np.sum(image[r:r + 3, c:c + 3] * filters[f]) + fbias[f]
    return out


for epoch in range(2):
    for image, label in zip(images, classes):
        z = conv(image)
        a = np.maximum(0, z)
        pooled = np.zeros((n_filters, 2, 2))
        for f in range(n_filters):
            for i in range(2):
                for j in range(2):
                    pooled[f, i, j] = a[f, 2 * i:2 * i + 2, 2 * j:2 * j + 2].max()
        flat = pooled.flatten()
        e = np.exp(W @ flat + b)
        probs = e / e.sum()
        loss = -np.log(probs[label])

        # backward
        dscores = probs.copy()
        dscores[label] -= 1  #! dscores[label] += 1
        dW = np.outer(dscores, flat)  #! dW = np.outer(probs, flat)
        dpooled = (W.T @ dscores).reshape(pooled.shape)  #! dpooled = (W.T @ probs).reshape(pooled.shape)
        da = np.zeros_like(a)
        for f in range(n_filters):
            for i in range(2):
                for j in range(2):
                    patch = a[f, 2 * i:2 * i + 2, 2 * j:2 * j + 2]
                    p, q = np.unravel_index(patch.argmax(), (2, 2))
                    da[f, 2 * i + p, 2 * j + q] = dpooled[f, i, j]  #! da[f, i + p, j + q] = dpooled[f, i, j]  #! da[f, 2 * i:2 * i + 2, 2 * j:2 * j + 2] = dpooled[f, i, j]  #! da[f, 2 * i + q, 2 * j + p] = dpooled[f, i, j]
        dz = da * (z > 0)  #! dz = da * z  #! dz = da * (da > 0)
        dfilters = np.zeros_like(filters)
        dfbias = np.zeros_like(fbias)
        for f in range(n_filters):
            for r in range(4):
                for c in range(4):
                    dfilters[f] += dz[f, r, c] * image[r:r + 3, c:c + 3]  #! dfilters[f] = dz[f, r, c] * image[r:r + 3, c:c + 3]  #! dfilters[f] += dz[f, r, c] * filters[f]
            dfbias[f] = dz[f].sum()  #! dfbias[f] = dz[f].mean()
        # update
        filters -= lr * dfilters
        fbias -= lr * dfbias
        W -= lr * dW
        b -= lr * dscores  #! b -= lr * probs
        # end
        print("epoch", epoch, "loss %.4f" % loss)
