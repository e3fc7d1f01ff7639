import numpy as np

rng = np.random.default_rng(12)


def batchnorm_forward(x, gamma, beta, bn_param):
    eps = bn_param.get("eps", 1e-5)
    mean = x.mean(axis=0)
    var = x.var(axis=0)
    std = np.sqrt(var + eps)
    x_hat = (x - mean) / std
    out = gamma * x_hat + beta
    bn_param["running_mean"] = 0.9 * bn_param.get("running_mean", np.zeros(x.shape[1])) + 0.1 * mean
    cache = {"x_hat": x_hat, "std": std, "gamma": gamma}
    return out, cache


def batchnorm_backward(dout, cache):
    # backward
    x_hat, std, gamma = cache["x_hat"], cache["std"], cache["gamma"]
    N = dout.shape[0]
    dgamma = (dout * x_hat).sum(axis=0)  #! dgamma = dout.sum(axis=0) #! dgamma = (dout * x_hat).mean(axis=0)
    dbeta = dout.sum(axis=0)  #! dbeta = dout.sum()
    dx_hat = dout * gamma  #! dx_hat = dout
    dx = (N * dx_hat - dx_hat.sum(axis=0) - x_hat * (dx_hat * x_hat).sum(axis=0)) / (N * std)  #! dx = (N * dx_hat - dx_hat.sum(axis=0) - x_hat * (dx_hat * x_hat).sum(axis=0)) / std #! dx = (N * dx_hat - dx_hat.sum(axis=0)) / (N * std) #! dx = (N * dx_hat - dx_hat.sum(axis=0) - x_hat * dx_hat.sum(axis=0)) / (N * std)
    return dx, dgamma, dbeta


FORWARD = batchnorm_forward
BACKWARD = batchnorm_backward
INPUTS = (rng.normal(size=(5, 3)), rng.normal(size=3), rng.normal(size=3), {"mode": "train", "eps": 1e-5})
