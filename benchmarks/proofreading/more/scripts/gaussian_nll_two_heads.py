"""Heteroscedastic regression: the net outputs a mean and a log-variance; one observation at a time (SGD)."""
import numpy as np

rng = np.random.default_rng(73)
n_obs, n_in, n_hid = 5, 2, 4
obs_x = rng.uniform(-1, 1, (n_obs, n_in))
obs_y = obs_x[:, 0] ** 2 + 0.3 * rng.normal(size=n_obs)

Wh, bh = rng.normal(size=(n_hid, n_in)), np.zeros(n_hid)
wm, bm = rng.normal(size=n_hid) * 0.5, np.zeros(1)
wv, bv = rng.normal(size=n_hid) * 0.5, np.zeros(1)
lr = 0.05

for epoch in range(2):
    for i in rng.permutation(n_obs):
        x, y = obs_x[i], obs_y[i]
        h = np.tanh(Wh @ x + bh)
        mean = wm @ h + bm
        logvar = wv @ h + bv
        nll = 0.5 * (logvar + (y - mean) ** 2 * np.exp(-logvar))
        # backward
        d_mean = (mean - y) * np.exp(-logvar)  #! d_mean = mean - y  #! d_mean = (y - mean) * np.exp(-logvar)  #! d_mean = (mean - y) * np.exp(logvar)
        d_logvar = 0.5 * (1 - (y - mean) ** 2 * np.exp(-logvar))  #! d_logvar = 0.5 * (1 + (y - mean) ** 2 * np.exp(-logvar))  #! d_logvar = -0.5 * (y - mean) ** 2 * np.exp(-logvar)  #! d_logvar = 1 - (y - mean) ** 2 * np.exp(-logvar)
        d_h = d_mean * wm + d_logvar * wv  #! d_h = d_mean * wv + d_logvar * wm  #! d_h = d_mean * wm
        d_pre = d_h * (1 - h ** 2)  #! d_pre = d_h * (1 - np.tanh(h) ** 2)
        # update
        wm -= lr * d_mean * h
        wv -= lr * d_logvar * h  #! wv -= lr * d_mean * h  #! wv -= lr * d_logvar * logvar
        bm -= lr * d_mean
        bv -= lr * d_logvar
        Wh -= lr * np.outer(d_pre, x)  #! Wh -= lr * np.outer(d_h, x)
        bh -= lr * d_pre
