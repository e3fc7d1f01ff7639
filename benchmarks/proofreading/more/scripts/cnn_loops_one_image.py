import numpy as np

# Small CNN: conv3x3 (no padding) -> relu -> maxpool 2x2 -> fully connected -> softmax.
# One image at a time, all with for loops because I want to understand it before im2col
np.random.seed(7)
n_img, H, W_ = 4, 6, 6
images = np.random.randn(n_img, H, W_)
labels = [0, 2, 1, 2]
n_filt = 2
filters = np.random.randn(n_filt, 3, 3) / 3.0
fbias = np.zeros(n_filt)
flat_len = n_filt * 2 * 2
weights = np.random.randn(flat_len, 3) / np.sqrt(flat_len)
biases = np.zeros(3)
learn_rate = 0.1

for epoch in range(3):
    total = 0
    for im in range(n_img):
        image, label = images[im], labels[im]
        conv = np.zeros((n_filt, H - 2, W_ - 2))
        for f in range(n_filt):
            for i in range(H - 2):
                for j in range(W_ - 2):
                    conv[f, i, j] = np.sum(image[i:i + 3, j:j + 3] * filters[f]) + fbias[f]
        act = np.maximum(conv, 0)
        pool = np.zeros((n_filt, 2, 2))
        for f in range(n_filt):
            for i in range(2):
                for j in range(2):
                    pool[f, i, j] = np.max(act[f, 2 * i:2 * i + 2, 2 * j:2 * j + 2])
        flat = pool.flatten()
        totals = flat @ weights + biases
        ex = np.exp(totals)
        probs = ex / ex.sum()
        loss = -np.log(probs[label])
        total += loss

        # backward
        d_L_d_t = probs.copy()
        d_L_d_t[label] -= 1  #! d_L_d_t[label] = -1
        d_L_d_w = flat[:, np.newaxis] @ d_L_d_t[np.newaxis]  #! d_L_d_w = flat[np.newaxis] @ d_L_d_t[:, np.newaxis]
        d_L_d_b = d_L_d_t
        d_flat = weights @ d_L_d_t  #! d_flat = weights.T @ d_L_d_t
        d_pool = d_flat.reshape(pool.shape)
        d_act = np.zeros(act.shape)
        for f in range(n_filt):
            for i in range(2):
                for j in range(2):
                    region = act[f, 2 * i:2 * i + 2, 2 * j:2 * j + 2]  #! region = act[f, i:i + 2, j:j + 2]
                    a, b = np.unravel_index(np.argmax(region), region.shape)
                    d_act[f, 2 * i + a, 2 * j + b] = d_pool[f, i, j]  #! d_act[f, 2 * i + a, 2 * j + b] = pool[f, i, j]
        d_conv = d_act * (conv > 0)  #! d_conv = d_act * conv
        d_filters = np.zeros(filters.shape)
        d_fbias = np.zeros(n_filt)
        for f in range(n_filt):
            d_fbias[f] = np.sum(d_conv[f])  #! d_fbias[f] = np.sum(d_conv)
            for i in range(H - 2):
                for j in range(W_ - 2):
                    d_filters[f] += d_conv[f, i, j] * image[i:i + 3, j:j + 3]  #! d_filters[f] = d_conv[f, i, j] * image[i:i + 3, j:j + 3]  #! d_filters[f] += d_conv[f, i, j] * image[j:j + 3, i:i + 3]

        # update
        weights -= learn_rate * d_L_d_w
        biases -= learn_rate * d_L_d_b  #! biases -= learn_rate * d_L_d_b.sum()
        filters -= learn_rate * d_filters
        fbias -= learn_rate * d_fbias
    print('epoch', epoch, 'loss', total / n_img)
