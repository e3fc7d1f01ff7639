import numpy as np

np.random.seed(5)
# N x C x H x W
x = np.random.randn(4, 2, 6, 6)
y = np.array([0, 1, 1, 0])
N, C, H, W = x.shape
F, HH, WW = 3, 3, 3
stride, pad = 1, 0
w = np.random.randn(F, C, HH, WW) * 0.2
b = np.zeros(F)
H_out = 1 + (H + 2 * pad - HH) // stride
W_out = 1 + (W + 2 * pad - WW) // stride
Hp, Wp = H_out // 2, W_out // 2
fc_w = np.random.randn(F * Hp * Wp, 2) * 0.3
fc_b = np.zeros(2)

for t in range(6):
    # conv forward
    out = np.zeros((N, F, H_out, W_out))
    for n in range(N):
        for f in range(F):
            for i in range(H_out):
                for j in range(W_out):
                    out[n, f, i, j] = np.sum(x[n, :, i:i+HH, j:j+WW] * w[f]) + b[f]
    r = np.maximum(out, 0)
    # max pooling 2x2
    pool = np.zeros((N, F, Hp, Wp))
    for i in range(Hp):
        for j in range(Wp):
            pool[:, :, i, j] = np.max(r[:, :, 2*i:2*i+2, 2*j:2*j+2], axis=(2, 3))
    flat = pool.reshape(N, -1)
    scores = flat.dot(fc_w) + fc_b
    probs = np.exp(scores) / np.sum(np.exp(scores), axis=1, keepdims=True)
    loss = np.sum(-np.log(probs[np.arange(N), y])) / N
    print('step', t, 'loss:', loss)

    # backward
    probs[np.arange(N), y] -= 1
    dscores = probs / N
    dfc_w = flat.T.dot(dscores)
    dfc_b = dscores.sum(axis=0)
    dpool = dscores.dot(fc_w.T).reshape(pool.shape)
    dr = np.zeros_like(r)
    for n in range(N):
        for f in range(F):
            for i in range(Hp):
                for j in range(Wp):
                    window = r[n, f, 2*i:2*i+2, 2*j:2*j+2]
                    k, l = np.unravel_index(np.argmax(window), window.shape)
                    dr[n, f, 2*i + k, 2*j + l] += dpool[n, f, i, j]
    dout = dr * (out > 0)
    dw, db = np.zeros_like(w), np.zeros_like(b)
    for n in range(N):
        for f in range(F):
            db[f] += dout[n, f].sum()
            for i in range(H_out):
                for j in range(W_out):
                    dw[f] += x[n, :, i:i+HH, j:j+WW] * dout[n, f, i, j]

    # update
    w -= 0.1 * dw
    b -= 0.1 * db
    fc_w -= 0.1 * dfc_w
    fc_b -= 0.1 * dfc_b
