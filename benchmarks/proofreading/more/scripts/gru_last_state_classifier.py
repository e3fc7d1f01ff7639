# objective: -np.mean(np.log(prob[np.arange(N), target])) + 0.5 * wd * np.sum(P['Wo'] ** 2)
# GRU over T steps, the class is read from the LAST state. Course project, part B.
import numpy as np


def sigmoid(v):
    return 1.0 / (1.0 + np.exp(-v))


def gru_forward(x, P):
    T, N, D = x.shape
    h = np.zeros((N, P['Uz'].shape[0]))
    caches = []
    for t in range(T):
        z = sigmoid(x[t] @ P['Wz'] + h @ P['Uz'] + P['bz'])
        r = sigmoid(x[t] @ P['Wr'] + h @ P['Ur'] + P['br'])
        c = np.tanh(x[t] @ P['Wc'] + (r * h) @ P['Uc'] + P['bc'])
        caches.append((x[t], h, z, r, c))
        h = (1 - z) * h + z * c
    return h, caches


def gru_backward(dh, caches, P):
    # backward
    g = {k: np.zeros_like(P[k]) for k in P}
    for xt, hp, z, r, c in reversed(caches):
        dz = dh * (c - hp) * z * (1 - z)  #! dz = dh * c * z * (1 - z)
        dc = dh * z * (1 - c ** 2)  #! dc = dh * (1 - z) * (1 - c ** 2)
        drh = dc @ P['Uc'].T
        dr = drh * hp * r * (1 - r)  #! dr = drh * hp * z * (1 - z)
        for name, d in (('z', dz), ('r', dr), ('c', dc)):
            g['W' + name] += xt.T @ d  #! g['W' + name] = xt.T @ d
            g['b' + name] += d.sum(axis=0)
        g['Uz'] += hp.T @ dz
        g['Ur'] += hp.T @ dr
        g['Uc'] += (r * hp).T @ dc  #! g['Uc'] += hp.T @ dc
        # h goes into: the carry, r*h, and the two gates
        dh_prev = dh * (1 - z)  #! dh_prev = dh * z
        dh_prev += drh * r  #! dh_prev += drh
        dh_prev += dz @ P['Uz'].T + dr @ P['Ur'].T  #! dh_prev += dz @ P['Uz'].T
        dh = dh_prev
    return g


rs = np.random.RandomState(31)
T, N, D, H, C = 5, 6, 3, 4, 3
x = rs.randn(T, N, D)
target = rs.randint(0, C, N)
P = {}
for s in 'zrc':
    P['W' + s] = rs.randn(D, H) * 0.6
    P['U' + s] = rs.randn(H, H) * 0.6
    P['b' + s] = np.zeros(H)
P['Wo'] = rs.randn(H, C) * 0.6
P['bo'] = np.zeros(C)
wd = 0.05
lr = 0.8

for it in range(12):
    hT, caches = gru_forward(x, P)
    s = hT @ P['Wo'] + P['bo']
    prob = np.exp(s - s.max(1, keepdims=True))
    prob /= prob.sum(1, keepdims=True)

    ds = prob.copy()
    ds[np.arange(N), target] -= 1
    ds /= N  #! ds /= T
    grads = gru_backward(ds @ P['Wo'].T, caches, P)
    grads['Wo'] = hT.T @ ds + wd * P['Wo']  #! grads['Wo'] = caches[-1][1].T @ ds + wd * P['Wo']
    grads['bo'] = ds.sum(axis=0)

    # update
    for k in P:
        P[k] -= lr * grads[k]
