"""THE table of primitives: one row for each operation, and the only place where its rule is written.

A row (`primitive.py`) holds the function, one partial (local derivative) per operand, and how the
operation is written. The partials are plain expressions in the operands and the result `out`, and
use other rows as functions. So the same line runs on whatever the operands are: floats (the
backward pass), `Value`s (derivatives of derivatives), symbols (formulas as text) and NumPy arrays
(the matrix version). To add an operation is to add a row.

    x, y     the operands
    out      the result, already computed
    partial  d out / d operand, at the operands of this operation

The formulas are those of any table of derivatives; the conventions at kinks are PyTorch's, save
that a tie of max or min goes to the first operand, the one the built-in function returns. NaN goes
through every function; a partial at NaN says nothing.
"""

import math
import operator
from typing import Any

from engine import floats
from engine.primitive import Op

REAL = ((-1.3,), (-0.4,), (0.7,), (1.9,))
POSITIVE = ((0.3,), (0.9,), (2.5,))
PAIRS = ((-1.3, 0.6), (0.7, -0.4), (1.9, 2.2), (-0.5, -1.1))

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
    (lambda x, y, out: y * x ** (y - 1) if nonzero(y) else 0.0,   # 0 for y = 0, also at x = 0
     lambda x, y, out: out * log(x) if nonzero(x) else 0.0),      # asked for only if y is a Value
    doc="x ** y.", symbol="**", text="{} ** {}", latex="{{{}}}^{{{}}}",
    samples=((0.6, 1.7), (2.1, -0.8), (1.4, 2.0), (1.2, 0.5)),
    domain="x > 0; or x = 0 and y ≥ 0; or x < 0 and y a whole number that is no Value",
    outside=((0.0, -1.0), (-8.0, 1 / 3)),
    kinks=(((0.0, 0.0), (0.0, 0.0)), ((0.0, 2.0), (0.0, 0.0))),
)
neg = Op(
    "neg", operator.neg, (lambda x, out: -1.0,),
    doc="-x.", symbol="-", text="-{}", latex="-{}", samples=REAL,
)
absolute = Op(
    "abs", operator.abs, (lambda x, out: sign(x),),
    doc="The absolute value |x|.", latex=r"\left|{}\right|", samples=REAL, kinks=(((0.0,), (0.0,)),),
)
exp = Op(
    "exp", floats.exp, (lambda x, out: out,),
    doc="e ** x.", latex="e^{{{}}}", samples=REAL,
)
log: Op = Op(
    "log", floats.log, (lambda x, out: 1 / x,),
    doc="The natural logarithm; log 0 is -inf.", latex=r"\log {}", samples=POSITIVE,
    domain="x ≥ 0", outside=((-1.0,),),
)
sqrt = Op(
    "sqrt", math.sqrt, (lambda x, out: 0.5 / out,),
    doc="The square root; its derivative at 0 is inf.", latex=r"\sqrt{{{}}}", samples=POSITIVE,
    domain="x ≥ 0", outside=((-1.0,),),
)
sin = Op(
    "sin", math.sin, (lambda x, out: cos(x),),
    doc="The sine of x radians.", latex=r"\sin {}", samples=REAL,
    domain="a finite x", outside=((math.inf,),),
)
cos: Op = Op(
    "cos", math.cos, (lambda x, out: -sin(x),),
    doc="The cosine of x radians.", latex=r"\cos {}", samples=REAL,
    domain="a finite x", outside=((math.inf,),),
)
tanh = Op(
    "tanh", math.tanh, (lambda x, out: 1 - out * out,),
    doc="The hyperbolic tangent.", latex=r"\tanh {}", samples=REAL,
)
sigmoid = Op(
    "sigmoid", floats.sigmoid, (lambda x, out: out * (1 - out),),
    doc="1 / (1 + e ** -x), the logistic function.", symbol="σ", latex=r"\sigma\left({}\right)", samples=REAL,
)
softplus = Op(
    "softplus", floats.softplus, (lambda x, out: sigmoid(x),),
    doc="log(1 + e ** x), a smooth relu.", latex=r"\mathrm{{softplus}}\left({}\right)", samples=REAL,
)
relu = Op(
    "relu", floats.relu, (lambda x, out: step(x),),
    doc="x where x > 0, else 0.", symbol="ReLU", latex=r"\mathrm{{ReLU}}\left({}\right)", samples=REAL,
    kinks=(((0.0,), (0.0,)),),
)
leaky_relu = Op(
    "leaky_relu", floats.leaky_relu,
    (lambda x, slope, out: slope + (1 - slope) * step(x), lambda x, slope, out: minimum(x, 0.0)),
    doc="x where x > 0, else slope * x.", symbol="LeakyReLU", latex=r"\mathrm{{LeakyReLU}}\left({};{}\right)",
    samples=((-1.3, 0.2), (-0.4, 0.01), (0.7, 0.2), (1.9, 0.01)), defaults=(0.01,),
    kinks=(((0.0, 0.01), (0.01, 0.0)),),
)
maximum = Op(
    "max", floats.maximum, (lambda x, y, out: 1 - step(y - x), lambda x, y, out: step(y - x)),
    doc="The larger operand; at a tie the first.", latex=r"\max\left({},{}\right)", samples=PAIRS, folds=True,
    kinks=(((1.0, 1.0), (1.0, 0.0)),),
)
minimum: Op = Op(
    "min", floats.minimum, (lambda x, y, out: 1 - step(x - y), lambda x, y, out: step(x - y)),
    doc="The smaller operand; at a tie the first.", latex=r"\min\left({},{}\right)", samples=PAIRS, folds=True,
    kinks=(((1.0, 1.0), (1.0, 0.0)),),
)
step: Op = Op(
    "step", floats.step, (lambda x, out: 0.0,),
    doc="1 where x > 0, else 0: the derivative of relu.", latex=r"\left[{} > 0\right]", samples=REAL,
    kinks=(((0.0,), (0.0,)),),
)
sign: Op = Op(
    "sign", floats.sign, (lambda x, out: 0.0,),
    doc="-1, 0 or 1: the derivative of abs.", latex=r"\mathrm{{sign}}\left({}\right)", samples=REAL,
    kinks=(((0.0,), (0.0,)),),
)
# fmt: on


def nonzero(x: Any) -> bool:
    """Whether the number behind x is not 0; true for a symbol, which stands for any number."""
    return bool(getattr(x, "data", x) != 0)


TABLE: dict[str, Op] = {row.name: row for row in list(globals().values()) if isinstance(row, Op)}

OPERATORS = ("add", "sub", "mul", "div", "pow", "neg")
"""The rows that Python writes with an operator; all others are methods and functions of their name."""
