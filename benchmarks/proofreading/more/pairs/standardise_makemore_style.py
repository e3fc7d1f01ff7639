import numpy as np


def standardise(x, bias):
    n = x.shape[0]
    total = x.sum(0, keepdims=True)
    mean = total / n
    diff = x - mean
    diff2 = diff ** 2
    var = diff2.sum(0, keepdims=True) / (n - 1)  # Bessel's correction
    inv = (var + 1e-5) ** -0.5
    raw = diff * inv
    return raw + bias, (n, diff, var, inv)


def standardise_manual_grad(dlogit, stuff):
    # backward
    n, diff, var, inv = stuff
    dbias = dlogit.sum(0)
    draw = dlogit
    ddiff = inv * draw
    dinv = (diff * draw).sum(0, keepdims=True)  #! dinv = (diff * draw).sum(1, keepdims=True)
    dvar = (-0.5 * (var + 1e-5) ** -1.5) * dinv  #! dvar = (0.5 * (var + 1e-5) ** -1.5) * dinv
    ddiff2 = (1.0 / (n - 1)) * np.ones_like(diff) * dvar  #! ddiff2 = (1.0 / n) * np.ones_like(diff) * dvar
    ddiff += 2 * diff * ddiff2  #! ddiff = 2 * diff * ddiff2
    dx = ddiff.copy()
    dmean = (-ddiff).sum(0)
    dx += 1.0 / n * (np.ones_like(diff) * dmean)  #! dx += np.ones_like(diff) * dmean
    return dx, dbias


rng = np.random.default_rng(2147483647)
FORWARD = standardise
BACKWARD = standardise_manual_grad
INPUTS = (rng.normal(2, 3, (6, 4)), rng.normal(size=4))
