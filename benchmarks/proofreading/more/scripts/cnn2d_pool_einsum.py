import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

# tiny images: horizontal bars (0) vs vertical bars (1)
rng = np.random.default_rng(88)
imgs, labs = [], []
for k in range(8):
    im = rng.normal(0, 0.1, (6, 6))
    if k % 2:
        im[:, k % 5] += 1
    else:
        im[k % 5, :] += 1
    imgs.append(im)
    labs.append(k % 2)
imgs, labs = np.stack(imgs), np.array(labs)
kern = rng.normal(0, 0.5, (2, 3, 3))
kbias = np.zeros(2)
dense = rng.normal(0, 0.5, (8, 2))

for epoch in range(12):
    win = sliding_window_view(imgs, (3, 3), axis=(1, 2))              # 8,4,4,3,3
    conv = np.einsum("nijab,fab->nfij", win, kern) + kbias[None, :, None, None]
    blocks = conv.reshape(8, 2, 2, 2, 2, 2)                           # n f I a J b
    pool = blocks.max(axis=(3, 5))
    act = np.tanh(pool)
    flat = act.reshape(8, -1)
    logit = flat @ dense
    lse = np.log(np.exp(logit).sum(1))
    loss = (lse - logit[np.arange(8), labs]).sum()

    # backward
    g = np.exp(logit - lse[:, None])
    g[range(8), labs] -= 1
    g_dense = flat.T @ g
    g_pool = (g @ dense.T).reshape(pool.shape) * (1 - act ** 2)
    where_max = blocks == pool[:, :, :, None, :, None]
    g_conv = (where_max * g_pool[:, :, :, None, :, None]).reshape(conv.shape)
    g_kern = np.einsum("nijab,nfij->fab", win, g_conv)
    g_kbias = g_conv.sum(axis=(0, 2, 3))

    # update
    kern = kern - 0.03 * g_kern
    kbias = kbias - 0.03 * g_kbias
    dense = dense - 0.03 * g_dense
    print(f"[{epoch}] loss={loss:.4f} acc={(logit.argmax(1) == labs).mean():.2f}")
