"""What a row of the table is, and what can be done with one: call it, evaluate it, take a partial.

The rows themselves stand in `ops.py`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING, Any, overload

from engine import floats
from engine.checks import as_float

if TYPE_CHECKING:
    from engine.value import Value

Point = tuple[float, ...]


class DomainError(ValueError, ZeroDivisionError):
    """An operation was asked for a value or a derivative that does not exist.

    It is a ZeroDivisionError too, because 1/0 is one of them.
    """


@dataclass(frozen=True, eq=False)
class Op:
    """One row of the table. Calling it computes: floats give a float, Values give a Value.

    name      what the operation is called: a method of Value and a function of `engine`
    function  its value for floats
    partials  for each operand, a function of (*operands, out): the derivative of the result
    doc       one line for `help`
    symbol    how a picture names it; the name, if not given
    text      how it is written with its operands; name(x, y), if not given
    latex     the same in LaTeX
    domain    where value and derivatives are real numbers
    defaults  values of the last operands, if they may be left out
    folds     whether more than two operands are taken, two at a time from the left
    samples   points inside the domain, away from kinks, where the partials are of order one
    outside   points where there is no value: each must raise
    kinks     points where the derivative jumps, each with the partials that are used there
    """

    name: str
    function: Callable[..., float]
    partials: tuple[Callable[..., Any], ...]
    doc: str
    latex: str
    samples: tuple[Point, ...]
    symbol: str = ""
    text: str = ""
    domain: str = "any numbers"
    defaults: tuple[float, ...] = ()
    folds: bool = False
    outside: tuple[Point, ...] = ()
    kinks: tuple[tuple[Point, Point], ...] = ()

    def __post_init__(self) -> None:
        if len(self.partials) not in (1, 2):
            raise ValueError(f"{self.name} has {len(self.partials)} partials; 1 or 2 are needed, one for each operand.")
        operands = ", ".join(["{}"] * len(self.partials))
        object.__setattr__(self, "symbol", self.symbol or self.name)
        object.__setattr__(self, "text", self.text or f"{self.name}({operands})")
        object.__setattr__(self, "__doc__", f"{self.doc} Domain: {self.domain}.")

    def __repr__(self) -> str:
        return f"<primitive {self.name}>"

    @overload  # the first that fits counts: floats alone give a float
    def __call__(self, *operands: float) -> float: ...  # type: ignore[overload-overlap]
    @overload
    def __call__(self, *operands: "Value | float") -> "Value": ...
    def __call__(self, *operands: Any) -> Any:
        """Apply the operation in the algebra of its operands: float, Value, symbol or array."""
        if self.folds and len(operands) > 2:
            return reduce(self, operands)
        operands = self.complete(operands)
        for x in operands:
            if hasattr(x, "_apply"):
                return x._apply(self, operands)
        if any(getattr(x, "ndim", 0) for x in operands):
            return self._on_arrays(operands)
        return self.evaluate(*[as_float(x, self.name) for x in operands])

    def complete(self, operands: tuple[Any, ...]) -> tuple[Any, ...]:
        """The operands with defaults filled in; TypeError if their number is wrong."""
        arity, given = len(self.partials), len(operands)
        if not arity - len(self.defaults) <= given <= arity:
            least = f"{arity - len(self.defaults)} to " if self.defaults else ""
            more = f" or more: for a list write {self.name}(*values)" if self.folds else ""
            raise TypeError(f"{self.name} takes {least}{arity} operand(s){more}; {given} given.")
        return operands + self.defaults[given - arity :] if given < arity else operands

    def evaluate(self, *numbers: float) -> float:
        """The result for floats; DomainError where there is none."""
        try:
            return self.function(*numbers)
        except (ValueError, ArithmeticError):
            raise self.no_value(*numbers) from None

    def partial(self, index: int, *numbers: float) -> float:
        """The derivative with respect to operand `index` at (*operands, out), ±inf if that is its limit."""
        rule = self.partials[index]
        try:
            return float(rule(*numbers))
        except DomainError:
            raise self.no_value(*numbers[:-1], what=f"derivative for operand {index}") from None
        except ArithmeticError:
            return float(rule(*map(floats.Limit, numbers)))

    def no_value(self, *numbers: float, what: str = "value") -> DomainError:
        """The error that says which operation, on which operands, has no value."""
        written = self.text.format(*[f"({x})" if x < 0 and self.text[0] == "{" else x for x in numbers])
        return DomainError(f"{written} has no real {what}: {self.name} needs {self.domain}.")

    def _on_arrays(self, operands: tuple[Any, ...]) -> Any:
        """Element by element over NumPy arrays, broadcast: the same function, so the same numbers."""
        import numpy as np  # only a caller who has arrays gets here

        out = np.frompyfunc(self, len(operands), 1)(*operands)
        return out if any(getattr(x, "dtype", None) == np.dtype(object) for x in operands) else out.astype(float)
