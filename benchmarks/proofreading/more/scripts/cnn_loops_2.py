# A convnet with nothing but for loops (part 3 of the blog series)
# conv 3x3 -> relu -> maxpool 2x2 -> dense -> softmax, ONE image at a time
import numpy as np

np.random.seed(7)
images = np.random.rand(5, 6, 6) - 0.5
labels = [0, 2, 1, 1, 0]
nf = 2
filters = np.random.randn(nf, 3, 3) / 3
fbias = np.zeros(nf)
weights = np.random.randn(nf * 2 * 2, 3) / 2
bias = np.zeros(3)
learn_rate = 0.1


def conv(img):
    out = np.zeros((nf, 4, 4))
    for k in range(nf):
        for r in range(4):
            for s in range(4):
                out[k, r, s] = np.sum(img[r:r + 3, s:s + 3] * filters[k]) + fbias[k]
    return out


def pool(x):
    out = np.zeros((nf, 2, 2))
    for k in range(nf):
        for r in range(2):
            for s in range(2):
                out[k, r, s] = x[k, 2 * r:2 * r + 2, 2 * s:2 * s + 2].max()
    return out


total = 0
for epoch in range(3):
    for img, lab in zip(images, labels):
        c = conv(img)
        r_ = np.maximum(c, 0)
        p = pool(r_)
        flat = p.flatten()
        logits = flat @ weights + bias
        e = np.exp(logits - np.max(logits))
        probs = e / e.sum()
        loss = -np.log(probs[lab])
        total += loss

        # backward
        d_logits = probs.copy()
        d_logits[lab] -= 1  #! d_logits[lab] = d_logits[lab] + 1  #! d_logits -= 1
        d_weights = np.outer(flat, d_logits)  #! d_weights = np.outer(d_logits, flat)
        d_bias = d_logits
        d_flat = weights @ d_logits  #! d_flat = weights @ probs
        d_pool = d_flat.reshape(p.shape)  #! d_pool = d_flat.reshape(2, 2, nf).transpose(2, 0, 1)
        d_relu = np.zeros(r_.shape)
        for k in range(nf):
            for r in range(2):
                for s in range(2):
                    win = r_[k, 2 * r:2 * r + 2, 2 * s:2 * s + 2]
                    a, b = np.unravel_index(np.argmax(win), win.shape)  #! b, a = np.unravel_index(np.argmax(win), win.shape)  #! a, b = np.unravel_index(np.argmin(win), win.shape)
                    d_relu[k, 2 * r + a, 2 * s + b] = d_pool[k, r, s]  #! d_relu[k, r + a, s + b] = d_pool[k, r, s]
        d_conv = d_relu * (c > 0)  #! d_conv = d_relu * (c < 0)  #! d_conv = d_relu * c
        d_filters = np.zeros(filters.shape)
        d_fbias = np.zeros(nf)
        for k in range(nf):
            d_fbias[k] = d_conv[k].sum()  #! d_fbias[k] = d_conv[k].mean()
            for r in range(4):
                for s in range(4):
                    d_filters[k] += d_conv[k, r, s] * img[r:r + 3, s:s + 3]  #! d_filters[k] = d_conv[k, r, s] * img[r:r + 3, s:s + 3]  #! d_filters[k] += d_conv[k, s, r] * img[r:r + 3, s:s + 3]

        # update
        filters -= learn_rate * d_filters  #! filters += learn_rate * d_filters
        fbias -= learn_rate * d_fbias
        weights -= learn_rate * d_weights
        bias -= learn_rate * d_bias  #! bias -= learn_rate * d_fbias.sum()
