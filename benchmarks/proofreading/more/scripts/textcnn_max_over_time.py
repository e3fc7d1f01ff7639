# Kim-style text CNN: embeddings, filters of width 2 and 3, relu, max over time, softmax
import numpy as np

np.random.seed(2014)
sentences = np.array([[1, 4, 2, 7, 3, 0], [5, 1, 1, 6, 2, 4], [3, 3, 0, 5, 7, 1], [5, 4, 2, 4, 1, 7]])
labels = np.array([0, 1, 1, 0])
n, T = sentences.shape
D, F = 3, 4
E = np.random.randn(8, D) * 0.5
filters = {2: np.random.randn(2 * D, F) * 0.5, 3: np.random.randn(3 * D, F) * 0.5}
W = np.random.randn(2 * F, 2) * 0.5
b = np.zeros(2)

for epoch in range(2):
    x = E[sentences]
    cache, pooled = {}, []
    for width, filt in filters.items():
        seg = np.stack([x[:, t:t + width].reshape(n, -1) for t in range(T - width + 1)], axis=1)
        z = seg @ filt
        act = np.maximum(z, 0)
        best = act.argmax(axis=1)
        cache[width] = seg, z, best
        pooled.append(act.max(axis=1))
    feat = np.concatenate(pooled, axis=1)
    s = feat @ W + b
    prob = np.exp(s) / np.exp(s).sum(axis=1, keepdims=True)
    loss = -np.log(prob[np.arange(n), labels]).sum()

    # backward
    ds = prob.copy()
    ds[np.arange(n), labels] -= 1
    dW = feat.T @ ds
    db = ds.sum(axis=0)
    dfeat = ds @ W.T
    dE, dfilters = np.zeros_like(E), {}
    for pos, width in enumerate(filters):
        seg, z, best = cache[width]
        dpool = dfeat[:, pos * F:(pos + 1) * F]  #! dpool = dfeat[:, :F]
        dz = np.zeros_like(z)
        for i in range(n):
            for f in range(F):
                dz[i, best[i, f], f] = dpool[i, f]  #! dz[i, :, f] = dpool[i, f]  #! dz[i, best[i].max(), f] = dpool[i, f]
        dz = dz * (z > 0)
        dfilters[width] = np.einsum("ntk,ntf->kf", seg, dz)
        dseg = dz @ filters[width].T
        for t in range(T - width + 1):  #! for t in range(T - width):
            for k in range(width):
                np.add.at(dE, sentences[:, t + k], dseg[:, t, k * D:(k + 1) * D])  #! np.add.at(dE, sentences[:, t], dseg[:, t, k * D:(k + 1) * D])  #! dE[sentences[:, t + k]] += dseg[:, t, k * D:(k + 1) * D]  #! np.add.at(dE, sentences[:, t + k], dseg[:, t, :D])

    # update
    E -= 0.1 * dE
    W -= 0.1 * dW
    b -= 0.1 * db
    for width in filters:
        filters[width] -= 0.1 * dfilters[width]
