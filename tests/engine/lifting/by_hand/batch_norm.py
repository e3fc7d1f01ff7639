"""Batch normalisation after a linear layer (Ioffe and Szegedy, 2015): mean and variance of each column.

With ẑ = (z - μ) / √(σ² + ε) and N rows, dz = (dẑ - mean of dẑ - ẑ · mean of dẑ·ẑ) / √(σ² + ε).
"""

import numpy as np

EPSILON = 1e-5


def case(rng, rows=5):
    """Rows of three numbers, a layer of four."""
    params = {"W": rng.normal(size=(3, 4)), "gamma": rng.normal(size=4), "beta": rng.normal(size=4)}
    return params, {"X": rng.normal(size=(rows, 3))}


def scalar(W, gamma, beta, X):
    """Column by column."""
    loss, rows = 0, len(X)
    Z = [[sum(x * w for x, w in zip(row, column, strict=True)) for column in zip(*W, strict=True)] for row in X]
    for i in range(len(Z[0])):
        mean = sum(row[i] for row in Z) / rows
        variance = sum((row[i] - mean) ** 2 for row in Z) / rows
        for row in Z:
            normed = (row[i] - mean) / (variance + EPSILON).sqrt()
            loss = loss + (gamma[i] * normed + beta[i]).tanh() ** 2
    return loss


def value_and_grad(W, gamma, beta, X):
    """The three-term formula."""
    Z = X @ W
    mu = Z.mean(axis=0)
    var = Z.var(axis=0)
    std = np.sqrt(var + EPSILON)
    normed = (Z - mu) / std
    Y = gamma * normed + beta
    A = np.tanh(Y)
    loss = (A**2).sum()

    dA = 2 * A
    dY = dA * (1 - A**2)
    dgamma = (dY * normed).sum(axis=0)
    dbeta = dY.sum(axis=0)
    dnormed = dY * gamma
    dZ = (dnormed - dnormed.mean(axis=0) - normed * (dnormed * normed).mean(axis=0)) / std
    dW = X.T @ dZ
    return loss, {"W": dW, "gamma": dgamma, "beta": dbeta}
