# PPO-like: a batch of (state, action, return) was recorded with an older Gaussian policy,
# now take a few steps of ascent on the clipped surrogate. mean = V tanh(U s), diagonal sigma.
import numpy as np

rng = np.random.default_rng(1992)
n, ds, dh, da = 8, 3, 4, 2
states = rng.normal(size=(n, ds))
actions = rng.normal(size=(n, da)) * 0.8
returns = -np.sum((actions - states[:, :2]) ** 2, axis=1)
old_logp = np.sum(-0.5 * (actions / 0.8) ** 2 - np.log(0.8), axis=1)
adv = (returns - returns.mean()) / returns.std()

U = rng.normal(size=(dh, ds)) * 0.1
V = rng.normal(size=(da, dh)) * 0.1
log_sigma = np.full(da, np.log(0.8))
clip = 0.1

for it in range(4):
    h = np.tanh(states @ U.T)
    mean = h @ V.T
    sigma = np.exp(log_sigma)
    logp = np.sum(-0.5 * ((actions - mean) / sigma) ** 2 - log_sigma, axis=1)
    ratio = np.exp(logp - old_logp)
    clipped = np.clip(ratio, 1 - clip, 1 + clip)
    surrogate = np.minimum(ratio * adv, clipped * adv).mean()
    entropy = np.sum(log_sigma)
    # objective: surrogate + 0.01 * entropy

    # backward
    free = ratio * adv <= clipped * adv  #! free = ratio * adv >= clipped * adv
    g_logp = free * adv * ratio / n
    g_mean = g_logp[:, None] * (actions - mean) / sigma ** 2  #! g_mean = g_logp[:, None] * (actions - mean) / sigma  #! g_mean = g_logp[:, None] * actions / sigma ** 2  #! g_mean = g_logp[:, None] * (mean - actions) / sigma ** 2
    g_log_sigma = np.sum(g_logp[:, None] * (((actions - mean) / sigma) ** 2 - 1), axis=0)  #! g_log_sigma = np.sum(g_logp[:, None] * ((actions - mean) / sigma) ** 2, axis=0)  #! g_log_sigma = np.sum(g_logp[:, None] * ((actions - mean) ** 2 / sigma ** 3 - 1 / sigma), axis=0)
    g_log_sigma += 0.01  #! g_log_sigma -= 0.01
    g_V = g_mean.T @ h
    g_h = g_mean @ V
    g_U = (g_h * (1 - h ** 2)).T @ states  #! g_U = (g_h * (1 - h) ** 2).T @ states  #! g_U = g_h.T @ states

    # update
    U += 0.1 * g_U
    V += 0.1 * g_V
    log_sigma += 0.1 * g_log_sigma  #! log_sigma -= 0.1 * g_log_sigma
