"""What the primitives compute on plain floats, where `math` alone is not enough.

`math` raises where a limit exists (`math.exp(1000)`), and a textbook formula may overflow on the
way to a harmless result (`1 / (1 + exp(1000))`). The functions here give the limit instead. Two
kinds of float with a meaning of their own live here too: `Limit` and `NOT_COMPUTED`.
"""

import math
import re
from collections.abc import Callable
from typing import Any

INF = math.inf


def exp(x: float) -> float:
    """e**x; too large for a float gives inf, as in NumPy."""
    try:
        return math.exp(x)
    except OverflowError:
        return INF


def log(x: float) -> float:
    """Natural logarithm; log 0 is its limit -inf, as in NumPy."""
    return -INF if x == 0 else math.log(x)


def power(x: float, y: float) -> float:
    """x**y over the reals: a result that would be complex raises ValueError, overflow gives ±inf."""
    try:
        out: Any = x**y
    except OverflowError:
        return -INF if x < 0 and y % 2 == 1 else INF
    if isinstance(out, complex):
        raise ValueError("a negative number to a fractional power is not real")
    return float(out)


def sigmoid(x: float) -> float:
    """1 / (1 + e**-x), written so that the exponential never overflows."""
    if x >= 0:
        return 1 / (1 + math.exp(-x))
    e = math.exp(x)
    return e / (1 + e)


def softplus(x: float) -> float:
    """log(1 + e**x), written so that the exponential never overflows."""
    return math.log1p(math.exp(-abs(x))) + max(x, 0.0)


def relu(x: float) -> float:
    """max(x, 0); the comparison is this way round so that NaN goes through."""
    return 0.0 if x <= 0 else x


def leaky_relu(x: float, slope: float) -> float:
    """x where x > 0, else slope * x; NaN goes through."""
    return x if x > 0 else slope * x


def maximum(x: float, y: float) -> float:
    """The larger operand, the first one at a tie; NaN if either is NaN."""
    return y if y > x or y != y else x


def minimum(x: float, y: float) -> float:
    """The smaller operand, the first one at a tie; NaN if either is NaN."""
    return y if y < x or y != y else x


def step(x: float) -> float:
    """1 where x > 0, else 0."""
    return 1.0 if x > 0 else 0.0


def sign(x: float) -> float:
    """-1, 0 or 1; NaN for NaN."""
    return 0.0 if x == 0 else x if x != x else math.copysign(1.0, x)


class NotComputed(float):
    """The zero of a gradient that no backward pass has computed: 0.0 in arithmetic, but it says so.

    There is one such object, `NOT_COMPUTED`. After `zero_grad` a gradient is this, not 0.0, so
    that "zero" and "nobody has looked" stay apart.

    >>> NOT_COMPUTED, NOT_COMPUTED + 1.5
    (not computed, 1.5)
    """

    __slots__ = ()

    def __repr__(self) -> str:
        return "not computed"

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        place = re.match(r"(.?[<>=^])?[-+ ]?z?#?0?(\d+)?", spec)  # fill and alignment, and the width, of a number
        align, width = place.groups(default="") if place else ("", "")
        return format("not computed", (align or ">").replace("=", ">") + width)

    def __reduce__(self) -> str:
        return "NOT_COMPUTED"


NOT_COMPUTED = NotComputed(0.0)


def _limit(function: Callable[..., float]) -> Callable[..., "Limit"]:
    """The same function with a `Limit` as its answer."""
    return lambda *operands: Limit(function(*map(float, operands)))


def _divide(x: float, y: float) -> float:
    """x / y with ±inf, or NaN for 0/0, where the denominator is 0."""
    return x / y if y else x * math.copysign(INF, y)


def _raise(x: float, y: float) -> float:
    """x**y with ±inf where a zero has a negative exponent; the sign of the zero counts if y is odd."""
    if x or y >= 0:
        return power(x, y)
    return math.copysign(INF, x) if y % 2 == 1 else INF


class Limit(float):
    """A float whose division by zero gives the limit ±inf, as IEEE 754 and NumPy have it.

    Partials are evaluated on these where plain floats raise: the value of sqrt at 0 exists and
    its derivative there, 1/(2*sqrt(0)), is inf.

    >>> 0.5 / Limit(0.0)
    inf
    """

    __slots__ = ()

    __add__ = _limit(float.__add__)
    __radd__ = _limit(float.__radd__)
    __sub__ = _limit(float.__sub__)
    __rsub__ = _limit(float.__rsub__)
    __mul__ = _limit(float.__mul__)
    __rmul__ = _limit(float.__rmul__)
    __truediv__ = _limit(_divide)
    __rtruediv__ = _limit(lambda y, x: _divide(x, y))
    __pow__ = _limit(_raise)
    __abs__ = _limit(float.__abs__)
    __neg__ = _limit(float.__neg__)

    @classmethod
    def _apply(cls, op: Any, operands: tuple[float, ...]) -> "Limit":
        """How a primitive computes on Limits: the plain function, the answer a Limit again."""
        return cls(op.function(*map(float, operands)))
