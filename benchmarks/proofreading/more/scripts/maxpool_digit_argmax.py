import numpy as np

# one tiny image -> conv 3x3 -> maxpool 2x2 -> softmax
# I process ONE image at a time. Accuracy stuck at 10% on MNIST, so here is a 6x8 toy version to debug.
np.random.seed(10)
n_filt, n_cls = 3, 4
kernels = np.random.randn(n_filt, 3, 3) / 3
fc = np.random.randn(n_cls, n_filt * 2 * 3) / 4
fc_bias = np.zeros(n_cls)


def convolve(img):
    rows, cols = img.shape[0] - 2, img.shape[1] - 2
    fmap = np.zeros((n_filt, rows, cols))
    for f in range(n_filt):
        for r in range(rows):
            for c in range(cols):
                fmap[f, r, c] = (img[r:r + 3, c:c + 3] * kernels[f]).sum()
    return fmap


def pool(fmap):
    n, rows, cols = fmap.shape
    small = np.zeros((n, rows // 2, cols // 2))
    where = {}
    for f in range(n):
        for r in range(rows // 2):
            for c in range(cols // 2):
                window = fmap[f, 2 * r:2 * r + 2, 2 * c:2 * c + 2]
                small[f, r, c] = window.max()
                where[f, r, c] = np.unravel_index(window.argmax(), window.shape)
    return small, where


def train(img, label, lr=0.05):
    global kernels, fc, fc_bias
    fmap = convolve(img)
    small, where = pool(fmap)
    flat = small.ravel()
    scores = fc.dot(flat) + fc_bias
    e = np.exp(scores)
    total = e.sum()
    softmax = e / total
    loss = -np.log(softmax[label])

    # backward
    up = -1 / softmax[label]
    jac = -e[label] * e / total ** 2  #! jac = e[label] * e / total ** 2 #! jac = -e / total ** 2
    jac[label] = e[label] * (total - e[label]) / total ** 2  #! jac[label] = e[label] / total
    g_scores = up * jac  #! g_scores = softmax * jac
    g_fc = np.outer(g_scores, flat)  #! g_fc = np.outer(flat, g_scores)
    g_small = fc.T.dot(g_scores).reshape(small.shape)
    g_fmap = np.zeros_like(fmap)
    for (f, r, c), (dr, dc) in where.items():  #! for (f, r, c), (dc, dr) in where.items():
        g_fmap[f, 2 * r + dr, 2 * c + dc] = g_small[f, r, c]  #! g_fmap[f, r + dr, c + dc] = g_small[f, r, c] #! g_fmap[f, 2 * r:2 * r + 2, 2 * c:2 * c + 2] = g_small[f, r, c] #! g_fmap[f, 2 * r + dr, 2 * c + dc] = small[f, r, c]
    g_kernels = np.zeros_like(kernels)
    for f in range(n_filt):
        for r in range(fmap.shape[1]):
            for c in range(fmap.shape[2]):
                g_kernels[f] += g_fmap[f, r, c] * img[r:r + 3, c:c + 3]
    # update
    kernels -= lr * g_kernels
    fc -= lr * g_fc
    fc_bias -= lr * g_scores
    return loss


for img, label in zip(np.random.rand(2, 6, 8) - 0.5, [2, 0]):
    print("loss", train(img, label))
