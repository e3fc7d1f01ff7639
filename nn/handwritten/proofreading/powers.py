"""How a step grows with its gradient: as the gradient itself, or not at all where it is divided by a root mean square.

In its first pass lr * m / (np.sqrt(v) + eps) moves as the sign of g, the 0th power of |g|. Without the root it moves as
g / g²: the larger the gradient is, the smaller the step. Without the square it moves as the root of g, which is no
number where g is negative. Times the root it grows faster than g, also where what is under the root began with a 1.
"""

from __future__ import annotations

import numpy as np

from nn.handwritten.proofreading.recording import Array

LEAST = 3
"""How many entries say which power it is."""
NEAR = 0.2
"""How far a power may be from a whole number, by an ε."""
UNEVEN = -1.0, 0.5
"""The powers of wrong steps."""
FAR = 0.05
"""How far apart the logarithms of step / gradient must be where one grows faster than the other."""
WIDE = 0.5
"""How far their logarithms must be apart."""


def power(step: Array, gradient: Array, least: int = LEAST) -> float | None:
    """Return the p of |step| = c · |gradient|**p; None if it is no power, NaN if too little is known.

    >>> g = np.array([1.0, -2.0, 4.0, 8.0])
    >>> [round(power(step, g), 6) for step in (-0.1 * g, np.sign(g), 0.1 / g)], power(g + 1, g)
    ([1.0, 0.0, -1.0], None)
    """
    if step.shape != gradient.shape:
        return None
    size, made = np.abs(gradient).reshape(-1), np.abs(step).reshape(-1)
    kept = size > 1e-2 * size.max(initial=0.0)  # what is small beside an ε is bent
    if not np.isfinite(made).all() or not made[kept].all():
        return None
    if kept.sum() < least or np.ptp(np.log(size[kept])) < WIDE:
        return np.nan
    x, y = np.log(size[kept]), np.log(made[kept])
    p, c = np.polyfit(x, y, 1)
    return float(p) if np.abs(y - p * x - c).max() < 1e-2 else None


def growth(step: Array, gradient: Array) -> float:
    """Return 1 if a step grows faster than its gradient from entry to entry, −1 if slower at each, 0 for all else.

    >>> g = np.array([1.0, -2.0, 4.0, 8.0])
    >>> [growth(step, g) for step in (-0.1 * g, g * np.sqrt(1 + g**2), g / np.sqrt(1 + g**2))]
    [0.0, 1.0, -1.0]
    """
    size, made = np.abs(gradient).reshape(-1), np.abs(step).reshape(-1)
    if size.shape != made.shape or not np.isfinite(made).all():
        return 0.0
    order = np.argsort(size)
    order = order[(size[order] > 1e-2 * size.max(initial=0.0)) & (made[order] > 0)]
    ratios = np.diff(np.log(made[order] / size[order]))
    is_far = len(ratios) + 1 >= LEAST and abs(ratios.sum()) > FAR
    return float(np.sign(ratios.sum())) if is_far and (abs(np.sign(ratios).sum()) == len(ratios)) else 0.0


def is_uneven(before: Array, after: Array, gradient: Array) -> bool:
    """Return whether a step grows as one of the wrong powers of its gradient, or faster than it, or is no number."""
    p = power(after - before, gradient) if before.shape == after.shape else None
    is_faster = before.shape == after.shape and growth(after - before, gradient) > 0
    is_lost = np.isfinite(before).all() and np.isfinite(gradient).all() and not np.isfinite(after).all()
    return bool(is_lost) or is_faster or (p is not None and any(abs(p - each) <= NEAR for each in UNEVEN))


def may_be_even(before: Array, after: Array, gradient: Array) -> bool:
    """Return whether a step has the same size however large its gradient is, or grows slower, as far as is known."""
    p = power(after - before, gradient, 2) if before.shape == after.shape else None
    is_slower = p is None and growth(after - before, gradient) < 0
    return is_slower or (p is not None and not abs(p) > NEAR)
