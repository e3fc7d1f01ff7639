# PReLU with one slope per channel, then average pooling 2x2 (channels last, images 4x4 .. 8x8)
import numpy as np

def forward(img, slope):
    n, H, W, ch = img.shape
    act = np.where(img > 0, img, slope * img)
    out = np.empty((n, H // 2, W // 2, ch))
    for r in range(H // 2):
        for c in range(W // 2):
            block = act[:, 2 * r:2 * r + 2, 2 * c:2 * c + 2, :]
            out[:, r, c, :] = block.mean(axis=(1, 2))
    return out

def backward(dout, img, slope):
    n, H, W, ch = img.shape
    dact = np.zeros(img.shape)
    for r in range(H // 2):
        for c in range(W // 2):
            share = dout[:, r, c, :] / 4  #! share = dout[:, r, c, :]  #! share = dout[:, r, c, :] / 2
            dact[:, 2 * r:2 * r + 2, 2 * c:2 * c + 2, :] += share[:, None, None, :]  #! dact[:, 2 * r, 2 * c, :] += share  #! dact[:, r:r + 2, c:c + 2, :] += share[:, None, None, :]
    dimg = np.where(img > 0, dact, slope * dact)  #! dimg = np.where(img > 0, dact, 0)  #! dimg = np.where(dact > 0, dact, slope * dact)  #! dimg = np.where(img < 0, dact, slope * dact)  #! dimg = np.where(img > 0, dact, slope)
    dslope = np.sum(np.where(img > 0, 0, dact * img), axis=(0, 1, 2))  #! dslope = np.sum(dact * img, axis=(0, 1, 2))  #! dslope = np.sum(np.where(img > 0, 0, dact), axis=(0, 1, 2))  #! dslope = np.mean(np.where(img > 0, 0, dact * img), axis=(0, 1, 2))
    return dimg, dslope

rng = np.random.default_rng(31)
FORWARD = forward
BACKWARD = backward
INPUTS = (rng.standard_normal((2, 4, 6, 2)), np.array([0.25, 0.1]))
