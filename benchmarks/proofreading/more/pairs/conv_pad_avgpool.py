import numpy as np

# conv 3x3 with zero padding 1 (several channels), then 2x2 average pooling


def fwd(img, ker, bias):
    N, C, H, W = img.shape
    F = ker.shape[0]
    padded = np.pad(img, ((0, 0), (0, 0), (1, 1), (1, 1)))
    y = np.zeros((N, F, H, W))
    for u in range(3):
        for v in range(3):
            y += np.einsum("nchw,fc->nfhw", padded[:, :, u:u + H, v:v + W], ker[:, :, u, v])
    y += bias[None, :, None, None]
    pooled = y.reshape(N, F, H // 2, 2, W // 2, 2).mean(axis=(3, 5))
    return pooled, {"padded": padded, "ker": ker, "hw": (H, W)}


def bwd(dpooled, saved):
    # backward
    padded, ker = saved["padded"], saved["ker"]
    H, W = saved["hw"]
    dy = dpooled.repeat(2, axis=2).repeat(2, axis=3) / 4  #! dy = dpooled.repeat(2, axis=2).repeat(2, axis=3)  #! dy = np.tile(dpooled, (1, 1, 2, 2)) / 4
    dbias = dy.sum(axis=(0, 2, 3))  #! dbias = dy.mean(axis=(0, 2, 3))
    dker = np.zeros_like(ker)
    dpadded = np.zeros_like(padded)
    for u in range(3):
        for v in range(3):
            patch = padded[:, :, u:u + H, v:v + W]  #! patch = padded[:, :, v:v + H, u:u + W]
            dker[:, :, u, v] = np.einsum("nfhw,nchw->fc", dy, patch)
            dpadded[:, :, u:u + H, v:v + W] += np.einsum("nfhw,fc->nchw", dy, ker[:, :, u, v])  #! dpadded[:, :, u:u + H, v:v + W] = np.einsum("nfhw,fc->nchw", dy, ker[:, :, u, v])  #! dpadded[:, :, u:u + H, v:v + W] += np.einsum("nfhw,fc->nchw", dy, ker[:, :, 2 - u, 2 - v])
    dimg = dpadded[:, :, 1:-1, 1:-1]  #! dimg = dpadded[:, :, :-2, :-2]
    return {"img": dimg, "ker": dker, "bias": dbias}


rng = np.random.default_rng(17)
FORWARD = fwd
BACKWARD = bwd
INPUTS = (rng.normal(size=(2, 2, 4, 4)), rng.normal(size=(3, 2, 3, 3)), rng.normal(size=3))
