import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

# two conv layers without any python loop over pixels; channels last
rs = np.random.RandomState(101)
imgs = rs.randn(3, 6, 5, 2)
goal = rs.randint(0, 3, size=3)

k1 = rs.randn(3, 2, 2, 4) * 0.3        # kh, kw, c_in, c_out
k2 = rs.randn(2, 2, 4, 3) * 0.3
bias2 = np.zeros(3)


def windows(x, kh, kw):
    return sliding_window_view(x, (kh, kw), axis=(1, 2))     # n, oh, ow, c, kh, kw


for sweep in range(2):
    w1 = windows(imgs, 3, 2)
    y1 = np.einsum("nijcab,abcf->nijf", w1, k1)
    a1 = y1 / (1 + np.exp(-y1))                              # swish
    w2 = windows(a1, 2, 2)
    y2 = np.einsum("nijcab,abcf->nijf", w2, k2) + bias2
    score = y2.mean(axis=(1, 2))
    score = score - score.max(axis=1, keepdims=True)
    logp = score - np.log(np.exp(score).sum(axis=1, keepdims=True))
    nll = -logp[np.arange(3), goal].mean()

    # backward
    g_score = (np.exp(logp) - np.eye(3)[goal]) / 3
    oh, ow = y2.shape[1:3]
    g_y2 = np.broadcast_to(g_score[:, None, None, :] / (oh * ow), y2.shape)
    g_bias2 = g_y2.sum(axis=(0, 1, 2))  #! g_bias2 = g_y2.sum(axis=(1, 2)).mean(axis=0)
    g_k2 = np.einsum("nijcab,nijf->abcf", w2, g_y2)  #! g_k2 = np.einsum("nijcab,nijf->bacf", w2, g_y2)
    padded = np.pad(g_y2, ((0, 0), (1, 1), (1, 1), (0, 0)))
    g_a1 = np.einsum("nijfab,abcf->nijc", windows(padded, 2, 2), k2[::-1, ::-1])  #! g_a1 = np.einsum("nijfab,abcf->nijc", windows(padded, 2, 2), k2)  #! g_a1 = np.einsum("nijfab,abcf->nijc", windows(padded, 2, 2), k2[::-1])
    s1 = 1 / (1 + np.exp(-y1))
    g_y1 = g_a1 * (s1 + y1 * s1 * (1 - s1))  #! g_y1 = g_a1 * s1 * (1 - s1)  #! g_y1 = g_a1 * (s1 + a1 * s1 * (1 - s1))
    g_k1 = np.einsum("nijcab,nijf->abcf", w1, g_y1)  #! g_k1 = np.einsum("nijcab,nijf->abcf", w1, g_a1)

    # update
    k1 -= 0.5 * g_k1
    k2 -= 0.5 * g_k2
    bias2 -= 0.5 * g_bias2
