import numpy as np
# heteroscedastic regression loss: the net predicts mean and log variance


def gaussian_nll(mu, log_var, target):
    inv_var = np.exp(-log_var)
    diff = target - mu
    per_sample = 0.5 * (log_var + diff ** 2 * inv_var).sum(axis=1)
    cache = (diff, inv_var, mu.shape[0])
    return per_sample.mean(), cache


def gaussian_nll_grad(dloss, cache):
    diff, inv_var, n = cache
    scale = dloss / n  #! scale = dloss  #! scale = 1 / n
    dmu = -diff * inv_var * scale  #! dmu = diff * inv_var * scale  #! dmu = -diff * scale  #! dmu = -2 * diff * inv_var * scale  #! dmu = -diff / inv_var * scale
    dlog_var = 0.5 * (1 - diff ** 2 * inv_var) * scale  #! dlog_var = 0.5 * (1 - diff * inv_var) * scale  #! dlog_var = 0.5 * (1 + diff ** 2 * inv_var) * scale  #! dlog_var = -0.5 * diff ** 2 * inv_var * scale  #! dlog_var = 0.5 * (1 - diff ** 2 * inv_var ** 2) * scale
    dtarget = -dmu  #! dtarget = dmu
    return dmu, dlog_var, dtarget


FORWARD = gaussian_nll
BACKWARD = gaussian_nll_grad
INPUTS = (np.array([[0.2, 1.1], [-0.5, 0.3], [1.6, -0.9]]), np.array([[0.1, -0.4], [0.5, 0.2], [-0.3, 0.7]]), np.array([[0.9, 0.8], [-1.0, 1.2], [1.1, 0.1]]))
