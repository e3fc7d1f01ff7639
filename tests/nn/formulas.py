"""Activations and losses of a batch as formulas in NumPy, which the readers of tables are compared with."""

import math

import numpy as np

ACTIVATIONS = {
    "linear": lambda Z: Z,
    "relu": lambda Z: np.where(Z > 0, Z, 0.0),
    "leaky_relu": lambda Z: np.where(Z > 0, Z, 0.01 * Z),
    "elu": lambda Z: np.where(Z > 0, Z, np.exp(Z) - 1),
    "softplus": lambda Z: np.log(1 + np.exp(Z)),
    "silu": lambda Z: Z / (1 + np.exp(-Z)),
    "gelu": lambda Z: Z * (1 + np.vectorize(math.erf)(Z / math.sqrt(2))) / 2,
    "tanh": np.tanh,
    "sigmoid": lambda Z: 1 / (1 + np.exp(-Z)),
    "sin": np.sin,
    "exp": np.exp,
    "softmax": lambda Z: np.exp(Z) / np.exp(Z).sum(axis=1, keepdims=True),
}
LOSSES = {
    "mse": lambda A, Y: ((A - Y) ** 2).sum(),
    "mae": lambda A, Y: np.abs(A - Y).sum(),
    "huber": lambda A, Y: sum(d * d / 2 if d <= 1 else d - 0.5 for d in np.abs(A - Y).flat),
    "hinge": lambda A, Y: sum(max(0.0, 1 - m) for m in (A * Y).flat),
    "bce": lambda A, Y: -(Y * np.log(A) + (1 - Y) * np.log(1 - A)).sum(),
    "cross_entropy": lambda A, Y: -(Y * np.log(A)).sum(),
}
DIVISORS = {"mean": len, "sum": lambda A: 1, "mean_all": lambda A: A.size}
