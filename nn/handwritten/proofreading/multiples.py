"""Which multiple of an array another one is, and when two numbers are the same.

All that is judged is judged by it: a right step is −η times the gradient, an adjoint may be read with any factor.
Rounding must not count, and neither may what only comes near.
"""

from __future__ import annotations

import math

import numpy as np

from engine.checking.agreement import judge
from nn.handwritten.proofreading.clock import COMPARISON, work
from nn.handwritten.proofreading.recording import Array

EXACT = 1e-9  # the part of the largest entry by which two computations of an adjoint may differ
LOST = -0.9  # the multiple of a parameter in its step below which the parameter is gone
COARSE = 0.05  # the part by which no rounding differs: what is further away is not judged digit by digit
DECIMALS = 9  # what has more of them was not rounded


def are_equal(a: Array | None, b: Array | None) -> bool:
    """Return whether two arrays hold the same numbers; what is no number is the same as what is none.

    A step of NaN is the same step when something changes that it does not depend on.

    >>> are_equal(np.array([1.0, np.nan]), np.array([1.0, np.nan]))
    True
    """
    return a is b if a is None or b is None else np.array_equal(a, b, equal_nan=True)


def multiple(yours: Array, right: Array, noise: float = 0.0) -> float | None:
    """Return the number c for which yours = c · right; None if there is none. NaN where both are 0, and any would do.

    >>> multiple(np.array([2.0, 4.0]), np.array([1.0, 2.0]))
    2.0
    """
    if yours.shape != right.shape:
        return None
    work(COMPARISON)
    size = float(np.abs(right).max(initial=0.0))
    if size <= noise:
        return np.nan if float(np.abs(yours).max(initial=0.0)) <= noise else None
    a, b = yours.reshape(-1), right.reshape(-1)
    square = float(b @ b)
    c = float(a @ b) / square if square else np.inf  # squares of what is huge or tiny are no numbers, either
    if not math.isfinite(c) or abs(c) * size <= noise:
        return None
    if a.size == 1:  # of a number near the noise only some digits are known
        return math.copysign(1.0, c) if abs(abs(c) - 1) * size <= noise else c
    scale = max(abs(c) * size, noise / EXACT)
    gap = float(np.abs(yours - c * right).max())
    if gap <= EXACT * scale:
        return c
    if not gap <= COARSE * scale or np.any(np.round(yours, DECIMALS) != yours):
        return None
    return c if judge(yours, c * right, scale, exact=EXACT, double=True) else None


def without(step: Array, right: Array, decayed: Array) -> Array:
    """Return a step without what it takes off the parameter, where it is that and a multiple of the gradient.

    A parameter that grows by a part of itself does not decay. Where nearly all of it is taken off, it is no decay
    either: the step stands in its place.
    """
    if step.shape != right.shape or not np.isfinite(step).all():
        return step
    terms = np.stack([right.reshape(-1), decayed.reshape(-1)], axis=1)
    found = np.linalg.lstsq(terms, step.reshape(-1), rcond=None)[0]
    return step if found[1] < LOST else step - min(float(found[1]), 0.0) * decayed


def close(a: Array, b: Array) -> bool:
    """Return whether two computations of one array agree; they have one shape."""
    return np.allclose(a, b, rtol=1e-9, atol=1e-12)


def near(a: float, b: float) -> bool:
    """Return whether two factors are the same."""
    return abs(a - b) <= 1e-7 * max(abs(a), abs(b))


def is_cut_off(array: Array | None, gradient: Array | None) -> bool:
    """Return whether an array is another one whose large entries are cut off, at one size.

    >>> g = np.array([0.5, -3.0, 2.0])
    >>> [is_cut_off(a, g) for a in (g.clip(-1, 1), g, g / 2, np.abs(g), 0 * g)]
    [True, True, False, False, False]
    """
    if array is None or gradient is None or array.shape != gradient.shape:
        return False
    cut = array != gradient
    sizes = np.abs(array[cut])
    return bool(np.all(array * gradient >= 0) and (not sizes.size or (np.ptp(sizes) == 0.0 and sizes[0] > 0)))
