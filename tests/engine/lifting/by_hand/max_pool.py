"""The largest of each 2 × 2 block: its gradient goes to the entry that was the largest, the first one of equals."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

import engine


def case(rng, size=4):
    """An image of weights on an image of data."""
    return {"W": rng.normal(size=(size, size))}, {"X": rng.normal(size=(size, size))}


def scalar(W, X):
    """The sum of squares of the largest entries."""
    A = [[(w * x).tanh() for w, x in zip(*rows, strict=True)] for rows in zip(W, X, strict=True)]
    loss = 0
    for i in range(0, len(A), 2):
        for j in range(0, len(A[0]), 2):
            largest = A[i][j]
            for p, q in ((0, 1), (1, 0), (1, 1)):
                largest = engine.max(largest, A[i + p][j + q])
            loss = loss + largest**2
    return loss


def value_and_grad(W, X):
    """The windows, and which entry of each is the largest."""
    A = np.tanh(W * X)
    windows = sliding_window_view(A, (2, 2))[::2, ::2]
    Y = windows.max(axis=(2, 3))
    loss = (Y**2).sum()

    dY = 2 * Y
    best = windows.reshape(*Y.shape, -1).argmax(axis=-1)
    dA = np.zeros_like(A)
    for p, q in np.ndindex(2, 2):
        dA[p::2, q::2] += dY * (best == 2 * p + q)
    dW = dA * (1 - A**2) * X
    return loss, {"W": dW}
