import numpy as np


def sigm(u):
    return 1 / (1 + np.exp(-u))


rng = np.random.default_rng(2013)
m, d, nh, nz = 5, 6, 4, 2
x = (rng.random((m, d)) > 0.5).astype(float)

# encoder: e, mu / logvar heads, decoder: d1, d2
w_e, b_e = rng.normal(0, 0.4, (d, nh)), np.zeros(nh)
w_mu, b_mu = rng.normal(0, 0.4, (nh, nz)), np.zeros(nz)
w_lv, b_lv = rng.normal(0, 0.4, (nh, nz)), np.zeros(nz)
w_d1, b_d1 = rng.normal(0, 0.4, (nz, nh)), np.zeros(nh)
w_d2, b_d2 = rng.normal(0, 0.4, (nh, d)), np.zeros(d)

for epoch in range(2):
    h_e = np.tanh(x @ w_e + b_e)
    mu = h_e @ w_mu + b_mu
    logvar = h_e @ w_lv + b_lv
    noise = rng.standard_normal((m, nz))
    std = np.exp(0.5 * logvar)
    z = mu + std * noise
    h_d = np.tanh(z @ w_d1 + b_d1)
    x_rec = sigm(h_d @ w_d2 + b_d2)
    bce = -np.sum(x * np.log(x_rec) + (1 - x) * np.log(1 - x_rec))
    kl = -0.5 * np.sum(1 + logvar - mu ** 2 - np.exp(logvar))
    elbo_loss = (bce + kl) / m

    # backward
    # ---- decoder
    d_rec = (x_rec - x) / m
    d_w_d2, d_b_d2 = h_d.T @ d_rec, d_rec.sum(0)
    d_hd = d_rec @ w_d2.T * (1 - h_d ** 2)  #! d_hd = d_rec @ w_d2.T * (1 - h_e ** 2)
    d_w_d1, d_b_d1 = z.T @ d_hd, d_hd.sum(0)  #! d_w_d1, d_b_d1 = mu.T @ d_hd, d_hd.sum(0)
    d_z = d_hd @ w_d1.T
    # ---- reparametrisation and kl
    d_mu = d_z + mu / m  #! d_mu = d_z  #! d_mu = d_z - mu / m
    d_lv = d_z * noise * 0.5 * std + 0.5 * (np.exp(logvar) - 1) / m  #! d_lv = d_z * noise * std + 0.5 * (np.exp(logvar) - 1) / m  #! d_lv = d_z * noise * 0.5 * std + 0.5 * (1 - np.exp(logvar)) / m  #! d_lv = d_z * 0.5 * std + 0.5 * (np.exp(logvar) - 1) / m
    # ---- encoder
    d_w_mu, d_b_mu = h_e.T @ d_mu, d_mu.sum(0)
    d_w_lv, d_b_lv = h_e.T @ d_lv, d_lv.sum(0)
    d_he = d_mu @ w_mu.T + d_lv @ w_lv.T  #! d_he = d_mu @ w_mu.T
    d_he = d_he * (1 - h_e ** 2)
    d_w_e, d_b_e = x.T @ d_he, d_he.sum(0)
    # update
    w_e -= 0.1 * d_w_e
    b_e -= 0.1 * d_b_e
    w_mu -= 0.1 * d_w_mu
    b_mu -= 0.1 * d_b_mu
    w_lv -= 0.1 * d_w_lv  #! w_lv -= 0.1 * d_w_mu
    b_lv -= 0.1 * d_b_lv
    w_d1 -= 0.1 * d_w_d1
    b_d1 -= 0.1 * d_b_d1
    w_d2 -= 0.1 * d_w_d2
    b_d2 -= 0.1 * d_b_d2
    print("epoch", epoch, "loss", elbo_loss)
