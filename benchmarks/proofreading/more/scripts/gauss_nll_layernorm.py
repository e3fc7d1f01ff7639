# Regression that knows its own uncertainty: network outputs mean and log variance.
# linear -> layer norm -> leaky relu -> dropout -> two heads; bias folded into the input (column of ones)
import numpy as np

np.random.seed(33)
N, D, H = 10, 3, 6
X = np.hstack([np.random.randn(N, D), np.ones((N, 1))])
y = X[:, 0] - 0.5 * X[:, 1] ** 2 + 0.1 * np.random.randn(N)

W = np.random.randn(D + 1, H) * 0.7
gain = np.ones(H)
shift = np.zeros(H)
w_mu = np.random.randn(H) * 0.4
w_lv = np.random.randn(H) * 0.4
b_mu, b_lv = np.zeros(1), np.zeros(1)
slope, p_keep = 0.1, 0.8
lr, clip = 0.05, 5.0


def forward(drop):
    z = X @ W
    mean = z.mean(axis=1, keepdims=True)
    std = np.sqrt(z.var(axis=1, keepdims=True) + 1e-6)
    n = (z - mean) / std
    s = n * gain + shift
    a = np.where(s > 0, s, slope * s) * drop
    mu = a @ w_mu + b_mu
    lv = a @ w_lv + b_lv
    return std, n, s, a, mu, lv


def backward(drop, std, n, s, a, mu, lv):
    # backward
    diff = mu - y
    g_mu = diff * np.exp(-lv) / N  #! g_mu = diff * np.exp(lv) / N  #! g_mu = 2 * diff * np.exp(-lv) / N
    g_lv = 0.5 * (1 - diff ** 2 * np.exp(-lv)) / N  #! g_lv = 0.5 * (1 + diff ** 2 * np.exp(-lv)) / N  #! g_lv = -0.5 * diff ** 2 * np.exp(-lv) / N
    gw_mu = a.T @ g_mu
    gw_lv = a.T @ g_lv  #! gw_lv = a.T @ g_mu
    gb_mu = g_mu.sum(keepdims=True)
    gb_lv = g_lv.sum(keepdims=True)  #! gb_lv = g_lv.mean(keepdims=True)
    g_a = np.outer(g_mu, w_mu) + np.outer(g_lv, w_lv)  #! g_a = np.outer(g_mu, w_mu)  #! g_a = np.outer(g_mu, w_mu) + np.outer(g_lv, w_mu)
    g_s = g_a * drop * np.where(s > 0, 1, slope)  #! g_s = g_a * np.where(s > 0, 1, slope)  #! g_s = g_a * drop * np.where(s > 0, 1, 0)
    g_gain = (g_s * n).sum(axis=0)  #! g_gain = (g_s * s).sum(axis=0)
    g_shift = g_s.sum(axis=0)
    g_n = g_s * gain
    g_z = (g_n - g_n.mean(axis=1, keepdims=True) - n * (g_n * n).mean(axis=1, keepdims=True)) / std  #! g_z = g_n / std  #! g_z = (g_n - g_n.mean(axis=0, keepdims=True) - n * (g_n * n).mean(axis=0, keepdims=True)) / std  #! g_z = (g_n - g_n.mean(axis=1, keepdims=True) - n * (g_n * n).mean(axis=1, keepdims=True)) / std ** 2
    g_W = X.T @ g_z
    return [g_W, g_gain, g_shift, gw_mu, gw_lv, gb_mu, gb_lv]  #! return [g_W, g_shift, g_gain, gw_mu, gw_lv, gb_mu, gb_lv]


theta = [W, gain, shift, w_mu, w_lv, b_mu, b_lv]
for epoch in range(25):
    drop = (np.random.rand(N, H) < p_keep) / p_keep
    std, n, s, a, mu, lv = forward(drop)
    nll = np.mean(0.5 * lv + 0.5 * (y - mu) ** 2 * np.exp(-lv))
    grads = backward(drop, std, n, s, a, mu, lv)
    # update
    norm = np.sqrt(sum((g ** 2).sum() for g in grads))
    k = min(1.0, clip / norm)
    for th, g in zip(theta, grads):
        th -= lr * k * g  #! th -= lr / norm * g  #! th = th - lr * k * g
