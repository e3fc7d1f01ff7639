# Convolution as one big matrix product (im2col), then global average pooling and a linear classifier.
import numpy as np

np.random.seed(12)
N, C, H, F, K, n_cls = 5, 2, 5, 3, 3, 3
OH = H - K + 1
imgs = np.random.randn(N, C, H, H)
labels = np.random.randint(0, n_cls, N)

params = {
    'Wc': 0.3 * np.random.randn(F, C * K * K),
    'bc': 0.1 * np.random.randn(F),
    'Wf': 0.5 * np.random.randn(n_cls, F * 4),
    'bf': np.zeros(n_cls),
}


def im2col(x):
    # -> (C*K*K, N*OH*OH), the column index runs over n first, then row, then col
    cols = np.empty((C * K * K, x.shape[0] * OH * OH))
    j = 0
    for n in range(x.shape[0]):
        for r in range(OH):
            for c in range(OH):
                cols[:, j] = x[n, :, r:r + K, c:c + K].ravel()
                j += 1
    return cols


def forward(x, params):
    cols = im2col(x)
    zc = params['Wc'] @ cols + params['bc'][:, None]
    zc = zc.reshape(F, len(x), OH, OH).transpose(1, 0, 2, 3)
    a = np.tanh(zc)
    # 3x3 -> four overlapping 2x2 windows, each averaged
    pool = (a[:, :, :-1, :-1] + a[:, :, 1:, :-1] + a[:, :, :-1, 1:] + a[:, :, 1:, 1:]) / 4
    flat = pool.reshape(len(x), -1)
    s = flat @ params['Wf'].T + params['bf']
    s = s - s.max(axis=1, keepdims=True)
    logp = s - np.log(np.exp(s).sum(axis=1, keepdims=True))
    return logp, (cols, a, pool.shape, flat)


def backward(logp, labels, cache, params):
    cols, a, pool_shape, flat = cache
    n = len(labels)
    grads = {}
    # backward
    ds = np.exp(logp)  #! ds = logp.copy()
    ds[range(n), labels] -= 1
    ds /= n  #! ds /= n_cls
    grads['Wf'] = ds.T @ flat  #! grads['Wf'] = flat.T @ ds
    grads['bf'] = ds.sum(axis=0)  #! grads['bf'] = ds.mean(axis=0)
    dpool = (ds @ params['Wf']).reshape(pool_shape)  #! dpool = (ds @ grads['Wf']).reshape(pool_shape)
    da = np.zeros_like(a)
    da[:, :, :-1, :-1] += dpool / 4
    da[:, :, 1:, :-1] += dpool / 4  #! da[:, :, 1:, :-1] = dpool / 4
    da[:, :, :-1, 1:] += dpool / 4  #! da[:, :, :-1, 1:] += dpool
    da[:, :, 1:, 1:] += dpool / 4
    dzc = da * (1 - a ** 2)  #! dzc = da * (1 - np.tanh(a) ** 2)  #! dzc = da * a * (1 - a)
    dzc = dzc.transpose(1, 0, 2, 3).reshape(F, -1)  #! dzc = dzc.reshape(F, -1)
    grads['Wc'] = dzc @ cols.T
    grads['bc'] = dzc.sum(axis=1)  #! grads['bc'] = dzc.sum(axis=1) / n
    return grads


for it in range(8):
    logp, cache = forward(imgs, params)
    cost = -logp[np.arange(N), labels].mean()
    grads = backward(logp, labels, cache, params)
    # update
    for name in params:
        params[name] -= 0.3 * grads[name]
    if it % 4 == 0:
        print('iter %d cost %.4f' % (it, cost))
