"""What a row of the table is, and what can be done with one: call it, evaluate it, take its partials.

`Op` is a row for one or two operands, `ListOp` one for any number of them. The rows themselves stand
in `ops.py`.
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING, Any, overload

from engine.table import floats
from engine.table.checks import as_float, describe

if TYPE_CHECKING:
    from engine.value import Value

Point = tuple[float, ...]

FAR = 1e100
"""What stands for infinity where a formula finds no number there."""


class DomainError(ValueError, ZeroDivisionError):
    """Raised where an operation has no value, or no derivative.

    It is a ZeroDivisionError too, because 1/0 is one of them.
    """


@dataclass(frozen=True, eq=False)
class Op:
    """One row of the table. Calling it computes: floats give a float, Values give a Value.

    name      what the operation is called: a method of Value and a function of `engine`
    function  its value for floats
    partials  for each operand, a function of (*operands, out): the derivative of the result;
              None for an operand that must be a number
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
    numpy     how NumPy writes it with its operands; where that is not said, with an operator or by its name
    switches  whether a partial of 0 means that a branch is off: nothing is sent there, not even 0 · ∞ (`floats.OFF`)
    unfold    for a record that stands for several operations: writes them out, in the value's own place
    """

    name: str
    function: Callable[..., float]
    partials: tuple[Callable[..., Any] | None, ...]
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
    numpy: str = ""
    switches: bool = False
    unfold: Callable[["Value"], None] | None = None

    def __post_init__(self) -> None:
        if len(self.partials) not in (1, 2):
            raise ValueError(
                f"{self.name} has {len(self.partials)} partials; 1 or 2 are needed, one for each operand. "
                "A row for any number of operands is a ListOp."
            )
        operands = ", ".join(["{}"] * len(self.partials))
        object.__setattr__(self, "symbol", self.symbol or self.name)
        object.__setattr__(self, "text", self.text or f"{self.name}({operands})")
        object.__setattr__(self, "__doc__", f"{self.doc} Domain: {self.domain}.")

    def __repr__(self) -> str:
        return f"<primitive {self.name}>"

    @overload  # the first that fits counts: floats alone give a float
    def __call__(self, *operands: float) -> float: ...  # type: ignore[overload-overlap]  # floats first
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
        """Return the operands with defaults filled in; TypeError if their number is wrong."""
        arity, given = len(self.partials), len(operands)
        if not arity - len(self.defaults) <= given <= arity:
            least = f"{arity - len(self.defaults)} to " if self.defaults else ""
            more = f" or more: for a list write {self.name}(*values)" if self.folds else ""
            raise TypeError(f"{self.name} takes {least}{arity} operand(s){more}; {given} given.")
        return operands + self.defaults[given - arity :] if given < arity else operands

    def evaluate(self, *numbers: float) -> float:
        """Return the result for floats; DomainError where there is none."""
        try:
            return self.function(*numbers)
        except (ValueError, ArithmeticError):
            raise self.no_value(*numbers) from None

    def rule(self, index: int) -> Callable[..., Any]:
        """Return the formula of a partial; TypeError for an operand that must be a number."""
        found = self.partials[index]
        if found is None:
            raise TypeError(f"{self.name} has no derivative for operand {index}: give a number there, not a Value.")
        return found

    def partial(self, index: int, *numbers: float) -> float:
        """Return the derivative with respect to operand `index` at (*operands, out), ±inf if that is its limit."""
        rule = self.rule(index)
        try:
            found = float(rule(*numbers))
        except DomainError:
            raise self.no_value(*numbers[:-1], what=f"derivative for operand {index}") from None
        except ArithmeticError:
            return float(rule(*map(floats.Limit, numbers)))
        if self.switches and found == 0:
            return floats.off(numbers[-1])
        return found if found == found else self.limit_at_infinity(rule, *numbers)

    def limit_at_infinity(self, rule: Callable[..., Any], *numbers: float) -> float:
        """Return what a partial tends to where its formula is NaN, such as ∞ · 0; NaN if that depends on the way there.

        One operand is infinite: the formula is evaluated far out, where it equals its limit to the last digit.
        """
        *operands, out = numbers
        if out != out or [math.isinf(x) for x in operands].count(True) != 1:
            return math.nan
        far = [math.copysign(FAR, x) if math.isinf(x) else x for x in operands]
        found = float(rule(*far, self.evaluate(*far)))
        if 1e-80 < abs(found) < 1e80:
            return found
        return math.copysign(0.0 if abs(found) < 1 else math.inf, found)

    def partials_at(self, numbers: Sequence[float], out: float, moving: Sequence[bool]) -> list[float | None]:
        """Return the partial for each operand that moves, None for the others."""
        return [self.partial(i, *numbers, out) if moves else None for i, moves in enumerate(moving)]

    def written(self, *operands: str) -> str:
        """Return the operation as text, with its operands."""
        return self.text.format(*operands)

    def no_value(self, *numbers: float, what: str = "value") -> DomainError:
        """Return the error that says which operation, on which operands, has no value."""
        operands = [f"({x})" if x < 0 and self.text[0] == "{" else str(x) for x in numbers]
        return DomainError(f"{self.written(*operands)} has no real {what}: {self.name} needs {self.domain}.")

    def _on_arrays(self, operands: tuple[Any, ...]) -> Any:
        """Apply the same function element by element to NumPy arrays, broadcast, so that the numbers are the same."""
        import numpy as np  # only a caller who has arrays gets here

        with np.errstate(all="ignore"):  # the rows say what overflows; NumPy would warn of it once more
            out = np.frompyfunc(self, len(operands), 1)(*operands)
        return out if any(getattr(x, "dtype", None) == np.dtype(object) for x in operands) else out.astype(float)


def is_series(x: Any) -> bool:
    """Return whether x has entries in an order of their own: a generator or an array, but no text, set or 0-d array."""
    unfit = isinstance(x, str | bytes | bytearray | Mapping | Set)
    return isinstance(x, Iterable) and not unfit and getattr(x, "ndim", 1) > 0


@dataclass(frozen=True, eq=False, repr=False)
class ListOp(Op):
    """A row for any number of operands, called with one list of them or with two of equal length.

    Its function takes the lists. So does its one rule, `(*lists, out)`, which gives the partials of all
    operands in order: those of the first list, then those of the second. In a record, in samples and
    in pictures the operands stand in that order, too.

    lists     how many lists it takes, 1 or 2
    tame      whether a finite result guarantees finite partials, so that a gradient of 0 sends only zeros
    """

    lists: int = 1
    tame: bool = False

    @overload  # type: ignore[override]  # called with lists, where other rows are called with operands
    def __call__(self, *lists: Iterable[float]) -> float: ...  # type: ignore[overload-overlap]  # as in Op
    @overload
    def __call__(self, *lists: "Iterable[Value | float]") -> "Value": ...
    def __call__(self, *lists: Any) -> Any:
        """Apply the operation to lists of floats, of Values and numbers, or of symbols."""
        operands = self.complete(lists)
        for x in operands:
            if hasattr(x, "_apply"):
                return x._apply(self, operands)
        return self.evaluate(*[as_float(x, self.name) for x in operands])

    def complete(self, operands: tuple[Any, ...]) -> tuple[Any, ...]:
        """Return the operands of all lists in one; TypeError or ValueError if the lists do not fit."""
        example = f"{self.name}({', '.join(['[a, b]', '[c, d]'][: self.lists])})"
        needed = f"{self.name} takes {('one list', 'two lists')[self.lists - 1]} of operands, such as {example};"
        if len(operands) != self.lists:
            raise TypeError(f"{needed} {len(operands)} given.")
        for each in operands:
            if not isinstance(each, (list, tuple)) and not is_series(each):
                raise TypeError(f"{needed} got {describe(each)}.")
        if self.lists == 1:
            return tuple(operands[0])
        first, second = map(tuple, operands)
        if len(first) != len(second):
            raise ValueError(f"{self.name} takes two lists of equal length; got {len(first)} and {len(second)}.")
        return first + second

    def split(self, operands: Sequence[Any]) -> list[Sequence[Any]]:
        """Return the lists again, from the operands in order."""
        half = len(operands) // 2
        return [operands] if self.lists == 1 else [operands[:half], operands[half:]]

    def evaluate(self, *numbers: float) -> float:
        """Return the result for floats."""
        try:
            return float(self.function(*self.split(numbers)))
        except (ValueError, ArithmeticError):
            raise self.no_value(*numbers) from None

    def partial(self, index: int, *numbers: float) -> float:
        """Return the derivative with respect to operand `index` at (*operands, out)."""
        partial = self.partials_at(numbers[:-1], numbers[-1], [True] * (len(numbers) - 1))[index]
        assert partial is not None  # every operand moves
        return partial

    def partials_at(self, numbers: Sequence[float], out: float, moving: Sequence[bool]) -> list[float | None]:
        """Return the partials for all operands, whether they move or not: the rule gives all at once."""
        found: list[float | None] = self.rule(0)(*self.split(numbers), out)
        return found

    def written(self, *operands: str) -> str:
        """Return the operation as text: dot([a, b], [c, d])."""
        lists = [f"[{', '.join(each)}]" for each in self.split(operands)]
        return f"{self.name}({', '.join(lists)})"
