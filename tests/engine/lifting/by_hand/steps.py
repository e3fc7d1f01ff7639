"""What the recurrent networks of this folder do at a step, with loops on Values; and their sigmoid in NumPy."""

import math

import numpy as np

from engine import Value


def affine(x, W, h, U, b):
    """x W + h U + b, one sum for each column."""
    return [
        sum(x[j] * W[j][i] for j in range(len(x))) + sum(h[j] * U[j][i] for j in range(len(h))) + b[i]
        for i in range(len(b))
    ]


def dense(h, W, b):
    """h W + b."""
    return [sum(h[j] * W[j][i] for j in range(len(h))) + b[i] for i in range(len(b))]


def tanh(xs):
    """tanh of each."""
    return [x.tanh() if isinstance(x, Value) else math.tanh(x) for x in xs]


def sigmoid(xs):
    """The logistic function of each."""
    return [x.sigmoid() for x in xs]


def squares(y, target):
    """The sum of squared errors."""
    return sum((a - b) ** 2 for a, b in zip(y, target, strict=True))


def sigmoid_by_hand(x):
    """1 / (1 + exp(-x)), without overflow."""
    return 0.5 * (1 + np.tanh(0.5 * x))
