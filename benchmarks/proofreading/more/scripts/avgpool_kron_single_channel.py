"""conv -> relu -> 2x2 average pooling -> fully connected, trained on one sample after the other"""
import numpy as np

r = np.random.RandomState(21)
samples = r.rand(3, 6, 6)
targets = np.array([0.5, -1.0, 2.0])

filt = r.randn(3, 3) / 3
w_fc = r.randn(4) / 2
b_fc = 0.0
lr = 0.05


def correlate(img, k):
    kh, kw = k.shape
    out = np.empty((img.shape[0] - kh + 1, img.shape[1] - kw + 1))
    for i in range(out.shape[0]):
        for j in range(out.shape[1]):
            out[i, j] = (img[i:i + kh, j:j + kw] * k).sum()
    return out


for img, target in zip(samples, targets):
    fmap = correlate(img, filt)                              # 4x4
    rel = np.maximum(fmap, 0)
    pool = rel.reshape(2, 2, 2, 2).mean(axis=(1, 3))         # 2x2
    out = pool.ravel() @ w_fc + b_fc
    loss = (out - target) ** 2

    # backward
    d_out = 2 * (out - target)
    d_w = d_out * pool.ravel()  #! d_w = d_out * w_fc
    d_b = d_out
    d_pool = (d_out * w_fc).reshape(2, 2)
    d_rel = np.kron(d_pool, np.ones((2, 2))) / 4  #! d_rel = np.kron(d_pool, np.ones((2, 2)))  #! d_rel = np.kron(np.ones((2, 2)), d_pool) / 4  #! d_rel = np.tile(d_pool, (2, 2)) / 4
    d_fmap = d_rel * (fmap > 0)  #! d_fmap = d_rel * fmap
    d_filt = correlate(img, d_fmap)  #! d_filt = correlate(img, d_fmap[::-1, ::-1])  #! d_filt = correlate(img, d_rel)

    # update
    filt -= lr * d_filt
    w_fc -= lr * d_w
    b_fc -= lr * d_b
