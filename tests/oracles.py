"""What every row of the table has to compute, written down twice more: with 50 digits, and as SymPy's formulas.

Nothing of the engine is used here but the names of its rows.
"""

import operator

import mpmath
import sympy

from engine.ops import TABLE
from engine.table.primitive import ListOp

NUMBER_FIRST = ("polygamma",)
"""Rows whose first operand is a number, not a Value: it has no derivative."""

ROWS = list(TABLE.values())
LIST_ROWS = [row for row in ROWS if isinstance(row, ListOp)]
OTHER_ROWS = [row for row in ROWS if not isinstance(row, ListOp)]
PARTIALS = [(row, index) for row in ROWS for index, rule in enumerate(row.partials) if rule is not None]
"""Every rule of the table: a row of lists has one for all its operands."""


def halves(xs):
    """The two lists of a row such as `dot`, from all operands in order."""
    return xs[: len(xs) // 2], xs[len(xs) // 2 :]


def places(row, point):
    """The places of the operands that have a derivative."""
    return range(row.name in NUMBER_FIRST, len(point))


# --- numbers of 50 digits ------------------------------------------------------------------------

mp = mpmath.mp.clone()
mp.dps = 50

MPMATH = {
    "add": lambda x, y: x + y,
    "sub": lambda x, y: x - y,
    "mul": lambda x, y: x * y,
    "div": lambda x, y: x / y,
    "pow": mp.power,
    "neg": lambda x: -x,
    "identity": lambda x: x,
    "abs": mp.fabs,
    "exp": mp.exp,
    "log": mp.log,
    "expm1": mp.expm1,
    "log1p": mp.log1p,
    "log2": lambda x: mp.log(x) / mp.log(2),
    "log10": mp.log10,
    "logaddexp": lambda x, y: mp.log(mp.exp(x) + mp.exp(y)),
    "sqrt": mp.sqrt,
    "sin": mp.sin,
    "cos": mp.cos,
    "tan": mp.tan,
    "asin": mp.asin,
    "acos": mp.acos,
    "atan": mp.atan,
    "atan2": mp.atan2,
    "sinh": mp.sinh,
    "cosh": mp.cosh,
    "tanh": mp.tanh,
    "asinh": mp.asinh,
    "acosh": mp.acosh,
    "atanh": mp.atanh,
    "hypot": lambda x, y: mp.sqrt(x * x + y * y),
    "sigmoid": lambda x: 1 / (1 + mp.exp(-x)),
    "softplus": lambda x: mp.log1p(mp.exp(x)),
    "relu": lambda x: x if x > 0 else mp.zero,
    "leaky_relu": lambda x, slope: x if x > 0 else slope * x,
    "elu": lambda x, alpha: x if x > 0 else alpha * mp.expm1(x),
    "silu": lambda x: x / (1 + mp.exp(-x)),
    "gelu": lambda x: x * mp.erfc(-x / mp.sqrt(2)) / 2 if abs(x) < 1e6 else max(x, mp.zero),  # erfc has its limits
    "erf": mp.erf,
    "erfc": lambda x: mp.erfc(x) if abs(x) < 1e6 else 1 - mp.sign(x),  # as above
    "lgamma": mp.loggamma,
    "digamma": mp.digamma,
    "polygamma": lambda n, x: mp.psi(int(n), x),
    "max": lambda x, y: x if x >= y else y,
    "min": lambda x, y: x if x <= y else y,
    "step": lambda x: mp.one if x > 0 else mp.zero,
    "sign": mp.sign,
    "sum": lambda *xs: mp.fsum(xs),
    "prod": lambda *xs: mp.fprod(xs),
    "dot": lambda *xs: mp.fdot(*halves(xs)),
    "logsumexp": lambda *xs: mp.log(mp.fsum(map(mp.exp, xs))),
}


def exact_value(row, point):
    return MPMATH[row.name](*map(mp.mpf, point))


def exact_partial(row, orders, point):
    """The derivative of the given orders, (0, 1) for d/dy, from mpmath: an error of about 1e-25 here."""
    place = tuple(map(mp.mpf, point))
    return mp.diff(MPMATH[row.name], place, orders) if len(place) > 1 else mp.diff(MPMATH[row.name], place[0], *orders)


# --- formulas --------------------------------------------------------------------------------------

X, Y = sympy.symbols("x y", real=True)
LOGISTIC = 1 / (1 + sympy.exp(-X))
FORMULAS = {
    "add": X + Y,
    "sub": X - Y,
    "mul": X * Y,
    "div": X / Y,
    "pow": X**Y,
    "neg": -X,
    "identity": X,
    "abs": sympy.Piecewise((X, X > 0), (-X, True)),
    "exp": sympy.exp(X),
    "expm1": sympy.exp(X) - 1,
    "log": sympy.log(X),
    "log1p": sympy.log(1 + X),
    "log2": sympy.log(X) / sympy.log(2),
    "log10": sympy.log(X) / sympy.log(10),
    "logaddexp": sympy.log(sympy.exp(X) + sympy.exp(Y)),
    "sqrt": sympy.sqrt(X),
    "sin": sympy.sin(X),
    "cos": sympy.cos(X),
    "tan": sympy.tan(X),
    "asin": sympy.asin(X),
    "acos": sympy.acos(X),
    "atan": sympy.atan(X),
    "atan2": sympy.atan2(X, Y),
    "sinh": sympy.sinh(X),
    "cosh": sympy.cosh(X),
    "tanh": sympy.tanh(X),
    "asinh": sympy.asinh(X),
    "acosh": sympy.acosh(X),
    "atanh": sympy.atanh(X),
    "hypot": sympy.sqrt(X**2 + Y**2),
    "sigmoid": LOGISTIC,
    "softplus": sympy.log(1 + sympy.exp(X)),
    "relu": sympy.Piecewise((X, X > 0), (0, True)),
    "leaky_relu": sympy.Piecewise((X, X > 0), (Y * X, True)),
    "elu": sympy.Piecewise((X, X > 0), (Y * (sympy.exp(X) - 1), True)),
    "silu": X * LOGISTIC,
    "gelu": X * (1 + sympy.erf(X / sympy.sqrt(2))) / 2,
    "erf": sympy.erf(X),
    "erfc": sympy.erfc(X),
    "lgamma": sympy.loggamma(X),
    "digamma": sympy.polygamma(0, X),
    "polygamma": sympy.polygamma(X, Y),
    "max": sympy.Piecewise((X, X >= Y), (Y, True)),
    "min": sympy.Piecewise((X, X <= Y), (Y, True)),
    "step": sympy.Piecewise((1, X > 0), (0, True)),
    "sign": sympy.Piecewise((1, X > 0), (-1, True)),
}
"""The rows of one or two operands, in X and Y."""

XS = sympy.symbols("x0:6", real=True)
FORMULAS_OF_LISTS = {
    "sum": lambda *xs: sympy.Add(*xs),
    "prod": lambda *xs: sympy.Mul(*xs),
    "dot": lambda *xs: sympy.Add(*map(operator.mul, *halves(xs))),
    "logsumexp": lambda *xs: sympy.log(sympy.Add(*map(sympy.exp, xs))),
}
"""The rows of lists of any length, from the symbols of their operands."""
