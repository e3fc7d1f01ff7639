import numpy as np

# conv(3x3) -> relu -> maxpool(2) -> dense -> softmax, with honest loops

rs = np.random.RandomState(4)
B, S, F, K, NC = 4, 6, 2, 3, 3
O = S - K + 1       # 4
P = O // 2          # 2
imgs = rs.randn(B, S, S)
lab = np.array([0, 2, 1, 2])

filt = rs.randn(F, K, K) * 0.4
fb = np.array([0.1, 0.05])
Wd = rs.randn(F * P * P, NC) * 0.4
bd = np.zeros(NC)
rate = 0.1

for epoch in range(6):
    # ---------------- forward
    conv = np.zeros((B, F, O, O))
    for i in range(O):
        for j in range(O):
            patch = imgs[:, i:i + K, j:j + K]
            conv[:, :, i, j] = np.tensordot(patch, filt, axes=([1, 2], [1, 2])) + fb
    rel = conv * (conv > 0)
    pool = np.zeros((B, F, P, P))
    where = np.zeros((B, F, P, P), dtype=int)
    for i in range(P):
        for j in range(P):
            win = rel[:, :, 2 * i:2 * i + 2, 2 * j:2 * j + 2].reshape(B, F, 4)
            where[:, :, i, j] = win.argmax(axis=2)
            pool[:, :, i, j] = win.max(axis=2)
    flat = pool.reshape(B, -1)
    logits = flat @ Wd + bd
    ex = np.exp(logits - logits.max(axis=1, keepdims=True))
    prob = ex / ex.sum(axis=1, keepdims=True)
    loss = -np.sum(np.log(prob[np.arange(B), lab])) / B

    # backward
    onehot = np.eye(NC)[lab]
    dlog = (prob - onehot) / B  #! dlog = prob - onehot  #! dlog = (prob - lab[:, None]) / B
    dWd = flat.T @ dlog  #! dWd = dlog.T @ flat
    dbd = dlog.sum(axis=0)  #! dbd = bd.sum(axis=0)
    dpool = (dlog @ Wd.T).reshape(B, F, P, P)  #! dpool = (dlog @ Wd.T).reshape(B, P, P, F).transpose(0, 3, 2, 1)
    drel = np.zeros_like(rel)
    for n in range(B):
        for f in range(F):
            for i in range(P):
                for j in range(P):
                    di, dj = divmod(where[n, f, i, j], 2)  #! dj, di = divmod(where[n, f, i, j], 2)
                    drel[n, f, 2 * i + di, 2 * j + dj] += dpool[n, f, i, j]  #! drel[n, f, i + di, j + dj] += dpool[n, f, i, j]
    dconv = drel * (conv > 0)  #! dconv = drel * (drel > 0)
    dfilt = np.zeros_like(filt)
    for i in range(O):
        for j in range(O):
            patch = imgs[:, i:i + K, j:j + K]  #! patch = imgs[:, j:j + K, i:i + K]
            dfilt += np.tensordot(dconv[:, :, i, j], patch, axes=([0], [0]))  #! dfilt = np.tensordot(dconv[:, :, i, j], patch, axes=([0], [0]))
    dfb = dconv.sum(axis=(0, 2, 3))

    # update
    filt = filt - rate * dfilt
    fb = fb - rate * dfb
    Wd = Wd - rate * dWd
    bd = bd - rate * dbd
    print(epoch, round(loss, 4))
