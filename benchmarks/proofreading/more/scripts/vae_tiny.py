# variational auto-encoder with reparametrisation, minimise the negative ELBO
import numpy as np
rng = np.random.default_rng(1312)
sigmoid = lambda a: 1 / (1 + np.exp(-a))
X = (rng.random((8, 6)) < [.9, .9, .9, .1, .1, .1]).astype(float)
X[4:] = 1 - X[4:]
D, H, Z = 6, 5, 2
beta = 0.5

def w(i, o): return rng.normal(0, 1 / np.sqrt(i), (i, o))
P = dict(We=w(D, H), be=np.zeros(H), Wmu=w(H, Z), Wlv=w(H, Z), Wd=w(Z, H), bd=np.zeros(H), Wo=w(H, D), bo=np.zeros(D))

for epoch in range(20):
    # encoder
    h = np.tanh(X @ P['We'] + P['be'])
    mu, logvar = h @ P['Wmu'], h @ P['Wlv']
    eps = rng.normal(size=mu.shape)
    std = np.exp(0.5 * logvar)
    z = mu + std * eps
    # decoder
    k = np.tanh(z @ P['Wd'] + P['bd'])
    xr = sigmoid(k @ P['Wo'] + P['bo'])
    rec = -np.sum(X * np.log(xr) + (1 - X) * np.log(1 - xr))
    kl = -0.5 * np.sum(1 + logvar - mu ** 2 - np.exp(logvar))
    neg_elbo = (rec + beta * kl) / len(X)

    # backward
    G = {}
    do = (xr - X) / len(X)
    G['Wo'], G['bo'] = k.T @ do, do.sum(0)
    dk = do @ P['Wo'].T * (1 - k ** 2)
    G['Wd'], G['bd'] = z.T @ dk, dk.sum(0)
    dz = dk @ P['Wd'].T
    dmu = dz + beta * mu / len(X)
    dlogvar = dz * eps * 0.5 * std + beta * 0.5 * (np.exp(logvar) - 1) / len(X)
    G['Wmu'], G['Wlv'] = h.T @ dmu, h.T @ dlogvar
    dh = (dmu @ P['Wmu'].T + dlogvar @ P['Wlv'].T) * (1 - h ** 2)
    G['We'], G['be'] = X.T @ dh, dh.sum(0)

    # update
    for name in P:
        P[name] -= 0.1 * G[name]
    print('epoch %2d  -ELBO %.3f  (rec %.3f, kl %.3f)' % (epoch, neg_elbo, rec, kl))
