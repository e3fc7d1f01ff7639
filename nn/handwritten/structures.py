"""Ways in which a whole array of gradients goes wrong: multiplied, transposed, summed, or with an axis not summed.

A structure is named only where it cannot be chance. What yours is compared with must be 1e6 times its own rounding, or
more, since every number is some multiple of rounding. And a single number is a multiple of any other, so there the
factor must be one that means something, such as −1.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.checking.agreement import CLOSE, judge, stands_out

Array = NDArray[np.float64]


class Structure(NamedTuple):
    """What a gradient is instead: a verdict of `audit`, the factor, and a sentence."""

    verdict: str
    factor: float
    sentence: str


def sizes_of(rate: float | None, samples: int | None) -> dict[str, float]:
    """Return factors that mean something, under the words that explain them."""
    found = {"−1: the sign is flipped; it is a step to add, not the gradient": -1.0}
    if rate:
        found[f"η = {rate:g}: the learning rate is in it"] = rate
        found[f"−η = {-rate:g}: this is the step itself"] = -rate
    if samples is not None and samples > 1:
        found[f"N = {samples}: summed over the samples, if the loss takes the mean"] = float(samples)
        other = "" if rate else ", or the learning rate is in it"
        found[f"1/N = {1 / samples:.4g}: divided by the number of samples once too often{other}"] = 1 / samples
    found["2: a factor ½ of the loss, or the 2 of a square, is counted wrongly, or 2 passes were added up"] = 2.0
    found["½: a factor 2 of a square's derivative is missing, or a division by 2 is one too many"] = 0.5
    return found


class StructureFinder:
    """The search for a structure in one array.

    Args:
        right: the right gradient.
        scale: the size that its rounding is measured by, in the same shape.
        sizes: factors that mean something, as `sizes_of` gives them.

    >>> right = np.array([[1.0, 2.0], [3.0, 4.0]])
    >>> StructureFinder(right, right, sizes_of(None, None)).find(right.T).sentence
    'the right gradient, transposed.'
    """

    def __init__(self, right: Array, scale: Array, sizes: Mapping[str, float]) -> None:
        self.right, self.scale, self.sizes = right, scale, sizes

    def find(self, mine: NDArray[Any]) -> Structure | None:
        """Return the first structure that a gradient has, None if it has none; it may be of another shape."""
        found = self._same_shape(mine) if mine.shape == self.right.shape else self._other_shape(mine)
        return next(found, None)

    def _same_shape(self, mine: NDArray[Any]) -> Iterator[Structure]:
        if not math.isnan(c := self._factor(mine, self.right, self.scale)):
            yield Structure("multiple", c, f"the right gradient times {self._named(c)}.")
        square = mine.ndim == 2 and mine.shape[0] == mine.shape[1]
        if square and not math.isnan(c := self._factor(mine.T, self.right, self.scale)):
            yield Structure("transposed", c, f"the right gradient, transposed{self._times(c)}.")
        for axis in range(mine.ndim):
            total, size = (array.sum(axis=axis, keepdims=True) for array in (self.right, self.scale))
            if self.right.shape[axis] > 1 and not math.isnan(c := self._factor(mine, total, size)):
                how = f"the same number all along axis {axis}: the right gradient was summed over it"
                yield Structure("summed", c, f"{how}{self._times(c)}.")

    def _other_shape(self, mine: NDArray[Any]) -> Iterator[Structure]:
        right, scale = self.right, self.scale
        shapes = f"shape {mine.shape}, where {right.shape} is right"

        def found(verdict: str, what: str, c: float) -> Iterator[Structure]:
            if not math.isnan(c):
                yield Structure(verdict, c, f"{shapes}: {what}{self._times(c)}.")

        if mine.ndim == 2 and mine.T.shape == right.shape:
            yield from found("transposed", "the right numbers, transposed", self._factor(mine.T, right, scale))
        if mine.size == right.size:
            what = "the right numbers in another shape; reshape them"
            yield from found("shape", what, self._factor(mine.reshape(right.shape), right, scale))
        for axis in range(right.ndim):
            for keep in (False, True):
                total, size = (np.asarray(array.sum(axis=axis, keepdims=keep)) for array in (right, scale))
                if total.shape == mine.shape:
                    what = f"the right gradient summed over its axis {axis}, which should stay"
                    yield from found("summed", what, self._factor(mine, total, size))
        if mine.size == 1 and right.size > 1:
            what = "the right gradient summed over all its axes, which should stay"
            yield from found("summed", what, self._factor(mine.reshape(()), right.sum(), scale.sum()))
        for axis in range(mine.ndim):
            total = mine.sum(axis=axis)
            if total.size == right.size:
                what = f"a sum over axis {axis} of yours is missing"
                yield from found("missing axis", what, self._factor(total.reshape(right.shape), right, scale))

    def _factor(self, mine: NDArray[Any], target: Any, scale: Any) -> float:
        """Return c, where mine = c · target, broadcast to mine, and that says something; else NaN."""
        target, scale = np.asarray(target, dtype=float), np.asarray(scale, dtype=float)
        if not np.isfinite(mine).all() or not mine.any() or not stands_out(target, scale):
            return math.nan
        wide, size = np.broadcast_to(target, mine.shape), np.broadcast_to(scale, mine.shape)

        def fits(c: float) -> bool:
            return bool(judge(mine, c * wide, abs(c) * size, exact=CLOSE))

        for c in (1.0, *self.sizes.values()):
            if fits(c):
                return c
        telling = sum(stands_out(t, s) for t, s in zip(target.flat, scale.flat, strict=True))
        largest = float(np.abs(wide).max())
        unit = wide / largest
        c = float((mine * unit).sum() / (unit * unit).sum() / largest)
        if telling < 2 or not c or not math.isfinite(c):
            return math.nan
        return next(filter(fits, (*_whole_numbers(c), c)), math.nan)

    def _times(self, c: float) -> str:
        return "" if c == 1.0 else f", times {self._named(c)}"

    def _named(self, c: float) -> str:
        """Return a factor in words: everything that it may be, since a number alone cannot tell."""
        if found := [words for words, value in self.sizes.items() if c == value]:
            return "; or ".join(found)
        if c > 1.5 and c == round(c):
            return f"{round(c)}: {round(c)} passes or samples were added up, or a division by {round(c)} is missing"
        if 0 < c < 0.7 and c == 1 / round(1 / c):
            return f"1/{round(1 / c)}: divided by {round(1 / c)} once too often, or the learning rate is in it"
        return _written(c)


def _whole_numbers(c: float) -> Iterator[float]:
    """Yield the whole number, and the inverse of one, that a factor above 0 is nearest to, beside 1."""
    for near in (float(round(c)), 1 / max(round(1 / c), 1) if abs(c) > 1e-9 else 0.0):
        if near > 0 and near != 1:
            yield near


def _written(c: float) -> str:
    """Return a factor with six digits, or with as many as show that it is not a whole number.

    >>> _written(2.71828182), _written(1 + 1e-9), _written(-2.0)
    ('2.71828', '1.000000001', '-2')
    """
    digits = (k for k in range(6, 17) if float(f"{c:.{k}g}") != round(c))
    return f"{c:.6g}" if c == round(c) else f"{c:.{next(digits, 17)}g}"
