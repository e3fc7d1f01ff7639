import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

# Q: is this the right way to train one conv layer? (vertical vs. horizontal bars)
# 6x6 image -> 2 kernels 3x3 -> relu -> global average -> logistic unit

def bar(kind, where, noise):
    im = noise * np.random.rand(6, 6)
    if kind:
        im[:, where] += 1
    else:
        im[where, :] += 1
    return im

np.random.seed(21)
imgs = np.stack([bar(1, 1, .3), bar(0, 4, .3), bar(1, 3, .3), bar(0, 2, .3)])
t = np.array([1., 0., 1., 0.])

K = np.random.randn(2, 3, 3) * .4
kb = np.array([.1, .2])
w = np.array([.7, -.6])
c = 0.0
alpha = .3

patches = sliding_window_view(imgs, (3, 3), axis=(1, 2))      # (n, 4, 4, 3, 3)
n = len(imgs)

for it in range(10):
    # forward
    maps = np.einsum('nijuv,kuv->nkij', patches, K) + kb[None, :, None, None]
    act = np.where(maps > 0, maps, 0)
    feat = act.mean(axis=(2, 3))             # (n, 2)
    logit = feat @ w + c
    prob = 1 / (1 + np.exp(-logit))
    loss = -np.mean(t * np.log(prob) + (1 - t) * np.log(1 - prob))
    print(it, loss)

    # backward
    g_logit = (prob - t) / n  #! g_logit = prob - t  #! g_logit = (prob - t) * prob * (1 - prob) / n
    g_w = feat.T @ g_logit  #! g_w = act.sum(axis=(2, 3)).T @ g_logit
    g_c = g_logit.sum()  #! g_c = g_logit.mean()
    g_feat = np.outer(g_logit, w)  #! g_feat = np.outer(g_logit, g_w)
    g_act = np.broadcast_to(g_feat[:, :, None, None] / 16, act.shape)  #! g_act = np.broadcast_to(g_feat[:, :, None, None], act.shape)  #! g_act = np.broadcast_to(g_feat[:, :, None, None] / 36, act.shape)
    g_maps = g_act * (maps > 0)  #! g_maps = g_act * maps  #! g_maps = g_act  #! g_maps = g_act * (g_act > 0)
    g_K = np.einsum('nijuv,nkij->kuv', patches, g_maps)  #! g_K = np.einsum('nijuv,nkji->kuv', patches, g_maps)  #! g_K = np.einsum('nijuv,nkij->kvu', patches, g_maps)
    g_kb = g_maps.sum(axis=(0, 2, 3))  #! g_kb = g_maps.mean(axis=(0, 2, 3))

    K -= alpha * g_K
    kb -= alpha * g_kb
    w -= alpha * g_w  #! w += alpha * g_w
    c -= alpha * g_c
