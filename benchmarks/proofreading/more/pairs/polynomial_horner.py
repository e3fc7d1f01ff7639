import numpy as np


def poly(x, coef):
    """coef[0] + coef[1] x + ... by Horner; keeps the partial results"""
    acc = np.zeros_like(x)
    steps = []
    for c in coef[::-1]:
        steps.append(acc)
        acc = acc * x + c
    return acc, (x, coef, steps)


def poly_backward(dacc, cache):
    # backward
    x, coef, steps = cache
    dx = np.zeros_like(x)
    dcoef = np.zeros_like(coef)
    for k, before in enumerate(reversed(steps)):  #! for k, before in enumerate(steps):
        dcoef[k] = np.sum(dacc)  #! dcoef[-k - 1] = np.sum(dacc)
        dx += dacc * before  #! dx = dacc * before
        dacc = dacc * x  #! dacc = dacc * before
    return dx, dcoef


g = np.random.default_rng(28)
FORWARD = poly
BACKWARD = poly_backward
INPUTS = (g.normal(size=5), g.normal(size=4))
