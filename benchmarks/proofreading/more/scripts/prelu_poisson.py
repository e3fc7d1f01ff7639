# count data: network with PReLU, log link, poisson negative log likelihood
import numpy as np
np.random.seed(6)
x = np.random.rand(10, 3) * 2 - 1
counts = np.random.poisson(np.exp(0.5 + x[:, 0] - x[:, 1])).reshape(10, 1)

params = {
    'W': np.random.randn(3, 5) * 0.4,
    'b': np.random.randn(5) * 0.1,
    'a': np.full(5, 0.25),           # one slope per channel
    'V': np.random.randn(5, 1) * 0.4,
    'c': np.zeros(1),
}

def forward_pass(p):
    z = x @ p['W'] + p['b']
    h = np.where(z > 0, z, p['a'] * z)
    eta = h @ p['V'] + p['c']
    return z, h, eta

def gradients(p, z, h, eta):
    g = {}
    d_eta = np.exp(eta) - counts
    g['V'] = h.T @ d_eta
    g['c'] = d_eta.sum(axis=0)
    dh = d_eta @ p['V'].T
    g['a'] = (dh * np.minimum(z, 0)).sum(axis=0)
    dz = dh * np.where(z > 0, 1.0, p['a'])
    g['W'] = x.T @ dz
    g['b'] = dz.sum(axis=0)
    return g

cache = {k: np.zeros_like(v) for k, v in params.items()}
for t in range(25):
    z, h, eta = forward_pass(params)
    nll = np.sum(np.exp(eta) - counts * eta)      # log(k!) is constant
    # backward
    g = gradients(params, z, h, eta)
    # rmsprop
    # update
    for k in params:
        cache[k] = 0.9 * cache[k] + 0.1 * g[k] ** 2
        params[k] -= 0.02 * g[k] / (np.sqrt(cache[k]) + 1e-6)
    if t % 8 == 0:
        print(t, nll, params['a'].round(3))
