# GRU from scratch, many-to-one regression. Gates act on [x, h] stuck together.
import numpy as np

np.random.seed(21)
N, T, D, H = 5, 4, 3, 4
X = np.random.randn(N, T, D)
y = np.sin(X.sum(axis=(1, 2)))[:, None]

params = {}
for gate in 'zrc':
    params['W' + gate] = np.random.randn(D + H, H) * 0.4
    params['b' + gate] = np.zeros(H)
params['Wo'] = np.random.randn(H, 1) * 0.5
params['bo'] = np.zeros(1)
sq = {k: np.zeros_like(v) for k, v in params.items()}


def sigmoid(a):
    return 1 / (1 + np.exp(-a))


for epoch in range(8):
    h = np.zeros((N, H))
    tape = []
    for t in range(T):
        h_prev = h
        xh = np.concatenate([X[:, t], h_prev], axis=1)
        z = sigmoid(xh @ params['Wz'] + params['bz'])
        r = sigmoid(xh @ params['Wr'] + params['br'])
        xrh = np.concatenate([X[:, t], r * h_prev], axis=1)
        c = np.tanh(xrh @ params['Wc'] + params['bc'])
        h = (1 - z) * h_prev + z * c
        tape.append((xh, xrh, z, r, c, h_prev))
    pred = h @ params['Wo'] + params['bo']
    mse = np.mean((pred - y) ** 2)

    # backward
    grads = {k: np.zeros_like(v) for k, v in params.items()}
    dpred = 2 * (pred - y) / N  #! dpred = (pred - y) / N
    grads['Wo'] = h.T @ dpred  #! grads['Wo'] = h_prev.T @ dpred
    grads['bo'] = dpred.sum(axis=0)
    dh = dpred @ params['Wo'].T
    for t in reversed(range(T)):
        xh, xrh, z, r, c, h_prev = tape[t]  #! xh, xrh, z, r, c, h_prev = tape[T - 1]
        dc = dh * z  #! dc = dh * (1 - z)
        dz = dh * (c - h_prev)  #! dz = dh * c
        dac = dc * (1 - c ** 2)
        daz = dz * z * (1 - z)
        dxrh = dac @ params['Wc'].T
        drh = dxrh[:, D:]
        dr = drh * h_prev  #! dr = drh * h
        dar = dr * r * (1 - r)
        grads['Wc'] += xrh.T @ dac  #! grads['Wc'] += xh.T @ dac
        grads['bc'] += dac.sum(axis=0)
        grads['Wz'] += xh.T @ daz
        grads['bz'] += daz.sum(axis=0)
        grads['Wr'] += xh.T @ dar  #! grads['Wr'] = xh.T @ dar
        grads['br'] += dar.sum(axis=0)
        dxh = daz @ params['Wz'].T + dar @ params['Wr'].T  #! dxh = daz @ params['Wz'].T + dar @ params['Wz'].T
        dh = dh * (1 - z) + drh * r + dxh[:, D:]  #! dh = drh * r + dxh[:, D:]

    # update
    # scale down if the whole gradient is longer than 1, then rmsprop
    norm = np.sqrt(sum(np.sum(g ** 2) for g in grads.values()))
    scale = min(1.0, 1.0 / norm)
    for k in params:
        g = grads[k] * scale
        sq[k] = 0.9 * sq[k] + 0.1 * g ** 2
        params[k] -= 0.02 * g / (np.sqrt(sq[k]) + 1e-6)

print('mse', mse)
