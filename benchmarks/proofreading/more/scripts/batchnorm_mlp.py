# Two-layer regression net with batch norm after the first linear layer
import numpy as np

rng = np.random.default_rng(99)
B, n_in, n_hid = 9, 4, 5
X = rng.normal(1.0, 2.0, size=(B, n_in))
y = np.sin(X[:, :1]) + 0.3 * X[:, 1:2]

p = dict(W1=rng.normal(0, 0.5, (n_in, n_hid)),
         gamma=np.ones(n_hid), beta=np.zeros(n_hid),
         W2=rng.normal(0, 0.5, (n_hid, 1)), b2=np.zeros(1))
EPS = 1e-5


def loss_fn(p, X, y):
    u = X @ p['W1']                     # no b1, BN would remove it anyway
    mean, var = u.mean(0), u.var(0)
    istd = 1.0 / np.sqrt(var + EPS)
    uhat = (u - mean) * istd
    v = p['gamma'] * uhat + p['beta']
    h = np.maximum(v, 0.0)
    out = h @ p['W2'] + p['b2']
    loss = 0.5 * np.mean((out - y) ** 2)
    return loss, (X, u, mean, var, istd, uhat, v, h, out)


def gradients(p, cache, y):
    X, u, mean, var, istd, uhat, v, h, out = cache
    # backward
    d = {}
    m = len(y)
    dout = (out - y) / m    #! dout = 2 * (out - y) / m
    d['W2'] = h.T @ dout    #! d['W2'] = v.T @ dout
    d['b2'] = dout.sum(0)
    dh = dout @ p['W2'].T
    dv = dh * (v > 0)    #! dv = dh * (u > 0)
    d['gamma'] = (dv * uhat).sum(0)    #! d['gamma'] = (dv * u).sum(0)
    d['beta'] = dv.sum(0)    #! d['beta'] = dv.mean(0)
    duhat = dv * p['gamma']    #! duhat = dv
    dvar = np.sum(duhat * (u - mean), axis=0) * -0.5 * istd ** 3    #! dvar = np.sum(duhat * (u - mean), axis=0) * -0.5 * istd
    dmean = -np.sum(duhat * istd, axis=0)
    du = duhat * istd + dvar * 2 * (u - mean) / m + dmean / m    #! du = duhat * istd + dmean / m
    d['W1'] = X.T @ du
    return d


for it in range(12):
    loss, cache = loss_fn(p, X, y)
    grads = gradients(p, cache, y)
    # update
    norm = np.sqrt(sum(np.sum(g * g) for g in grads.values()))
    scale = min(1.0, 0.5 / (norm + 1e-12))    #! scale = max(1.0, 0.5 / (norm + 1e-12))
    for name in p:
        p[name] -= 0.2 * scale * grads[name]    #! p[name] += 0.2 * scale * grads[name]
    if it % 4 == 0:
        print(it, loss)
