import numpy as np

BETA = 0.5


def elbo_bit(mu, logvar, x):
    """squared error of a sampled code plus BETA * KL(q || N(0, 1)); noise is fixed"""
    eps = np.random.RandomState(0).randn(*mu.shape)
    std = np.exp(0.5 * logvar)
    z = mu + eps * std
    rec = np.sum((z - x) ** 2)
    kl = -0.5 * np.sum(1 + logvar - mu ** 2 - np.exp(logvar))
    return (rec + BETA * kl) / len(mu), dict(mu=mu, logvar=logvar, x=x, eps=eps, std=std, z=z)


def elbo_bit_grad(g, c):
    # backward
    n = len(c["mu"])
    dz = 2 * (c["z"] - c["x"]) * g / n
    dmu = dz + BETA * c["mu"] * g / n  #! dmu = dz  #! dmu = dz + c["mu"] * g / n
    dstd = dz * c["eps"]
    dlogvar = 0.5 * dstd * c["std"]  #! dlogvar = dstd * c["std"]
    dlogvar += BETA * 0.5 * (np.exp(c["logvar"]) - 1) * g / n  #! dlogvar += BETA * 0.5 * (1 - np.exp(c["logvar"])) * g / n  #! dlogvar += BETA * 0.5 * (np.exp(0.5 * c["logvar"]) - 1) * g / n
    return dmu, dlogvar, -dz


rng = np.random.default_rng(6114)
FORWARD = elbo_bit
BACKWARD = elbo_bit_grad
INPUTS = (rng.normal(size=(5, 2)), rng.normal(0, 0.5, size=(5, 2)), rng.normal(size=(5, 2)))
