import numpy as np


def bn(x, gamma, beta, eps=1e-5):
    mu = x.mean(0)
    std = np.sqrt(x.var(0) + eps)
    x_norm = (x - mu) / std
    return gamma * x_norm + beta, {"x_norm": x_norm, "std": std, "gamma": gamma}


def bn_back(dy, c):
    # backward
    x_norm, std = c["x_norm"], c["std"]
    m = dy.shape[0]
    grads = {}
    grads["beta"] = dy.sum(0)
    grads["gamma"] = (dy * x_norm).sum(0)  #! grads["gamma"] = (dy * x_norm).mean(0)
    g = dy * c["gamma"]  #! g = dy
    grads["x"] = (m * g - g.sum(0) - x_norm * (g * x_norm).sum(0)) / (m * std)  #! grads["x"] = (g - g.sum(0) - x_norm * (g * x_norm).sum(0)) / std  #! grads["x"] = (m * g - g.sum(0) - (g * x_norm).sum(0)) / (m * std)  #! grads["x"] = (m * g - g.sum(0) - x_norm * (g * x_norm).sum(0)) / m
    return grads


rng = np.random.default_rng(2024)
FORWARD = bn
BACKWARD = bn_back
INPUTS = (rng.normal(1, 3, size=(5, 3)), rng.normal(size=3), rng.normal(size=3))
