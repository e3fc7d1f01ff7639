"""How a step grows with its gradient: as the gradient itself, or not at all where it is divided by a root mean square.

In its first pass lr * m / (np.sqrt(v) + eps) moves as the sign of g, the 0th power of |g|. Without the root it moves as
g / g²: the larger the gradient is, the smaller the step. Without the square it moves as the root of g, which is no
number where g is negative.
"""

from __future__ import annotations

import numpy as np

from nn.handwritten.proofreading.recording import Array

LEAST = 3
"""How many entries say which power it is."""
NEAR = 0.2
"""How far a power may be from a whole number, by an ε."""
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


def is_uneven(before: Array, after: Array, gradient: Array) -> bool:
    """Return whether a step shrinks as its gradient grows, grows as its root, or is no number: all are wrong."""
    p = power(after - before, gradient) if before.shape == after.shape else None
    is_lost = np.isfinite(before).all() and np.isfinite(gradient).all() and not np.isfinite(after).all()
    return bool(is_lost) or (p is not None and min(abs(p + 1), abs(p - 0.5)) <= NEAR)


def may_be_even(before: Array, after: Array, gradient: Array) -> bool:
    """Return whether a step has the same size however large its gradient is, as far as is known."""
    p = power(after - before, gradient, 2) if before.shape == after.shape else None
    return p is not None and not abs(p) > NEAR
