import numpy as np
# Variational autoencoder from scratch, bernoulli decoder, 2d latent
np.random.seed(7)
x = (np.random.rand(10, 8) > 0.6).astype(float)
x[:5, :4] = 1
m = x.shape[0]
beta = 0.5   # weight of the KL

We = np.random.randn(8, 6) * 0.3; be = np.zeros(6)
Wmu = np.random.randn(6, 2) * 0.3; bmu = np.zeros(2)
Wlv = np.random.randn(6, 2) * 0.3; blv = np.zeros(2)
Wd = np.random.randn(2, 6) * 0.3; bd = np.zeros(6)
Wr = np.random.randn(6, 8) * 0.3; br = np.zeros(8)
theta = [We, be, Wmu, bmu, Wlv, blv, Wd, bd, Wr, br]

# adam
m1 = [np.zeros_like(p) for p in theta]
m2 = [np.zeros_like(p) for p in theta]
b1, b2, eps, lr = 0.9, 0.999, 1e-8, 0.02

for t in range(1, 21):
    noise = np.random.randn(m, 2)
    # encoder
    he = np.tanh(x @ We + be)
    mu = he @ Wmu + bmu
    logvar = he @ Wlv + blv
    std = np.exp(0.5 * logvar)
    z = mu + std * noise
    # decoder
    hpre = z @ Wd + bd
    hd = np.where(hpre > 0, hpre, 0.1 * hpre)    # leaky relu
    xr = 1 / (1 + np.exp(-(hd @ Wr + br)))
    rec = -np.sum(x * np.log(xr) + (1 - x) * np.log(1 - xr)) / m
    kl = -0.5 * np.sum(1 + logvar - mu ** 2 - np.exp(logvar)) / m
    elbo_loss = rec + beta * kl

    # backward
    dlog = (xr - x) / m
    dWr = hd.T @ dlog
    dbr = dlog.sum(0)
    dhd = dlog @ Wr.T
    dhpre = dhd * np.where(hpre > 0, 1, 0.1)  #! dhpre = dhd * np.where(hpre > 0, hpre, 0.1)  #! dhpre = dhd * (hpre > 0)
    dWd = z.T @ dhpre  #! dWd = mu.T @ dhpre
    dbd = dhpre.sum(0)
    dz = dhpre @ Wd.T
    # both the sample and the KL reach mu and logvar
    dmu = dz + beta * mu / m  #! dmu = dz  #! dmu = dz + beta * mu
    dlv = dz * noise * 0.5 * std + beta * 0.5 * (np.exp(logvar) - 1) / m  #! dlv = dz * noise * std + beta * 0.5 * (np.exp(logvar) - 1) / m
    dWmu = he.T @ dmu
    dbmu = dmu.sum(0)
    dWlv = he.T @ dlv
    dblv = dlv.sum(0)  #! dblv = dmu.sum(0)
    dhe = dmu @ Wmu.T + dlv @ Wlv.T  #! dhe = dmu @ Wmu.T
    dpre = dhe * (1 - he * he)
    dWe = x.T @ dpre
    dbe = dpre.sum(0)

    # update
    g = [dWe, dbe, dWmu, dbmu, dWlv, dblv, dWd, dbd, dWr, dbr]
    for i in range(len(theta)):
        m1[i] = b1 * m1[i] + (1 - b1) * g[i]
        m2[i] = b2 * m2[i] + (1 - b2) * g[i] ** 2  #! m2[i] = b2 * m2[i] + (1 - b2) * g[i]
        mh = m1[i] / (1 - b1 ** t)
        vh = m2[i] / (1 - b2 ** t)  #! vh = m2[i] / (1 - b2)
        theta[i] -= lr * mh / (np.sqrt(vh) + eps)
