import numpy as np

"""Convolution as one big matrix multiply (im2col), 2 channels in, 3 filters, pad 1, stride 2.
   conv -> tanh -> mean over positions -> softmax.   Optimiser: RMSprop."""

F, C, K, PAD, STRIDE = 3, 2, 3, 1, 2
gen = np.random.RandomState(99)
images = gen.rand(3, C, 5, 5)
labels = np.array([0, 2, 1])
onehot = np.eye(4)[labels]

theta = dict(kernel=gen.randn(F, C, K, K) * 0.4, kb=gen.randn(F) * 0.1,
             head=gen.randn(F, 4), hb=np.zeros(4))
cache2 = {k: np.zeros_like(v) for k, v in theta.items()}


def im2col(x):
    n, c, h, w = x.shape
    xp = np.pad(x, ((0, 0), (0, 0), (PAD, PAD), (PAD, PAD)))
    oh = (h + 2 * PAD - K) // STRIDE + 1
    ow = (w + 2 * PAD - K) // STRIDE + 1
    cols = np.empty((n, oh, ow, c * K * K))
    for i in range(oh):
        for j in range(ow):
            patch = xp[:, :, i * STRIDE:i * STRIDE + K, j * STRIDE:j * STRIDE + K]
            cols[:, i, j, :] = patch.reshape(n, -1)
    return cols.reshape(n * oh * ow, -1), oh, ow


def loss_and_grads(theta, x, onehot):
    n = x.shape[0]
    cols, oh, ow = im2col(x)
    kmat = theta['kernel'].reshape(F, -1)
    pre = cols @ kmat.T + theta['kb']
    maps = np.tanh(pre)                                  # (n*oh*ow, F)
    pooled = maps.reshape(n, oh * ow, F).mean(axis=1)
    logits = pooled @ theta['head'] + theta['hb']
    q = np.exp(logits - logits.max(axis=1, keepdims=True))
    q /= q.sum(axis=1, keepdims=True)
    loss = -np.mean(np.log((q * onehot).sum(axis=1)))

    g = {}
    # backward
    dlogits = (q - onehot) / n  #! dlogits = (q - onehot)  #! dlogits = (onehot - q) / n  #! dlogits = q * (1 - q) / n
    g['head'] = pooled.T @ dlogits
    g['hb'] = dlogits.sum(axis=0)  #! g['hb'] = dlogits.mean(axis=0)
    dpooled = dlogits @ theta['head'].T
    dmaps = np.repeat(dpooled, oh * ow, axis=0) / (oh * ow)  #! dmaps = np.repeat(dpooled, oh * ow, axis=0)  #! dmaps = np.tile(dpooled, (oh * ow, 1)) / (oh * ow)  #! dmaps = np.repeat(dpooled, oh * ow, axis=0) / oh
    dpre = dmaps * (1 - maps ** 2)  #! dpre = dmaps  #! dpre = dmaps * (1 - pre ** 2)
    g['kernel'] = (dpre.T @ cols).reshape(F, C, K, K)  #! g['kernel'] = (cols.T @ dpre).reshape(F, C, K, K)  #! g['kernel'] = (dmaps.T @ cols).reshape(F, C, K, K)
    g['kb'] = dpre.sum(axis=0)  #! g['kb'] = dpre.sum(axis=0) / n
    # end
    return loss, g


for it in range(5):
    loss, g = loss_and_grads(theta, images, onehot)
    # update
    for k in theta:
        cache2[k] = 0.9 * cache2[k] + 0.1 * g[k] ** 2  #! cache2[k] = 0.1 * g[k] ** 2
        theta[k] -= 0.01 * g[k] / (np.sqrt(cache2[k]) + 1e-6)  #! theta[k] -= 0.01 * g[k] / (cache2[k] + 1e-6)
    # end
    print("it", it, "loss", loss)
