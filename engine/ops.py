"""THE table of primitives: one row for each operation, and the only place where its rule is written.

A row (`primitive.py`) holds the function, one partial (local derivative) per operand, and how the operation is
written; the last rows take lists of operands, and one rule gives all their partials. These are plain expressions in the
operands and the result `out`, and use other rows as functions. So the same line runs on whatever the operands are:
floats (the backward pass), `Value`s (derivatives of derivatives), symbols (formulas as text) and NumPy arrays (the
matrix version). To add an operation is to add a row.

    x, y     the operands (xs, ys: lists of them)
    out      the result, already computed
    partial  d out / d operand, at the operands of this operation

The formulas are those of any table of derivatives; the conventions at kinks are PyTorch's, save
that a tie of max or min goes to the first operand, the one the built-in function returns. NaN goes through
wherever the result depends on it (nan ** 0 is 1, step(nan) is 0); a partial at NaN says nothing.
"""

import math
import operator
from itertools import accumulate
from typing import Any

from engine.recording import compared
from engine.table import floats
from engine.table.floats import Named
from engine.table.primitive import ListOp, Op

REAL = ((-1.3,), (-0.4,), (0.7,), (1.9,))
POSITIVE = ((0.3,), (0.9,), (2.5,))
INSIDE = ((-0.8,), (-0.3,), (0.2,), (0.7,))
PAIRS = ((-1.3, 0.6), (0.7, -0.4), (1.9, 2.2), (-0.5, -1.1))
LISTS = ((-1.3, 0.6, 1.9, -0.4), (0.7, -0.4), (1.9, 2.2, -0.5, -1.1, 0.3, 0.8))

# fmt: off
add = Op(
    "add", operator.add, (lambda x, y, out: 1.0, lambda x, y, out: 1.0),
    doc="x + y.", symbol="+", text="{} + {}", latex="{} + {}", samples=PAIRS,
)
sub = Op(
    "sub", operator.sub, (lambda x, y, out: 1.0, lambda x, y, out: -1.0),
    doc="x - y.", symbol="-", text="{} - {}", latex="{} - {}", samples=PAIRS,
)
mul = Op(
    "mul", operator.mul, (lambda x, y, out: y, lambda x, y, out: x),
    doc="x * y.", symbol="*", text="{} * {}", latex=r"{} \cdot {}", samples=PAIRS,
)
div = Op(
    "div", operator.truediv, (lambda x, y, out: 1 / y, lambda x, y, out: -out / y),
    doc="x / y.", symbol="/", text="{} / {}", latex=r"\frac{{{}}}{{{}}}", samples=PAIRS,
    domain="y ≠ 0", outside=((1.0, 0.0), (0.0, 0.0)),
)
power = Op(
    "pow", floats.power,
    # 0 for y = 0, also at x = 0; but a Value y is more than its 0: the slope still depends on it
    (lambda x, y, out: y * x ** (y - 1) if nonzero(y) or (nonzero(x) and not isinstance(y, float)) else 0.0,
     lambda x, y, out: out * log(x) if nonzero(x) else 0.0),      # computed only if y is a Value
    doc="x ** y.", symbol="**", text="{} ** {}", latex="{{{}}}^{{{}}}",
    samples=((0.6, 1.7), (2.1, -0.8), (1.4, 2.0), (1.2, 0.5)),
    domain="x > 0; or x = 0 and y ≥ 0; or x < 0 and y a whole number that is not a Value, as in x ** 2",
    outside=((0.0, -1.0), (-8.0, 1 / 3)),
    kinks=(((0.0, 0.0), (0.0, 0.0)), ((0.0, 2.0), (0.0, 0.0))),
)
neg = Op(
    "neg", operator.neg, (lambda x, out: -1.0,),
    doc="-x.", symbol="-", text="-{}", latex="-{}", samples=REAL,
)
identity = Op(
    "identity", operator.pos, (lambda x, out: 1.0,),
    doc="x once more, as a result with a gradient of its own: an entry that was copied.", symbol="copy", text="{}",
    latex="{}", samples=REAL, numpy="{}",
)
absolute = Op(
    "abs", operator.abs, (lambda x, out: sign(x),),
    doc="The absolute value |x|.", latex=r"\left\lvert {} \right\rvert", samples=REAL, kinks=(((0.0,), (0.0,)),),
    numpy="np.abs({})",
)
exp: Op = Op(
    "exp", floats.exp, (lambda x, out: out,),
    doc="e ** x.", latex="e^{{{}}}", samples=REAL, numpy="np.exp({})",
)
log: Op = Op(
    "log", floats.log, (lambda x, out: 1 / x,),
    doc="The natural logarithm; log 0 is -inf.", latex=r"\log {}", samples=POSITIVE,
    domain="x ≥ 0", outside=((-1.0,),), numpy="np.log({})",
)
expm1 = Op(
    "expm1", floats.expm1, (lambda x, out: exp(x),),
    doc="e ** x - 1, exact where x is small.", latex="e^{{{}}} - 1", samples=REAL, numpy="np.expm1({})",
)
log1p = Op(
    "log1p", floats.log1p, (lambda x, out: 1 / (1 + x),),
    doc="log(1 + x), exact where x is small; at -1 it is -inf.", latex=r"\log\left(1 + {}\right)",
    samples=((-0.7,), (-0.2,), (0.4,), (2.5,)), domain="x ≥ -1", outside=((-1.5,),), numpy="np.log1p({})",
)
log2 = Op(
    "log2", floats.log2, (lambda x, out: 1 / (x * LN_2),),
    doc="The logarithm to base 2; of 0 it is -inf.", latex=r"\log_2 {}", samples=POSITIVE,
    domain="x ≥ 0", outside=((-1.0,),), numpy="np.log2({})",
)
log10 = Op(
    "log10", floats.log10, (lambda x, out: 1 / (x * LN_10),),
    doc="The logarithm to base 10; of 0 it is -inf.", latex=r"\log_{{10}} {}", samples=POSITIVE,
    domain="x ≥ 0", outside=((-1.0,),), numpy="np.log10({})",
)
logaddexp = Op(
    "logaddexp", floats.logaddexp, (lambda x, y, out: sigmoid(x - y), lambda x, y, out: sigmoid(y - x)),
    doc="log(e ** x + e ** y).", latex=r"\log\left(e^{{{}}} + e^{{{}}}\right)", samples=PAIRS,
    numpy="np.logaddexp({}, {})",
)
sqrt: Op = Op(
    "sqrt", math.sqrt, (lambda x, out: 0.5 / out,),
    doc="The square root; its derivative at 0 is inf.", latex=r"\sqrt{{{}}}", samples=POSITIVE,
    domain="x ≥ 0", outside=((-1.0,),), numpy="np.sqrt({})",
)
sin = Op(
    "sin", math.sin, (lambda x, out: cos(x),),
    doc="The sine of x radians.", latex=r"\sin {}", samples=REAL,
    domain="a finite x", outside=((math.inf,),), numpy="np.sin({})",
)
cos: Op = Op(
    "cos", math.cos, (lambda x, out: -sin(x),),
    doc="The cosine of x radians.", latex=r"\cos {}", samples=REAL,
    domain="a finite x", outside=((math.inf,),), numpy="np.cos({})",
)
tan = Op(
    "tan", math.tan, (lambda x, out: 1 + out * out,),
    doc="The tangent of x radians.", latex=r"\tan {}", samples=REAL,
    domain="a finite x", outside=((math.inf,),), numpy="np.tan({})",
)
asin = Op(
    "asin", math.asin, (lambda x, out: 1 / sqrt((1 - x) * (1 + x)),),
    doc="The angle in radians whose sine is x; its derivative at ±1 is inf.", latex=r"\arcsin {}", samples=INSIDE,
    domain="-1 ≤ x ≤ 1", outside=((1.5,), (-1.5,)), numpy="np.arcsin({})",
)
acos = Op(
    "acos", math.acos, (lambda x, out: -1 / sqrt((1 - x) * (1 + x)),),
    doc="The angle in radians whose cosine is x; its derivative at ±1 is -inf.", latex=r"\arccos {}", samples=INSIDE,
    domain="-1 ≤ x ≤ 1", outside=((1.5,), (-1.5,)), numpy="np.arccos({})",
)
atan = Op(
    "atan", math.atan, (lambda x, out: 1 / (1 + x * x),),
    doc="The angle in radians whose tangent is x.", latex=r"\arctan {}", samples=REAL, numpy="np.arctan({})",
)
atan2 = Op(
    "atan2", floats.atan2,
    (lambda x, y, out: y / hypot(x, y) / hypot(x, y), lambda x, y, out: -x / hypot(x, y) / hypot(x, y)),
    doc="The angle in radians of the point with ordinate x and abscissa y (in this order).",
    latex=r"\mathrm{{atan2}}\left({},{}\right)", samples=PAIRS, domain="x ≠ 0 or y ≠ 0", outside=((0.0, 0.0),),
    numpy="np.arctan2({}, {})",
)
sinh = Op(
    "sinh", floats.sinh, (lambda x, out: cosh(x),),
    doc="The hyperbolic sine.", latex=r"\sinh {}", samples=REAL, numpy="np.sinh({})",
)
cosh: Op = Op(
    "cosh", floats.cosh, (lambda x, out: sinh(x),),
    doc="The hyperbolic cosine.", latex=r"\cosh {}", samples=REAL, numpy="np.cosh({})",
)
tanh = Op(
    "tanh", math.tanh, (lambda x, out: 1 - out * out,),
    doc="The hyperbolic tangent.", latex=r"\tanh {}", samples=REAL, numpy="np.tanh({})",
)
asinh = Op(
    "asinh", math.asinh, (lambda x, out: 1 / hypot(x, 1.0),),
    doc="The number whose sinh is x.", latex=r"\mathrm{{arsinh}}\, {}", samples=REAL, numpy="np.arcsinh({})",
)
acosh = Op(
    "acosh", math.acosh, (lambda x, out: 1 / (sqrt(x - 1) * sqrt(x + 1)),),
    doc="The positive number whose cosh is x; its derivative at 1 is inf.", latex=r"\mathrm{{arcosh}}\, {}",
    samples=((1.2,), (1.9,), (3.5,)), domain="x ≥ 1", outside=((0.5,),), numpy="np.arccosh({})",
)
atanh = Op(
    "atanh", floats.atanh, (lambda x, out: 1 / ((1 - x) * (1 + x)),),
    doc="The number whose tanh is x; at ±1 it is ±inf.", latex=r"\mathrm{{artanh}}\, {}", samples=INSIDE,
    domain="-1 ≤ x ≤ 1", outside=((1.5,), (-1.5,)), numpy="np.arctanh({})",
)
hypot: Op = Op(
    "hypot", math.hypot,
    (lambda x, y, out: x / out if nonzero(out) else 0.0, lambda x, y, out: y / out if nonzero(out) else 0.0),
    doc="sqrt(x² + y²), the length of the vector (x, y).", latex=r"\sqrt{{{}^2 + {}^2}}", samples=PAIRS,
    kinks=(((0.0, 0.0), (0.0, 0.0)),), numpy="np.hypot({}, {})",
)
sigmoid: Op = Op(
    "sigmoid", floats.sigmoid, (lambda x, out: out * (1 - out),),
    doc="1 / (1 + e ** -x), the logistic function.", symbol="σ", latex=r"\sigma\left({}\right)", samples=REAL,
    numpy="sigmoid({})",
)
softplus = Op(
    "softplus", floats.softplus, (lambda x, out: sigmoid(x),),
    doc="log(1 + e ** x), a smooth relu.", latex=r"\mathrm{{softplus}}\left({}\right)", samples=REAL,
    numpy="np.logaddexp({}, 0)",
)
relu = Op(
    "relu", floats.relu, (lambda x, out: step(x),),
    doc="x where x > 0, else 0.", symbol="ReLU", latex=r"\mathrm{{ReLU}}\left({}\right)", samples=REAL,
    kinks=(((0.0,), (0.0,)),), switches=True, numpy="np.maximum({}, 0)",
)
leaky_relu = Op(
    "leaky_relu", floats.leaky_relu,
    (lambda x, slope, out: step(x) + (1 - step(x)) * slope, lambda x, slope, out: minimum(x, 0.0)),
    doc="x where x > 0, else slope * x.", symbol="LeakyReLU", latex=r"\mathrm{{LeakyReLU}}\left({};{}\right)",
    samples=((-1.3, 0.2), (-0.4, 0.01), (0.7, 0.2), (1.9, 0.01)), defaults=(0.01,),
    kinks=(((0.0, 0.01), (0.01, 0.0)),), numpy="leaky_relu({}, {})",
)
elu = Op(
    "elu", floats.elu,
    (lambda x, alpha, out: step(x) + (1 - step(x)) * alpha * exp(minimum(x, 0.0)),
     lambda x, alpha, out: expm1(minimum(x, 0.0))),
    doc="x where x > 0, else alpha * (e ** x - 1).", symbol="ELU", latex=r"\mathrm{{ELU}}\left({};{}\right)",
    samples=((-1.3, 0.8), (-0.4, 1.0), (0.7, 0.8), (1.9, 1.2)), defaults=(1.0,),
    kinks=(((0.0, 0.5), (0.5, 0.0)),), numpy="elu({}, {})",
)
silu = Op(
    "silu", floats.silu, (lambda x, out: sigmoid(x) + out * (1 - sigmoid(x)),),
    doc="x * sigmoid(x), also called swish.", symbol="SiLU", latex=r"\mathrm{{SiLU}}\left({}\right)",
    samples=((-2.1,), (-0.4,), (0.7,), (1.9,)), numpy="silu({})",  # its derivative is 0 close to -1.3
)
gelu = Op(
    "gelu", floats.gelu, (lambda x, out: 0.5 * erfc(-x / ROOT_2) + x * exp(-0.5 * (x * x)) / ROOT_2PI,),
    doc="x * Φ(x) with the normal distribution function Φ: the exact form, not the one with tanh.",
    symbol="GELU", latex=r"\mathrm{{GELU}}\left({}\right)", samples=REAL, numpy="gelu({})",
)
erf: Op = Op(
    "erf", math.erf, (lambda x, out: 2 * exp(-(x * x)) / ROOT_PI,),
    doc="The error function, 2/√π times the integral of e ** -t² from 0 to x.",
    latex=r"\mathrm{{erf}}\left({}\right)", samples=REAL, numpy="erf({})",
)
erfc: Op = Op(
    "erfc", math.erfc, (lambda x, out: -2 * exp(-(x * x)) / ROOT_PI,),
    doc="1 - erf(x), exact where it is small.",
    latex=r"\mathrm{{erfc}}\left({}\right)", samples=REAL, numpy="erfc({})",
)
lgamma = Op(
    "lgamma", floats.lgamma, (lambda x, out: digamma(x),),
    doc="log Γ(x); Γ(n) is (n - 1)!.", latex=r"\log \Gamma\left({}\right)", samples=POSITIVE,
    domain="x > 0", outside=((0.0,), (-0.5,)), numpy="lgamma({})",
)
digamma: Op = Op(
    "digamma", lambda x: floats.polygamma(0, x), (lambda x, out: polygamma(1.0, x),),
    doc="The derivative of lgamma.", symbol="ψ", latex=r"\psi\left({}\right)", samples=POSITIVE,
    domain="x > 0", outside=((0.0,), (-0.5,)), numpy="polygamma(0, {})",
)
polygamma: Op = Op(
    "polygamma", floats.polygamma, (None, lambda n, x, out: polygamma(n + 1, x)),
    doc="The derivative of digamma of order n.", symbol="ψₙ", latex=r"\psi^{{({})}}\left({}\right)",
    samples=((1.0, 0.9), (1.0, 2.5), (2.0, 1.6)),
    domain="a whole number n from 0 to 1000 that is not a Value, and x > 0",
    outside=((0.5, 1.0), (1.0, 0.0), (-1.0, 1.0)),
    numpy="polygamma({}, {})",
)
maximum = Op(
    "max", floats.maximum, (lambda x, y, out: 1 - step(y - x), lambda x, y, out: step(y - x)),
    doc="The larger operand; at a tie the first.", latex=r"\max\left({},{}\right)", samples=PAIRS, folds=True,
    kinks=(((1.0, 1.0), (1.0, 0.0)),), switches=True, numpy="np.maximum({}, {})",
)
minimum: Op = Op(
    "min", floats.minimum, (lambda x, y, out: 1 - step(x - y), lambda x, y, out: step(x - y)),
    doc="The smaller operand; at a tie the first.", latex=r"\min\left({},{}\right)", samples=PAIRS, folds=True,
    kinks=(((1.0, 1.0), (1.0, 0.0)),), switches=True, numpy="np.minimum({}, {})",
)
step: Op = Op(
    "step", floats.step, (lambda x, out: 0.0,),
    doc="1 where x > 0, else 0: the derivative of relu.", latex=r"\left[{} > 0\right]", samples=REAL,
    kinks=(((0.0,), (0.0,)),), switches=True, numpy="({} > 0)",
)
sign: Op = Op(
    "sign", floats.sign, (lambda x, out: 0.0,),
    doc="-1, 0 or 1: the derivative of abs.", latex=r"\mathrm{{sign}}\left({}\right)", samples=REAL,
    kinks=(((0.0,), (0.0,)),), switches=True, numpy="np.sign({})",
)
summation = ListOp(
    "sum", floats.total, (lambda xs, out: [1.0] * len(xs),), tame=True,
    doc="The sum of a list, as one operation.", symbol="Σ", latex=r"\sum\left({}\right)", samples=LISTS,
    numpy="{}.sum(axis=-1, keepdims=True)",
)
product = ListOp(
    "prod", math.prod, (lambda xs, out: products_of_the_others(xs),),
    doc="The product of a list, as one operation.", symbol="Π", latex=r"\prod\left({}\right)", samples=LISTS,
)
dot = ListOp(
    "dot", floats.dot, (lambda xs, ys, out: [*ys, *xs],), lists=2, tame=True,
    doc="Σ xs[j] * ys[j] of two lists, as one operation.", symbol="·",
    latex=r"\left({}\right) \cdot \left({}\right)", samples=LISTS,
)
logsumexp = ListOp(
    "logsumexp", floats.logsumexp, (lambda xs, out: shares([exp(x - out) for x in xs]),), tame=True,
    doc="log(Σ e ** x) of a list, as one operation; its partials are the softmax.",
    latex=r"\log \sum \exp\left({}\right)", samples=LISTS, numpy="logsumexp({})",
)
# fmt: on

LN_2: Named = Named(math.log(2), latex=r"\log 2")
LN_10: Named = Named(math.log(10), latex=r"\log 10")
ROOT_2: Named = Named(math.sqrt(2), latex=r"\sqrt{2}")
ROOT_PI: Named = Named(math.sqrt(math.pi), latex=r"\sqrt{\pi}")
ROOT_2PI: Named = Named(math.sqrt(2 * math.pi), latex=r"\sqrt{2 \pi}")


def nonzero(x: Any) -> bool:
    """Return whether the number behind x is not 0; true for a symbol, which stands for any number."""
    compared.data(x)  # records that a choice depended on this Value
    return bool(getattr(x, "data", x) != 0)


def products_of_the_others(xs: list[Any]) -> list[Any]:
    """Return for each x the product of all others: of those before it and those after it, so a 0 does no harm."""
    if len(xs) < 2:
        return [1.0] * len(xs)
    before = list(accumulate(xs[:-1], operator.mul))
    after = list(accumulate(xs[:0:-1], lambda behind, x: x * behind))[::-1]
    return [after[0], *map(operator.mul, before, after[1:]), before[-1]]


def shares(xs: list[Any]) -> list[Any]:
    """Return each x divided by the sum of all, which cancels the rounding of `out` that they have in common."""
    total = summation(xs)
    return [x / total for x in xs]


TABLE: dict[str, Op] = {row.name: row for row in list(globals().values()) if isinstance(row, Op)}

OPERATORS = ("add", "sub", "mul", "div", "pow", "neg")
"""The rows that Python writes with an operator; all others are methods and functions of their name."""
