# 1-D convolution layer with 'same' padding and max pooling, explicit loops, one sample at a time
# target: a scalar per signal
import numpy as np

rs = np.random.RandomState(10)
signals = rs.randn(5, 8)
targets = np.array([s[2:6].max() for s in signals])
kern = rs.randn(2, 3) * 0.5        # 2 filters of length 3
kb = np.zeros(2)
wout = rs.randn(2 * 4) * 0.5
bout = 0.0
POOL = 2


def conv_same(sig, w, b):
    padded = np.concatenate([[0.0], sig, [0.0]])
    out = np.zeros(len(sig))
    for i in range(len(sig)):
        for j in range(3):
            out[i] += padded[i + j] * w[j]
        out[i] += b
    return out, padded


for epoch in range(5):
    sse = 0.0
    for sig, tgt in zip(signals, targets):
        maps, pooled, where = [], [], []
        for f in range(2):
            m, padded = conv_same(sig, kern[f], kb[f])
            m = np.tanh(m)
            maps.append(m)
            for q in range(0, 8, POOL):
                best = q + int(np.argmax(m[q:q + POOL]))
                where.append((f, best))
                pooled.append(m[best])
        pooled = np.array(pooled)
        pred = pooled @ wout + bout
        loss = (pred - tgt) ** 2
        sse += loss
        # backward
        dpred = 2 * (pred - tgt)
        dwout = dpred * pooled
        dbout = dpred
        dkern = np.zeros_like(kern)
        dkb = np.zeros_like(kb)
        for u, (f, i) in enumerate(where):
            # only the winner of each pool gets a gradient
            d = dpred * wout[u] * (1 - maps[f][i] ** 2)
            dkb[f] += d
            for j in range(3):
                dkern[f, j] += d * padded[i + j]
        # update
        kern -= 0.02 * dkern
        kb -= 0.02 * dkb
        wout -= 0.02 * dwout
        bout -= 0.02 * dbout
    print("epoch", epoch + 1, "SSE", sse)
