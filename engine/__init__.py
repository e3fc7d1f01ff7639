"""A teaching autodiff engine: scalars that record a computation graph and apply the chain rule.

>>> from engine import Value, tanh
>>> a, b = Value(2.0, label="a"), Value(-3.0, label="b")
>>> y = tanh(a * b + 5.5)
>>> y.backward()
>>> f"{y:.4f} {a.grad:.4f} {b.grad:.4f}"
'-0.4621 -2.3593 1.5729'

The Value, its operators and `backward` are in `value.py`; the table of all operations in `ops.py`.
"""

from typing import TYPE_CHECKING, Any

from engine import ops
from engine.recording import compat, copying, freeing, moved
from engine.recording.blocks import no_grad
from engine.recording.collector import collect_less_often
from engine.table.floats import NOT_COMPUTED
from engine.table.primitive import DomainError
from engine.value import Value

if TYPE_CHECKING:
    from engine.arrays import ValueArray, gradients, numbers, values
    from engine.checking import check_gradients
    from engine.derivatives import grad, hessian, jacobian
    from engine.drawing import draw
    from engine.explanation import Explanation, explain
    from engine.lifting import Program, vectorize
    from engine.recording.anomaly import AnomalyError, detect_anomaly
    from engine.stepping import StepPage, step_page

copying.install()
compat.install()
freeing.install()
moved.moved_into("engine.table", "checks expressions floats notation primitive symbol")
moved.moved_into("engine.recording", "anomaly compat copying")

# --- functions: from the table, written by `python -m engine.table.generate`
abs = ops.absolute
acos = ops.acos
acosh = ops.acosh
asin = ops.asin
asinh = ops.asinh
atan = ops.atan
atan2 = ops.atan2
atanh = ops.atanh
cos = ops.cos
cosh = ops.cosh
digamma = ops.digamma
dot = ops.dot
elu = ops.elu
erf = ops.erf
erfc = ops.erfc
exp = ops.exp
expm1 = ops.expm1
gelu = ops.gelu
hypot = ops.hypot
identity = ops.identity
leaky_relu = ops.leaky_relu
lgamma = ops.lgamma
log = ops.log
log10 = ops.log10
log1p = ops.log1p
log2 = ops.log2
logaddexp = ops.logaddexp
logsumexp = ops.logsumexp
max = ops.maximum
min = ops.minimum
polygamma = ops.polygamma
prod = ops.product
relu = ops.relu
sigmoid = ops.sigmoid
sign = ops.sign
silu = ops.silu
sin = ops.sin
sinh = ops.sinh
softplus = ops.softplus
sqrt = ops.sqrt
step = ops.step
sum = ops.summation
tan = ops.tan
tanh = ops.tanh
# --- end of the functions

# Without abs, max, min, prod and sum: a star import must not replace the built-in functions.
__all__ = [
    "NOT_COMPUTED",
    "AnomalyError",
    "DomainError",
    "Explanation",
    "Program",
    "StepPage",
    "Value",
    "ValueArray",
    "acos",
    "acosh",
    "asin",
    "asinh",
    "atan",
    "atan2",
    "atanh",
    "check_gradients",
    "collect_less_often",
    "cos",
    "cosh",
    "detect_anomaly",
    "digamma",
    "dot",
    "draw",
    "elu",
    "erf",
    "erfc",
    "exp",
    "explain",
    "expm1",
    "gelu",
    "grad",
    "gradients",
    "hessian",
    "hypot",
    "identity",
    "jacobian",
    "leaky_relu",
    "lgamma",
    "log",
    "log1p",
    "log2",
    "log10",
    "logaddexp",
    "logsumexp",
    "no_grad",
    "numbers",
    "polygamma",
    "relu",
    "sigmoid",
    "sign",
    "silu",
    "sin",
    "sinh",
    "softplus",
    "sqrt",
    "step",
    "step_page",
    "tan",
    "tanh",
    "values",
    "vectorize",
]


# Rooms that a calculation does without are loaded when one of their names is asked for.
_LATER = {
    "recording.anomaly": ("AnomalyError", "detect_anomaly"),
    "arrays": ("ValueArray", "gradients", "numbers", "values"),
    "checking": ("check_gradients",),
    "derivatives": ("grad", "hessian", "jacobian"),
    "drawing": ("draw",),
    "explanation": ("Explanation", "explain"),
    "lifting": ("Program", "vectorize"),
    "stepping": ("StepPage", "step_page"),
}


def __getattr__(name: str) -> Any:
    """Load a room when one of its names is asked for."""
    return moved.late_name("engine", _LATER, name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
