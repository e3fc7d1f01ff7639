import numpy as np
np.random.seed(8)

# little pictures, 6x6:  vertical bar / horizontal bar / diagonal
def picture(kind):
    im = np.random.rand(6, 6) * 0.3
    for i in range(6):
        if kind == 0: im[i, 2] += 1
        if kind == 1: im[3, i] += 1
        if kind == 2: im[i, i] += 1
    return im

labels = [0, 1, 2, 1]
images = [picture(k) for k in labels]

filters = np.random.randn(2, 3, 3) / 3
fbias = np.zeros(2)
dense = np.random.randn(8, 3) / 3      # 2 filters * (2x2 after pooling)
dbias = np.zeros(3)
lr = 0.05

for epoch in range(3):
    total = 0
    for im, lab in zip(images, labels):
        conv = np.zeros((4, 4, 2))
        for r in range(4):
            for c in range(4):
                patch = im[r:r+3, c:c+3]
                conv[r, c] = np.sum(patch * filters, axis=(1, 2)) + fbias
        act = np.maximum(conv, 0)
        pool = np.zeros((2, 2, 2))
        for r in range(2):
            for c in range(2):
                pool[r, c] = np.amax(act[2*r:2*r+2, 2*c:2*c+2], axis=(0, 1))
        flat = pool.flatten()
        scores = flat @ dense + dbias
        e = np.exp(scores - scores.max())
        prob = e / e.sum()
        loss = -np.log(prob[lab])
        total += loss

        # backward
        g = prob.copy()
        g[lab] -= 1  #! g[lab] = -1 / prob[lab]  #! g[lab] += 1
        d_dense = flat[:, np.newaxis] @ g[np.newaxis]
        d_flat = dense @ g
        d_pool = d_flat.reshape(pool.shape)  #! d_pool = d_flat.reshape(pool.shape).transpose(2, 0, 1)
        d_act = np.zeros(act.shape)
        for r in range(2):
            for c in range(2):
                for f in range(2):
                    block = act[2*r:2*r+2, 2*c:2*c+2, f]  #! block = act[r:r+2, c:c+2, f]
                    a, b = np.unravel_index(block.argmax(), block.shape)  #! b, a = np.unravel_index(block.argmax(), block.shape)  #! a, b = np.unravel_index(block.argmin(), block.shape)
                    d_act[2*r+a, 2*c+b, f] = d_pool[r, c, f]  #! d_act[r+a, c+b, f] = d_pool[r, c, f]
        d_conv = d_act * (conv > 0)  #! d_conv = d_act * (d_act > 0)  #! d_conv = d_act * conv
        d_filters = np.zeros(filters.shape)
        for r in range(4):
            for c in range(4):
                for f in range(2):
                    d_filters[f] += d_conv[r, c, f] * im[r:r+3, c:c+3]  #! d_filters[f] = d_conv[r, c, f] * im[r:r+3, c:c+3]  #! d_filters[f] += d_conv[r, c, f] * im[c:c+3, r:r+3]  #! d_filters[f] += d_act[r, c, f] * im[r:r+3, c:c+3]
        dense -= lr * d_dense
        dbias -= lr * g
        filters -= lr * d_filters
        fbias -= lr * d_conv.sum(axis=(0, 1))  #! fbias -= lr * d_conv.mean(axis=(0, 1))
        # end
    print('epoch', epoch, 'average loss', total / len(images))
