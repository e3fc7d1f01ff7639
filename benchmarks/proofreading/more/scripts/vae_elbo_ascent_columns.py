import numpy as np

# Variational autoencoder, binary pixels in columns, maximise the ELBO (gradient ascent)
rng = np.random.RandomState(2013)
D, H, Z, m = 6, 5, 2, 4
x = (rng.rand(D, m) < 0.4) * 1.0
par = dict(W1=rng.randn(H, D) * 0.4, b1=np.zeros((H, 1)),
           Wm=rng.randn(Z, H) * 0.4, bm=np.zeros((Z, 1)),
           Ws=rng.randn(Z, H) * 0.4, bs=np.zeros((Z, 1)),
           W2=rng.randn(H, Z) * 0.4, b2=np.zeros((H, 1)),
           W3=rng.randn(D, H) * 0.4, b3=np.zeros((D, 1)))

for it in range(2):
    # encoder
    h1 = np.tanh(par["W1"].dot(x) + par["b1"])
    mu = par["Wm"].dot(h1) + par["bm"]
    logvar = par["Ws"].dot(h1) + par["bs"]
    eps = rng.randn(Z, m)
    std = np.exp(0.5 * logvar)
    z = mu + std * eps
    # decoder
    h2 = np.tanh(par["W2"].dot(z) + par["b2"])
    xr = 1 / (1 + np.exp(-(par["W3"].dot(h2) + par["b3"])))
    rec = np.sum(x * np.log(xr) + (1 - x) * np.log(1 - xr))
    kl = -0.5 * np.sum(1 + logvar - mu ** 2 - np.exp(logvar))
    elbo = (rec - kl) / m
    # objective: elbo

    # backward
    g = {}
    a3 = (x - xr) / m
    g["W3"], g["b3"] = a3.dot(h2.T), a3.sum(axis=1, keepdims=True)
    a2 = par["W3"].T.dot(a3) * (1 - h2 ** 2)  #! a2 = par["W3"].T.dot(a3) * h2 * (1 - h2)
    g["W2"], g["b2"] = a2.dot(z.T), a2.sum(axis=1, keepdims=True)  #! g["W2"], g["b2"] = a2.dot(mu.T), a2.sum(axis=1, keepdims=True)
    gz = par["W2"].T.dot(a2)
    gmu = gz - mu / m  #! gmu = gz + mu / m  #! gmu = gz
    glogvar = gz * eps * 0.5 * std - 0.5 * (np.exp(logvar) - 1) / m  #! glogvar = gz * eps * std - 0.5 * (np.exp(logvar) - 1) / m  #! glogvar = gz * eps * 0.5 - 0.5 * (np.exp(logvar) - 1) / m  #! glogvar = gz * eps * 0.5 * std - 0.5 * (np.exp(logvar) - 1)
    g["Wm"], g["bm"] = gmu.dot(h1.T), gmu.sum(axis=1, keepdims=True)
    g["Ws"], g["bs"] = glogvar.dot(h1.T), glogvar.sum(axis=1, keepdims=True)  #! g["Ws"], g["bs"] = gmu.dot(h1.T), glogvar.sum(axis=1, keepdims=True)
    a1 = (par["Wm"].T.dot(gmu) + par["Ws"].T.dot(glogvar)) * (1 - h1 ** 2)  #! a1 = par["Wm"].T.dot(gmu) * (1 - h1 ** 2)
    g["W1"], g["b1"] = a1.dot(x.T), a1.sum(axis=1, keepdims=True)

    # update
    for key in par:
        par[key] = par[key] + 0.2 * g[key]
