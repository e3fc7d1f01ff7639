import numpy as np

# normalizing flow, 2 affine coupling layers on 2-d data, trained by max likelihood
rng = np.random.default_rng(88)
data = rng.normal(size=(10, 2))
data[:, 1] = data[:, 0] ** 2 + 0.3 * data[:, 1]

def new_layer():
    return {'w': rng.normal(0, .5, 4), 'c': np.zeros(4), 'us': rng.normal(0, .3, 4), 'ut': rng.normal(0, .3, 4)}

flow = [(0, new_layer()), (1, new_layer())]     # (which coordinate passes unchanged, params)
N = len(data)
for it in range(30):
    z = data
    logdet = np.zeros(N)
    stack = []
    for keep, p in flow:
        a, bcoord = z[:, keep], z[:, 1 - keep]
        h = np.tanh(np.outer(a, p['w']) + p['c'])
        s, t = h @ p['us'], h @ p['ut']
        out = bcoord * np.exp(s) + t
        stack.append((a, bcoord, h, s))
        znew = np.empty_like(z)
        znew[:, keep], znew[:, 1 - keep] = a, out
        z = znew
        logdet = logdet + s
    nll = np.mean(0.5 * (z ** 2).sum(axis=1) + np.log(2 * np.pi) - logdet)

    # backward
    dz = z / N
    grads = []
    for (keep, p), (a, bcoord, h, s) in zip(flow[::-1], stack[::-1]):
        dout, da = dz[:, 1 - keep], dz[:, keep]
        ds = dout * bcoord * np.exp(s) - 1 / N     # the -1/N is from the log det
        dt = dout
        dh = np.outer(ds, p['us']) + np.outer(dt, p['ut'])
        dpre = dh * (1 - h ** 2)
        grads.append({'us': h.T @ ds, 'ut': h.T @ dt, 'w': a @ dpre, 'c': dpre.sum(0)})
        dprev = np.empty_like(dz)
        dprev[:, keep] = da + dpre @ p['w']
        dprev[:, 1 - keep] = dout * np.exp(s)
        dz = dprev

    # update
    for (_, p), g in zip(flow, reversed(grads)):
        for key in p:
            p[key] -= 0.05 * g[key]
    if it % 10 == 0:
        print('nll', nll)
