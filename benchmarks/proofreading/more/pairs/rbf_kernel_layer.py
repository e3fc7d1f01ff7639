import numpy as np


def rbf(X, C, log_gamma):
    """K[n, m] = exp(-gamma_m * ||x_n - c_m||^2)"""
    gamma = np.exp(log_gamma)
    diff = X[:, None, :] - C[None, :, :]
    sq = np.sum(diff ** 2, axis=2)
    K = np.exp(-gamma * sq)
    return K, dict(diff=diff, sq=sq, K=K, gamma=gamma)


def rbf_backward(dK, cache):
    # backward
    diff, sq, K, gamma = cache["diff"], cache["sq"], cache["K"], cache["gamma"]
    darg = dK * K
    dsq = -darg * gamma  #! dsq = darg * gamma  #! dsq = -dK * gamma
    ddiff = 2 * diff * dsq[:, :, None]  #! ddiff = diff * dsq[:, :, None]
    dX = ddiff.sum(axis=1)
    dC = -ddiff.sum(axis=0)  #! dC = ddiff.sum(axis=0)
    dgamma = -(darg * sq).sum(axis=0)
    dlog_gamma = dgamma * gamma  #! dlog_gamma = dgamma / gamma
    return dX, dC, dlog_gamma


rng = np.random.RandomState(23)
FORWARD = rbf
BACKWARD = rbf_backward
INPUTS = (rng.randn(5, 2), rng.randn(3, 2), 0.3 * rng.randn(3) - 0.5)
