import numpy as np

# variational autoencoder on 6 "pixels". I followed the paper (appendix B for the KL)
np.random.seed(17)
m, nx, nh, nz = 8, 6, 5, 2
x = (np.random.rand(m, nx) < np.array([.9, .8, .1, .2, .6, .4])).astype(float)

def init(a, b):
    return np.random.randn(a, b) / np.sqrt(a)

theta = dict(We=init(nx, nh), be=np.zeros(nh),
             Wm=init(nh, nz), bm=np.zeros(nz),
             Ws=init(nh, nz), bs=np.zeros(nz),
             Wd=init(nz, nh), bd=np.zeros(nh),
             Wx=init(nh, nx), bx=np.zeros(nx))
cache = {name: np.zeros_like(val) for name, val in theta.items()}
kl_weight, lr, decay = 0.7, 0.03, 0.9

for it in range(15):
    # encoder
    he = np.tanh(x @ theta['We'] + theta['be'])
    mu = he @ theta['Wm'] + theta['bm']
    logvar = he @ theta['Ws'] + theta['bs']
    # reparametrization trick
    eps = np.random.randn(m, nz)
    sigma = np.exp(0.5 * logvar)
    z = mu + sigma * eps
    # decoder
    pre = z @ theta['Wd'] + theta['bd']
    hd = np.maximum(0, pre)
    xr = 1 / (1 + np.exp(-(hd @ theta['Wx'] + theta['bx'])))
    rec = -np.sum(x * np.log(xr) + (1 - x) * np.log(1 - xr)) / m
    kl = -0.5 * np.sum(1 + logvar - mu ** 2 - np.exp(logvar)) / m
    loss = rec + kl_weight * kl

    # backward
    g = {}
    dlogits = (xr - x) / m  #! dlogits = (xr - x) * xr * (1 - xr) / m
    g['Wx'] = hd.T @ dlogits
    g['bx'] = dlogits.sum(0)
    dhd = dlogits @ theta['Wx'].T
    dhd[pre <= 0] = 0  #! dhd[dhd <= 0] = 0
    g['Wd'] = z.T @ dhd  #! g['Wd'] = mu.T @ dhd
    g['bd'] = dhd.sum(0)
    dz = dhd @ theta['Wd'].T
    dmu = dz + kl_weight * mu / m  #! dmu = dz
    dlogvar = dz * eps * 0.5 * sigma  #! dlogvar = dz * eps * sigma
    dlogvar += kl_weight * 0.5 * (np.exp(logvar) - 1) / m  #! dlogvar = kl_weight * 0.5 * (np.exp(logvar) - 1) / m
    g['Wm'], g['bm'] = he.T @ dmu, dmu.sum(0)
    g['Ws'], g['bs'] = he.T @ dlogvar, dlogvar.sum(0)  #! g['Ws'], g['bs'] = he.T @ dlogvar, dmu.sum(0)
    dhe = dmu @ theta['Wm'].T + dlogvar @ theta['Ws'].T  #! dhe = dmu @ theta['Ws'].T + dlogvar @ theta['Wm'].T
    dpre = dhe * (1 - he ** 2)  #! dpre = dhe * (1 - np.tanh(he) ** 2)
    g['We'] = x.T @ dpre
    g['be'] = dpre.sum(0)

    # update
    for name in theta:
        cache[name] = decay * cache[name] + (1 - decay) * g[name] ** 2
        theta[name] -= lr * g[name] / (np.sqrt(cache[name]) + 1e-6)  #! theta[name] += lr * g[name] / (np.sqrt(cache[name]) + 1e-6)
    if it % 5 == 0:
        print(it, round(loss, 4))
