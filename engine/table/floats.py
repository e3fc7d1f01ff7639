"""What the primitives compute on plain floats, where `math` alone is not enough.

`math` raises where a limit exists (`math.exp(1000)`), and a textbook formula may overflow on the
way to a harmless result (`1 / (1 + exp(1000))`). The functions here give the limit instead. Four
kinds of float with a meaning of their own live here too: `Limit`, `Named`, `OFF` and `NOT_COMPUTED`.
"""

import math
import operator
import re
from collections.abc import Callable, Iterable
from typing import Any

INF = math.inf


def exp(x: float) -> float:
    """Return e**x; inf where that is too large for a float, as in NumPy."""
    try:
        return math.exp(x)
    except OverflowError:
        return INF


def log(x: float) -> float:
    """Return the natural logarithm; of 0 its limit -inf, as in NumPy."""
    return -INF if x == 0 else math.log(x)


def log2(x: float) -> float:
    """Return the logarithm to base 2; of 0 its limit -inf."""
    return -INF if x == 0 else math.log2(x)


def log10(x: float) -> float:
    """Return the logarithm to base 10; of 0 its limit -inf."""
    return -INF if x == 0 else math.log10(x)


def log1p(x: float) -> float:
    """Return log(1 + x), exact for small x; at -1 its limit -inf."""
    return -INF if x == -1 else math.log1p(x)


def expm1(x: float) -> float:
    """Return e**x - 1, exact for small x; inf where that is too large for a float."""
    try:
        return math.expm1(x)
    except OverflowError:
        return INF


def sinh(x: float) -> float:
    """Return (e**x - e**-x) / 2; ±inf where that is too large for a float."""
    try:
        return math.sinh(x)
    except OverflowError:
        return math.copysign(INF, x)


def cosh(x: float) -> float:
    """Return (e**x + e**-x) / 2; inf where that is too large for a float."""
    try:
        return math.cosh(x)
    except OverflowError:
        return INF


def atanh(x: float) -> float:
    """Return the number whose tanh is x; at ±1 it is ±inf."""
    return math.copysign(INF, x) if abs(x) == 1 else math.atanh(x)


def atan2(x: float, y: float) -> float:
    """Return the angle whose sine is x and cosine y, up to their common length."""
    if x == 0 and y == 0:
        raise ValueError("the origin has no direction")
    return math.atan2(x, y)


def logaddexp(x: float, y: float) -> float:
    """Return log(e**x + e**y), with the larger exponential taken out so that nothing overflows."""
    if x != x or y != y:
        return math.nan
    larger, smaller = (x, y) if x >= y else (y, x)
    return larger if abs(larger) == INF else larger + math.log1p(math.exp(smaller - larger))


def logsumexp(xs: list[float]) -> float:
    """Return log Σ e**x, with the largest exponential taken out so that nothing overflows; -inf for no x."""
    if any(x != x for x in xs):
        return math.nan
    largest = max(xs, default=-INF)
    return largest if abs(largest) == INF else largest + math.log(total(math.exp(x - largest) for x in xs))


def total(xs: Iterable[float]) -> float:
    """Return Σ x_j, added from the left as by +. From Python 3.12 on, `sum` of floats compensates, and differs."""
    out = 0.0
    for x in xs:
        out += x
    return out


def dot(xs: list[float], ys: list[float]) -> float:
    """Return Σ x_j y_j, added from the left."""
    return total(map(operator.mul, xs, ys))


def power(x: float, y: float) -> float:
    """Return x**y; ±inf where it overflows. Raise ValueError where it would be complex."""
    if -INF < x < 0 and y % 1 and abs(y) < INF:
        raise ValueError("a negative number to a fractional power is not real")
    try:
        return float(x**y)
    except OverflowError:
        return -INF if x < 0 and y % 2 == 1 else INF


def sigmoid(x: float) -> float:
    """Return 1 / (1 + e**-x), written so that the exponential never overflows."""
    if x >= 0:
        return 1 / (1 + math.exp(-x))
    e = math.exp(x)
    return e / (1 + e)


def softplus(x: float) -> float:
    """Return log(1 + e**x), written so that the exponential never overflows."""
    return math.log1p(math.exp(-abs(x))) + max(x, 0.0)


def relu(x: float) -> float:
    """Return max(x, 0); NaN goes through."""
    return 0.0 if x <= 0 else x


def leaky_relu(x: float, slope: float) -> float:
    """Return x where x > 0, else slope * x; NaN goes through."""
    return x if x > 0 else slope * x


def elu(x: float, alpha: float) -> float:
    """Return x where x > 0, else alpha * (e**x - 1); NaN goes through."""
    return x if x > 0 else alpha * math.expm1(x)


def silu(x: float) -> float:
    """Return x * sigmoid(x); at -inf its limit 0."""
    return -0.0 if x == -INF else x * sigmoid(x)


def gelu(x: float) -> float:
    """Return x * Φ(x), Φ the normal distribution function; erfc keeps the digits where Φ is small."""
    return -0.0 if x == -INF else 0.5 * x * math.erfc(-x / math.sqrt(2))


def lgamma(x: float) -> float:
    """Return log Γ(x) for x > 0; inf where that is too large for a float."""
    if x <= 0:
        raise ValueError("only the positive branch is offered")
    try:
        return math.lgamma(x)
    except OverflowError:
        return INF


BERNOULLI = (1 / 6, -1 / 30, 1 / 42, -1 / 30, 5 / 66, -691 / 2730, 7 / 6, -3617 / 510)
"""The Bernoulli numbers B_2, B_4, …, B_16."""


def polygamma(n: float, x: float) -> float:
    """Return the n-th derivative of digamma at x > 0, and digamma itself for n = 0.

    The asymptotic series (Abramowitz and Stegun 6.3.18 and 6.4.11) is good to the last digit for
    x > 15 + n; a smaller x is raised by ψ_n(x) = ψ_n(x + 1) - (-1)^n n! / x^(n+1) (6.4.6).
    """
    if not 0 <= n <= 1000 or n != int(n) or x <= 0:
        raise ValueError("only derivatives of whole order are offered, and only for positive x")
    n, sign = int(n), -1.0 if n % 2 else 1.0
    if x == INF:
        return 0.0 if n else INF
    below = 0.0
    while x <= 15 + n:
        below -= sign * factorial_over_power(n, x) / x
        x += 1
    leading = -sign * factorial_over_power(n - 1, x) / x if n else math.log(x)
    term = factorial_over_power(n, x) / x  # (2k + n - 1)! / ((2k)! x^(2k + n)) for k = 1, 2, …
    series = term / 2
    term *= (n + 1) / 2 / x
    for k, b in enumerate(BERNOULLI, start=1):
        series += b * term
        term *= (n + 2 * k) / (2 * k + 1) * (n + 2 * k + 1) / (2 * k + 2) / x / x
    return leading - sign * series + below


def factorial_over_power(n: int, x: float) -> float:
    """Return n! / x^n, computed factor by factor: n! or x^n alone may be too large for a float."""
    return math.prod(k / x for k in range(1, n + 1))


def maximum(x: float, y: float) -> float:
    """Return the larger operand, the first one at a tie; NaN if either is NaN."""
    return y if y > x or y != y else x


def minimum(x: float, y: float) -> float:
    """Return the smaller operand, the first one at a tie; NaN if either is NaN."""
    return y if y < x or y != y else x


def step(x: float) -> float:
    """Return 1 where x > 0, else 0."""
    return 1.0 if x > 0 else 0.0


def sign(x: float) -> float:
    """Return -1, 0 or 1; NaN for NaN."""
    return 0.0 if x == 0 else x if x != x else math.copysign(1.0, x)


class NotComputed(float):
    """The zero of a gradient that no backward pass has computed: 0.0 in arithmetic, printed as "not computed".

    There is one such object, `NOT_COMPUTED`. After `zero_grad` a gradient is this and not 0.0, to tell "zero" from
    "not computed".

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


class Off(float):
    """The partial of a branch that is off, as that of relu below 0: a zero whose product with anything is 0.

    So nothing is sent back there, not even 0 · ∞ = NaN: max(x, 0).sqrt() has the derivative 0 at -1, as in PyTorch.

    >>> OFF, math.inf * OFF, math.inf * 0.0
    (0.0, 0.0, nan)
    """

    __slots__ = ()

    def __mul__(self, other: float) -> float:
        return 0.0

    __rmul__ = __mul__

    def __reduce__(self) -> str:
        return "OFF"


OFF = Off(0.0)


def off(out: float) -> float:
    """Return the zero partial of a branch that is off; a plain 0 if the result is NaN, for then no branch was taken."""
    return OFF if out == out else 0.0


class Named(float):
    """A number that has a name in LaTeX.

    >>> Named(math.pi, latex="π") / 2, Named(math.pi, latex="π").latex
    (1.5707963267948966, 'π')
    """

    latex: str

    def __new__(cls, number: float, latex: str) -> "Named":
        """Return the number, with its name."""
        named = super().__new__(cls, number)
        named.latex = latex
        return named


def _limit(function: Callable[..., float]) -> Callable[..., "Limit"]:
    """Return the same function with a `Limit` as its result."""
    return lambda *operands: Limit(function(*map(float, operands)))


def _divide(x: float, y: float) -> float:
    """Return x / y; where y is 0, ±inf, or NaN for 0/0."""
    return x / y if y else x * math.copysign(INF, y)


def _raise(x: float, y: float) -> float:
    """Return x**y; ±inf where a zero has a negative exponent, by the sign of the zero if y is odd."""
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
        """Return how a primitive computes on Limits: by its plain function, with a Limit as the result."""
        return cls(op.function(*map(float, operands)))
