import numpy as np

# 1-d convolution over time series, stride 2, then global mean over time and a linear classifier
rng = np.random.default_rng(7)
B, T, C = 4, 11, 2        # batch, time, channels
K, F, S = 3, 5, 2         # kernel width, filters, stride
n_cls = 3
x = rng.normal(size=(B, T, C))
y = np.array([0, 2, 1, 2])

kernel = rng.normal(size=(K, C, F)) * 0.4
kb = np.zeros(F)
V = rng.normal(size=(F, n_cls)) * 0.5
vb = np.zeros(n_cls)

T_out = (T - K) // S + 1

for step in range(3):
    z = np.zeros((B, T_out, F))
    for t in range(T_out):
        win = x[:, t * S:t * S + K, :]
        z[:, t, :] = np.tensordot(win, kernel, axes=([1, 2], [0, 1])) + kb
    a = np.tanh(z)
    feat = a.mean(axis=1)
    scores = feat @ V + vb
    scores -= scores.max(axis=1, keepdims=True)
    p = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    loss = -np.log(p[np.arange(B), y]).mean()

    # backward
    dscores = p.copy()
    dscores[np.arange(B), y] -= 1
    dscores /= B
    dV = feat.T @ dscores  #! dV = a[:, -1].T @ dscores
    dvb = dscores.sum(axis=0)
    dfeat = dscores @ V.T
    da = np.repeat(dfeat[:, None, :], T_out, axis=1) / T_out  #! da = np.repeat(dfeat[:, None, :], T_out, axis=1)  #! da = np.repeat(dfeat[:, None, :], T_out, axis=1) / T
    dz = da * (1 - a ** 2)  #! dz = da * (1 - z ** 2)
    dkernel = np.zeros_like(kernel)
    for t in range(T_out):  #! for t in range(T_out - 1):
        win = x[:, t * S:t * S + K, :]  #! win = x[:, t:t + K, :]
        dkernel += np.tensordot(win, dz[:, t, :], axes=([0], [0]))  #! dkernel = np.tensordot(win, dz[:, t, :], axes=([0], [0]))
    dkb = dz.sum(axis=(0, 1))  #! dkb = dz.sum(axis=0).mean(axis=0)

    # update
    kernel -= 0.5 * dkernel
    kb -= 0.5 * dkb
    V -= 0.5 * dV
    vb -= 0.5 * dvb
