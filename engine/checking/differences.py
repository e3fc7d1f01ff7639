"""The slope of a function from differences, and how far it may be off.

A difference (f(x+h) - f(x-h)) / 2h is never exact: a large step bends (truncation), a small one is lost in the
rounding of f. So each slope comes with an error. How it is found:

1. Steps h shrink by 4, from a coarse one to the finest that x has digits for.
2. Their slopes are extrapolated to h = 0; every entry of that tableau gets an error, for both causes.
3. The entry with the smallest error counts, unless finer steps contradict it.
4. The same on the left and on the right alone tells edges, jumps and kinks, where there is no slope.

Sources: C. J. F. Ridders, "Accurate computation of F'(x) and F'(x) F''(x)", Advances in Engineering Software 4
(1982), 75-76, and Press et al., Numerical Recipes, section 5.7, for the tableau and its errors.
"""

import math
import sys
from collections.abc import Callable, Sequence
from itertools import count, takewhile
from typing import NamedTuple

Function = Callable[[float], float]

EPS = sys.float_info.epsilon
RATIO = 4  # between a step and the next smaller one; a power of 2, so that x + h is not rounded
COLUMNS = 6  # of the tableau
AHEAD = 30  # rows of smaller steps that an entry is compared with: RATIO**30 is more than a double has digits


class Estimate(NamedTuple):
    """A slope, and how far it may be off."""

    slope: float
    error: float


NOTHING = Estimate(math.nan, math.inf)


def slope_of(f: Function, x: float, rounding: float = 0.0) -> tuple[list[Estimate], str]:
    """Return estimates of the slope of f at x, of which the last counts, and why it cannot be trusted, "" if it can.

    The estimates before the last are those from large steps that smaller steps contradict. Where f has no value near x,
    it may be NaN, or raise ValueError or ArithmeticError. f(x) may be off by `rounding`, and by its last digit.

    >>> estimates, trouble = slope_of(math.exp, 1.0)
    >>> slope, error = estimates[-1]
    >>> abs(slope - math.e) <= error < 1e-10, trouble
    (True, '')
    >>> slope_of(abs, 0.0)[1]
    'the function has a kink near 0: the slope from the left is -1, from the right is 1'
    """
    here = f(x)
    if not math.isfinite(here) or not math.isfinite(x):
        return [NOTHING], f"f itself is {here} here" if math.isfinite(x) else f"no step leads away from {x}"
    steps = steps_at(x)
    left, right = (Side(f, x, here, [sign * h for h in steps], rounding) for sign in (-1, 1))
    if trouble := trouble_between(x, left, right):
        return [NOTHING], trouble
    slopes = [(a + b) / 2 for a, b in zip(left.slopes, right.slopes, strict=True)]
    found = limits(steps, slopes, list(map(max, left.noises, right.noises)), range(2, 2 * COLUMNS, 2))
    values = {y for y in (here, *left.values, *right.values) if math.isfinite(y)}
    size = max(map(abs, values)) / max(1.0, abs(x))  # what an error is compared with where the slope is 0
    error = found[-1].error
    if error <= max(1e-10 * size, *(1e-3 * abs(estimate.slope) for estimate in found)):
        return found, ""
    if len(values) == 1:  # f does not change at all: its slope is 0, or all its digits are lost
        return [*found, Estimate(0.0, EPS * abs(here) / steps[0])], ""
    return found, f"the difference may be off by {error:.0e}: f is rounded too much, or changes too fast"


def steps_at(x: float) -> list[float]:
    """Return powers of 2, from a quarter to a half of max(|x|, 1) down by `RATIO`, to where x itself is rounded."""
    top = math.frexp(max(abs(x), 1.0))[1] - 2
    last = 64 * math.ulp(x) if x else 2**-60
    return list(takewhile(lambda h: h >= last, (math.ldexp(1.0, top - 2 * k) for k in count())))


def limits(steps: list[float], slopes: list[float], noises: list[float], powers: Sequence[int]) -> list[Estimate]:
    """Return estimates of the slope at step 0, if it is slope + c₁ h**p₁ + c₂ h**p₂ + … for the given powers."""
    usable = len(list(takewhile(math.isfinite, reversed(slopes))))  # further away, f may have no value
    found = [NOTHING]
    for new in estimates(steps[-usable:], slopes[-usable:], noises[-usable:], powers):
        if abs(new.slope - found[-1].slope) > new.error + found[-1].error:
            found.append(new)
        elif new.error < found[-1].error:
            found[-1] = new
    return found


def estimates(steps: list[float], slopes: list[float], noises: list[float], powers: Sequence[int]) -> list[Estimate]:
    """Return the best entry of each row of the tableau, from large steps to small ones."""
    rows, best = tableau(slopes, powers), []
    for k in range(1, len(rows) - 2):
        row = []
        finer = list(zip(rows[k + 2 : k + 2 + AHEAD], steps[k + 2 : k + 2 + AHEAD], strict=True))
        for j in range(1, len(rows[k])):
            slope = rows[k][j]
            # Two large steps may agree by chance, so the next smaller one counts, too.
            truncation = max(abs(slope - x) for x in (rows[k][j - 1], rows[k - 1][j - 1], rows[k + 1][j]))
            # What smaller steps are off is the rounding of f, where that is more than expected.
            seen = max(abs(fine[j] - slope) * h for fine, h in finer)
            row.append(Estimate(slope, truncation + 4 * max(noises[k], seen) / steps[k]))
        best.append(min(row, key=lambda estimate: estimate.error))
    return best


def tableau(slopes: list[float], powers: Sequence[int]) -> list[list[float]]:
    """Return one row for each slope; every further column takes one power of the step out of its error."""
    rows = [slopes[:1]]
    for slope in slopes[1:]:
        row = [slope]
        for power, coarse in zip(powers, rows[-1], strict=False):
            row.append(row[-1] + (row[-1] - coarse) / (RATIO**power - 1))
        rows.append(row)
    return rows


class Side:
    """f on one side of x: its values at x + h for steps h that shrink, and the slopes from x to there."""

    def __init__(self, f: Function, x: float, here: float, steps: list[float], rounding: float) -> None:
        self.f, self.x, self.nearest = f, x, x + steps[-1]
        self.values = [value(f, x + h) for h in steps]
        self.slopes = [(y - here) / h for y, h in zip(self.values, steps, strict=True)]
        # Rounding moves f at least by its own last digit, by what the last digit of x does, and by the smallest float.
        tops = [max(abs(here), abs(y)) for y in self.values]
        least = rounding + math.ulp(0.0)
        self.noises = [least + EPS * (top + abs(x * s)) for top, s in zip(tops, self.slopes, strict=True)]
        self.slope, self.error = limits([abs(h) for h in steps], self.slopes, self.noises, range(1, COLUMNS))[-1]
        moves = abs(self.slopes[-1] * steps[-1]) > 16 * self.noises[-1]
        # Over three steps, 4³ times as steep is a jump, 4³ᐟ² times a square root.
        self.growth = abs(self.slopes[-1]) / abs(self.slopes[-4]) if moves and self.slopes[-4] else 1.0

    def __str__(self) -> str:
        """Return the slope in words, with the digits that its error leaves; or why there is none."""
        if not math.isfinite(self.values[-1]):
            return f"does not exist, for f has no finite value at {self.nearest:g} ({why_not(self.f, self.nearest)})"
        if self.growth > 1.7:
            return "grows without end as the step shrinks"
        if abs(self.slope) <= self.error < 1e-6:
            return "is 0"
        return f"is {self.slope:.6g}" if self.error < 0.1 * abs(self.slope) else "is unclear"


def value(f: Function, x: float) -> float:
    """Return f(x), or NaN where there is none."""
    try:
        return f(x)
    except (ValueError, ArithmeticError):
        return math.nan


def why_not(f: Function, x: float) -> str:
    """Return why f has no finite value at x."""
    try:
        return f"it is {f(x)}"
    except (ValueError, ArithmeticError) as error:
        return str(error).rstrip(".")


def trouble_between(x: float, left: Side, right: Side) -> str:
    """Return why f has no one slope at x, in words; "" if both sides meet smoothly."""
    growth = max(left.growth, right.growth)
    size = max(abs(left.slope), abs(right.slope))
    if not math.isfinite(left.values[-1] + right.values[-1]):
        kind = "has an edge"
    elif growth > 1.7:
        # What grows faster than the inverse of the step is no jump: f has no digits left between two steps.
        kind = "jumps" if 32 < growth < 65 else "has no finite slope" if growth < 65 else "changes too fast"
    elif abs(left.slope - right.slope) > left.error + right.error + 1e-6 * size:
        kind = "has a kink"
    else:
        return ""
    return f"the function {kind} near {x:g}: the slope from the left {left}, from the right {right}"
