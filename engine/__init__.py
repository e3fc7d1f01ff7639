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

from engine import copying, eager, ops
from engine.floats import NOT_COMPUTED
from engine.primitive import DomainError
from engine.recording import no_grad
from engine.value import Value

if TYPE_CHECKING:
    from engine.drawing import draw

eager.install()
copying.install()

# Every row of the table that is not an operator is a function of its name.
abs = ops.absolute
cos = ops.cos
exp = ops.exp
leaky_relu = ops.leaky_relu
log = ops.log
max = ops.maximum
min = ops.minimum
relu = ops.relu
sigmoid = ops.sigmoid
sign = ops.sign
sin = ops.sin
softplus = ops.softplus
sqrt = ops.sqrt
step = ops.step
tanh = ops.tanh

# Without abs, max and min: a star import must not replace the built-in functions.
__all__ = [
    "NOT_COMPUTED",
    "DomainError",
    "Value",
    "cos",
    "draw",
    "exp",
    "leaky_relu",
    "log",
    "no_grad",
    "relu",
    "sigmoid",
    "sign",
    "sin",
    "softplus",
    "sqrt",
    "step",
    "tanh",
]


def __getattr__(name: str) -> Any:
    """Load a room that needs more than the standard library only when it is asked for."""
    if name == "draw":
        from engine.drawing import draw

        return draw
    raise AttributeError(f"module 'engine' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
