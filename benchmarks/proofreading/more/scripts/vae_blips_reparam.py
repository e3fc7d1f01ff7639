import numpy as np
from numpy import exp, log, tanh

# tiny VAE: 6 pixels -> 4 hidden -> 2 latents -> 4 hidden -> 6 pixels
gen = np.random.default_rng(9)
blips = np.array([[1, 1, 0, 0, 0, 0],
                  [0, 1, 1, 0, 0, 0],
                  [0, 0, 1, 1, 0, 0],
                  [0, 0, 0, 1, 1, 0],
                  [0, 0, 0, 0, 1, 1]], float)
B = blips.shape[0]
BETA = 0.5

def glorot(i, o):
    return gen.uniform(-1, 1, (i, o)) * np.sqrt(6 / (i + o))

We, be = glorot(6, 4), np.zeros(4)
Wm, bm = glorot(4, 2), np.zeros(2)
Ws, bs = glorot(4, 2), np.zeros(2)
Wd, bd = glorot(2, 4), np.zeros(4)
Wo, bo = glorot(4, 6), np.zeros(6)
eta, fric = 0.1, 0.8
vel = [0] * 10

for ep in range(5):
    # encoder
    he = tanh(blips @ We + be)
    mu = he @ Wm + bm
    logvar = he @ Ws + bs
    # reparametrisation trick
    noise = gen.standard_normal(mu.shape)
    std = exp(0.5 * logvar)
    z = mu + std * noise
    # decoder
    hd = tanh(z @ Wd + bd)
    rec = 1 / (1 + exp(-(hd @ Wo + bo)))

    bce = -(blips * log(rec) + (1 - blips) * log(1 - rec)).sum(axis=1).mean()
    kld = -0.5 * (1 + logvar - mu ** 2 - exp(logvar)).sum(axis=1).mean()
    elbo_loss = bce + BETA * kld
    print("epoch %d  bce %.4f  kl %.4f" % (ep, bce, kld))

    # backward
    d_rec = (rec - blips) / B  #! d_rec = (rec - blips) / blips.size
    g_Wo, g_bo = hd.T @ d_rec, d_rec.sum(0)  #! g_Wo, g_bo = hd.T @ d_rec, d_rec.mean(0)
    d_hd = (d_rec @ Wo.T) * (1 - hd ** 2)  #! d_hd = d_rec @ Wo.T
    g_Wd, g_bd = z.T @ d_hd, d_hd.sum(0)  #! g_Wd, g_bd = mu.T @ d_hd, d_hd.sum(0)
    d_z = d_hd @ Wd.T  #! d_z = d_hd @ g_Wd.T
    d_mu = d_z + BETA * mu / B  #! d_mu = d_z
    d_logvar = d_z * noise * 0.5 * std  #! d_logvar = d_z * noise * std
    d_logvar += BETA * 0.5 * (exp(logvar) - 1) / B  #! d_logvar = BETA * 0.5 * (exp(logvar) - 1) / B
    g_Wm, g_bm = he.T @ d_mu, d_mu.sum(0)  #! g_Wm, g_bm = he.T @ d_z, d_z.sum(0)
    g_Ws, g_bs = he.T @ d_logvar, d_logvar.sum(0)
    d_he = d_mu @ Wm.T + d_logvar @ Ws.T  #! d_he = d_mu @ Wm.T
    d_he = d_he * (1 - he ** 2)  #! d_he = d_he * (1 - hd ** 2)
    g_We, g_be = blips.T @ d_he, d_he.sum(0)

    # update
    P = [We, be, Wm, bm, Ws, bs, Wd, bd, Wo, bo]
    Gr = [g_We, g_be, g_Wm, g_bm, g_Ws, g_bs, g_Wd, g_bd, g_Wo, g_bo]
    for q in range(10):
        vel[q] = fric * vel[q] - eta * Gr[q]  #! vel[q] = fric * Gr[q] - eta * Gr[q]
        P[q] += vel[q]
    # end
