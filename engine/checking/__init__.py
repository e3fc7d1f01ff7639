"""Compare gradients with differences of the function, which do not use the table.

`running.py` calls a function with Values and takes its gradients by the engine; `differences.py` finds the same
slopes from numbers alone, with an error; `report.py` prints both side by side. Here they are compared.
"""

import math
from collections.abc import Callable
from typing import Any

from engine.checking.agreement import judge
from engine.checking.differences import Estimate, slope_of
from engine.checking.report import GradientEntry, GradientReport, Verdict
from engine.checking.running import Run
from engine.table.checks import describe, is_number
from engine.table.floats import NOT_COMPUTED

__all__ = ["GradientEntry", "GradientReport", "Verdict", "check_gradients"]

CUT = (
    "no route leads from it to the result, and yet the result changes with it: the graph was cut, "
    "by v.data, detach(), no_grad or a new Value"
)
NO_NUMBER = "a partial is nan, or an infinite one met a 0 on the way back"
COARSE = 1e-6  # a slope of 0 with a larger error than this says nothing about small gradients

RANDOM = "two calls of f with the same inputs gave different results: make it repeat itself (a fixed seed, no dropout)"


def check_gradients(f: Callable[..., Any], *inputs: Any, tolerance: float = 1e-6) -> GradientReport:
    """Compare the gradients of the scalar function f at these inputs with central differences.

    An input disagrees where |engine - difference| > tolerance · max(|engine|, |difference|) + error. The error is
    an estimate, for truncation and rounding together. Where it is too large to say anything, at a kink, at the
    edge of a domain, or for a function that is random, the verdict is "cannot tell", with the reason.

    Args:
        f: takes what `inputs` are, with a Value in place of every number, and returns one Value (or a list of
            one). It is called once for the gradients, then some 50 times for each number, under `no_grad`.
        inputs: numbers, Values (their number and label are used), or lists, tuples and NumPy arrays of them. Each
            number in them is checked; what is not to be differentiated belongs into f. Neither they nor Values
            that f uses besides are changed.
        tolerance: what may differ for other reasons than the error of the difference, relative.

    Raises:
        TypeError: where an input is not made of numbers, or f does not return one Value.
        ValueError: if no number is given to check, or `tolerance` is not a number ≥ 0.
        DomainError: if f has no value at the inputs themselves; any other error of f comes through as well.

    >>> from engine import Value, relu, tanh
    >>> print(check_gradients(lambda x, w: tanh(w[0] * x + w[1]), 0.5, [2.0, -1.5]))
      input   value           engine       difference   ± error
      x         0.5    1.57289546593    1.57289546593   ± ...   agrees
      w[0]        2   0.393223866483   0.393223866483   ± ...   agrees
      w[1]     -1.5   0.786447732966   0.786447732966   ± ...   agrees
    3 of 3 gradients agree; the largest gap is ...

    Where there is no one slope, it says so:

    >>> print(check_gradients(relu, Value(0.0, label="s")))
      input   value   engine   difference   ± error
      s           0        0          nan   ± inf     cannot tell
    Cannot tell for s: the function has a kink near 0: the slope from the left is 0, from the right is 1.
    0 of 1 gradients agree.

    The main use: an operation of your own, made with `engine.extend.Op`. Here its partial is wrong:

    >>> from engine.extend import Op
    >>> partial = lambda x, out: 2 * x**2  # 3 * x**2 is right
    >>> cube = Op("cube", lambda x: x**3, (partial,), doc="x³", latex="{}^3", samples=((0.5,), (-1.2,)))
    >>> print(check_gradients(cube, Value(2.0, label="x")))
      input   value   engine   difference   ± error
      x           2        8           12   ± ...   disagrees
    x disagrees: the engine has 8, the difference is 12: 4 too small (0.6666667 times).
    0 of 1 gradients agree.

    In a test, one line for every sample says it all:

    >>> for point in cube.samples:
    ...     check_gradients(cube, *point).raise_unless_agreed()
    Traceback (most recent call last):
    AssertionError: the gradients were not confirmed
    ...
    """
    if not (is_number(tolerance) and tolerance >= 0):
        raise ValueError(f"tolerance got {describe(tolerance)}; a number ≥ 0 is needed, such as 1e-6.")
    run = Run(f, inputs)
    return GradientReport(tuple(checked(run, i, float(tolerance)) for i in range(len(run.numbers))))


def checked(run: Run, i: int, tolerance: float) -> GradientEntry:
    """Return the entry of number i."""
    f, x, gradient = run.along(i), run.numbers[i], run.gradients[i]
    found, trouble = slope_of(f, x, run.rounding)
    verdict, reason = judged(gradient, found, trouble, tolerance)
    again = (*slope_of(f, x, run.rounding), f(x))
    if repr(again) != repr((found, trouble, run.value)):  # as text, because nan == nan is false
        verdict, reason = "cannot tell", RANDOM
    return GradientEntry(run.names[i], x, float(gradient), *found[-1], verdict, reason)


def judged(gradient: float, found: list[Estimate], trouble: str, tolerance: float) -> tuple[Verdict, str]:
    """Return the verdict on a gradient, and what else there is to know."""

    def fits(slope: float, error: float) -> bool:
        allowed = tolerance * max(abs(gradient), abs(slope)) + error
        return math.isfinite(allowed) and judge(gradient - slope, 0.0, 1.0, exact=allowed).kind == "equal"

    if trouble:
        return "cannot tell", trouble
    *overruled, (slope, error) = found
    agrees, is_zero = fits(slope, error), max(abs(gradient), abs(slope)) <= error
    for large in overruled:
        # From close by, a rounded function is flat: that does not prove a gradient of 0.
        if (fits(*large) and not agrees) or (is_zero and error > 1e-10 * abs(large.slope)):
            apart = f"{large.slope:.6g} ± {large.error:.0e} by large steps, {slope:.6g} ± {error:.0e} by small ones"
            return "cannot tell", f"the slope depends on the step: {apart}"
    if is_zero and error > COARSE:
        return "cannot tell", f"the slope is 0 ± {error:.0e}: f is rounded too much for a gradient to be seen"
    if gradient is NOT_COMPUTED:
        return ("agrees", "no route: 0") if agrees else ("disagrees", CUT)
    if agrees:
        return "agrees", "0 within the error" if is_zero and error else ""
    return "disagrees", NO_NUMBER if math.isnan(gradient) else ""
