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
"""By how much the logarithm of step / gradient must grow in all where the one grows faster than the other."""
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


def grows_faster(step: Array, gradient: Array) -> bool:
    """Return whether the larger a gradient is, the larger is its step beside it, from each entry to the next.

    >>> g = np.array([1.0, -2.0, 3.0, 4.0, 8.0])
    >>> [grows_faster(step, g) for step in (-0.1 * g, g * np.sqrt(1 + g**2), g / np.sqrt(1 + g**2))]
    [False, True, False]
    """
    size, made = np.abs(gradient).reshape(-1), np.abs(step).reshape(-1)
    order = [i for i in np.argsort(size) if size[i] > 1e-2 * size.max() and made[i] > 0]
    ratios = np.diff(np.log(made[order] / size[order]))
    return len(ratios) >= LEAST and bool((ratios > 0).all()) and float(ratios.sum()) > FAR


def is_rooted(step: Array, gradient: Array) -> bool:
    """Return whether a step is its gradient, divided by the root of its square and of a number beside it.

    >>> g = np.array([1.0, -2.0, 3.0, 4.0])
    >>> is_rooted(g / np.sqrt(1 + g**2), g), is_rooted(g * np.sqrt(20 - g**2), g)
    (True, False)
    """
    kept = (np.abs(gradient) > 1e-2 * np.abs(gradient).max(initial=0.0)) & (step != 0)
    if kept.sum() < LEAST:
        return False
    x, y = gradient[kept] ** 2, (gradient[kept] / step[kept]) ** 2
    slope, start = np.polyfit(x, y, 1)
    return bool(slope > 0 and np.abs(y - slope * x - start).max() < 1e-3 * y.max())


def is_uneven(before: Array, after: Array, gradient: Array) -> bool:
    """Return whether a step shrinks as its gradient grows, grows as its root or faster than it, or is not a number."""
    is_same = before.shape == after.shape == gradient.shape
    p = power(after - before, gradient) if is_same else None
    is_faster = is_same and grows_faster(after - before, gradient)
    is_lost = np.isfinite(before).all() and np.isfinite(gradient).all() and not np.isfinite(after).all()
    return bool(is_lost) or is_faster or (p is not None and any(abs(p - each) <= NEAR for each in UNEVEN))


def may_be_even(before: Array, after: Array, gradient: Array) -> bool:
    """Return whether a step has the same size however large its gradient is, or is rooted, as far as is known."""
    if not before.shape == after.shape == gradient.shape:
        return False
    ways = np.sign((after - before) * gradient)
    if ways.min(initial=0.0) < 0 < ways.max(initial=0.0):
        return False
    p = power(after - before, gradient, 2)
    return is_rooted(after - before, gradient) if p is None else not abs(p) > NEAR
