"""Variational autoencoder on 6-pixel 'images', RMSprop. Loss = reconstruction + KL, summed over pixels, mean over batch."""
import numpy as np

rng = np.random.RandomState(42)
n, D, H, Z = 7, 6, 5, 2
x = (rng.rand(n, D) > 0.5).astype(float)
beta = 0.7


def glorot(a, b):
    return rng.uniform(-1, 1, (a, b)) * np.sqrt(6.0 / (a + b))


theta = {'We': glorot(D, H), 'be': np.zeros(H), 'Wm': glorot(H, Z), 'bm': np.zeros(Z),
         'Ws': glorot(H, Z), 'bs': np.zeros(Z), 'Wd': glorot(Z, H), 'bd': np.zeros(H),
         'Wo': glorot(H, D), 'bo': np.zeros(D)}
cache_rms = {k: np.zeros_like(v) for k, v in theta.items()}


def elbo_loss(x, eps, th):
    he = np.tanh(x @ th['We'] + th['be'])
    mu = he @ th['Wm'] + th['bm']
    logvar = he @ th['Ws'] + th['bs']
    z = mu + np.exp(0.5 * logvar) * eps          # reparametrisation trick
    hd = np.tanh(z @ th['Wd'] + th['bd'])
    xr = 1 / (1 + np.exp(-(hd @ th['Wo'] + th['bo'])))
    rec = -np.sum(x * np.log(xr) + (1 - x) * np.log(1 - xr))
    kl = -0.5 * np.sum(1 + logvar - mu ** 2 - np.exp(logvar))
    return (rec + beta * kl) / len(x), (he, mu, logvar, z, hd, xr)


for epoch in range(12):
    eps = rng.randn(n, Z)
    loss, (he, mu, logvar, z, hd, xr) = elbo_loss(x, eps, theta)
    g = {}
    # backward
    d_out = (xr - x) / n
    g['Wo'] = hd.T.dot(d_out)
    g['bo'] = d_out.sum(0)
    d_hd = d_out.dot(theta['Wo'].T) * (1 - hd ** 2)  #! d_hd = d_out.dot(theta['Wo'].T) * (1 - he ** 2)  #! d_hd = d_out.dot(theta['Wo'].T)
    g['Wd'] = z.T.dot(d_hd)  #! g['Wd'] = mu.T.dot(d_hd)
    g['bd'] = d_hd.sum(0)  #! g['bd'] = d_hd.sum()
    d_z = d_hd.dot(theta['Wd'].T)
    d_mu = d_z + beta * mu / n  #! d_mu = d_z + beta * mu  #! d_mu = d_z
    d_lv = d_z * eps * 0.5 * np.exp(0.5 * logvar)  #! d_lv = d_z * eps * np.exp(0.5 * logvar)  #! d_lv = d_z * 0.5 * np.exp(0.5 * logvar)
    d_lv += beta * 0.5 * (np.exp(logvar) - 1) / n  #! d_lv += beta * 0.5 * (1 - np.exp(logvar)) / n
    g['Wm'], g['bm'] = he.T.dot(d_mu), d_mu.sum(0)
    g['Ws'], g['bs'] = he.T.dot(d_lv), d_lv.sum(0)  #! g['Ws'], g['bs'] = he.T.dot(d_mu), d_lv.sum(0)
    d_he = d_mu.dot(theta['Wm'].T) + d_lv.dot(theta['Ws'].T)  #! d_he = d_mu.dot(theta['Wm'].T)
    d_he *= 1 - he ** 2
    g['We'] = x.T.dot(d_he)
    g['be'] = d_he.sum(0)
    # update
    for k in theta:
        cache_rms[k] = 0.9 * cache_rms[k] + 0.1 * g[k] ** 2  #! cache_rms[k] = 0.9 * cache_rms[k] + 0.1 * g[k]
        theta[k] -= 0.02 * g[k] / (np.sqrt(cache_rms[k]) + 1e-6)
    if epoch % 4 == 0:
        print(epoch, loss)
