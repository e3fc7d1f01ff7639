"""Give Value a method for each row of the table; make the common ones, and `backward`, fast.

`value.record` is what an operation means, for any row and any operands. It costs about 2 µs. Here
the same steps are written out for the common case (recording is on, the operands are Values, floats or
ints), as source text into which the function and the partials are copied *from the row*, so the
rule still stands in one place. Everything else falls back to `record`. The effect is measured by
`benchmarks/`; a test compares the two on every row, field by field.
"""

import gc
import linecache
import math
import os
import sys
from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

from engine import ops
from engine.recording import blocks, walking
from engine.table.floats import NOT_COMPUTED
from engine.table.primitive import ListOp, Op
from engine.table.symbol import formulas
from engine.value import Constant, Operand, Value, record

# What `value.node` does. The names x, y and out are those of the row's formulas.
RECORD = """
            value = new(Value)
            value._data = out
            value._grad = NOT_COMPUTED
            value._row = {row}
            value._a = {a}; value._da = {da}
            value._b = {b}; value._db = {db}
            value.label = ''"""

# Anything but a Value and a Value or number (a Constant, a subclass), and any error, goes to `record`.

BINARY = """
def {name}(self, other):
    kind = other.__class__
    if blocks.paused:
        pass
    elif kind is Value:
        x = self._data; y = other._data
        try:
            out = {function}{both}
        except ArithmeticError:
            pass
    elif kind is float or kind is int:
        try:
            x = self._data; y = other if kind is float else float(other)
            out = {function}{left}
        except ArithmeticError:
            pass
    return record(row, self, other)

def {reflected}(self, other):
    kind = other.__class__
    if (kind is float or kind is int) and not blocks.paused:
        try:
            x = other if kind is float else float(other); y = self._data
            out = {function}{right}
        except ArithmeticError:
            pass
    return record(row, other, self)
"""

POWER = """
def {name}(self, other):
    kind = other.__class__
    if (kind is float or kind is int) and other and not blocks.paused:
        try:
            x = self._data; y = float(other)
            if y - y:  # inf or NaN
                return record(row, self, other)
            out = function(x, y){node}
        except (ValueError, ArithmeticError):
            pass
    return record(row, self, other)
"""

UNARY = """
def {name}(self):
    if type(self) is Value and not blocks.paused:  # a Constant comes here too, as in map(Value.exp, constants)
        x = self._data
        try:
            out = {function}{node}
        except (ValueError, ArithmeticError):
            pass
    return record(row, self)
"""


def node(a: str, da: str | None, b: str | None, db: str | None) -> str:
    """The text that records a result, and returns it."""
    return RECORD.format(row="row", a=a, da=da, b=b, db=db) + "\n            return value"


def source(row: Op, name: str) -> str:
    """The text of the fast method of a row: an operator with its reflection, or a method of one operand."""
    partials = formulas(row)
    if row is ops.power:  # the case in its rule, exponent 0, does not come here
        return POWER.format(name=name, node=node("self", partials[0], "y", None))
    if len(partials) == 2:
        dx, dy = partials
        return BINARY.format(
            name=name,
            reflected=name.replace("__", "__r", 1),
            function=row.text.format("x", "y"),
            both=node("self", dx, "other", dy),
            left=node("self", dx, "y", None),
            right=node("x", None, "self", dy),
        )
    return UNARY.format(
        name=name,
        function=row.text.format("x") if row.name in ops.OPERATORS else "function(x)",
        node=node("self", partials[0], None, None),
    )


def fast_methods(row: Op, name: str) -> dict[str, Any]:
    """The methods compiled from `source`, by name."""
    functions = {other.name: other.function for other in ops.TABLE.values()}  # for rows used inside a formula
    names = functions | {"function": row.function, "row": row, "record": record, "blocks": blocks}
    return compiled(source(row, name), f"<{row.name}, made by engine.recording.eager>", names)


def compiled(text: str, file: str, names: dict[str, Any]) -> dict[str, Any]:
    """The functions that a text defines, by name; `names` are what it may use besides those of `RECORD`."""
    names = names | {"__name__": __name__, "Value": Value, "new": Value.__new__, "NOT_COMPUTED": NOT_COMPUTED}
    functions: dict[str, Any] = {}
    linecache.cache[file] = (len(text), None, text.splitlines(keepends=True), file)  # for tracebacks and inspect
    exec(compile(text, file, "exec"), names, functions)
    return functions


def is_delicate(row: Op) -> bool:
    """Whether the partial of a row of one operand is no number at an infinity, so that `Op.partial` looks further."""
    for x in (math.inf, -math.inf):
        try:
            if math.isnan(row.rule(0)(x, row.function(x))):
                return True
        except (ValueError, ArithmeticError):
            pass  # no value there
    return False


# The rows of two operands that are no operators are rare; they stay with `record`, as does a Value in an exponent.
OPERATORS = ("__add__", "__sub__", "__mul__", "__truediv__", "__pow__", "__neg__")
OPERATOR_METHODS = dict(zip(ops.OPERATORS, OPERATORS, strict=True))


# --- rows that take lists --------------------------------------------------------------------------


LISTS = {list, tuple}  # a generator can be read only once, and is left to the plain call
OPERANDS = {Value, Constant, float}


def call_lists(op: ListOp, *lists: Any) -> Any:
    """`ListOp.__call__`, fast for lists of Values and floats in which a Value moves.

    What is in the lists is looked at all at once: a set of their classes costs a third of asking one by one.
    """
    if not blocks.paused and len(lists) == op.lists and LISTS.issuperset(map(type, lists)):
        operands = (*lists[0], *lists[1]) if len(lists) == 2 else tuple(lists[0])
        kinds = set(map(type, operands))
        if Value in kinds and kinds <= OPERANDS and len(lists[0]) == len(lists[-1]):
            try:
                if float in kinds:
                    operands = tuple([constant(x) if type(x) is float else x for x in operands])
                    lists = tuple(op.split(operands))
                return list_node(op, operands, [[x._data for x in each] for each in lists])
            except (ValueError, ArithmeticError):
                pass  # the plain call says what is wrong
    return plain_call(op, *lists)


def constant(number: float) -> Value:
    """A constant operand."""
    value = new(Constant)
    value._data = number
    value._grad = NOT_COMPUTED
    value._row = value._a = value._b = value._da = value._db = None
    value.label = ""
    return value


def list_node(op: ListOp, operands: tuple[Value, ...], numbers: Sequence[list[float]]) -> Value:
    """The record of an operation on lists, as `record` makes it."""
    value = new(Value)
    value._data = out = op.function(*numbers)
    value._grad = NOT_COMPUTED
    value._row = op
    value._a = (operands,)
    value._b = op.kept(op.partials[0](*numbers, out), out)  # type: ignore[misc]  # its rule is there, never None
    value._da = value._db = None
    value.label = ""
    return value


new = Value.__new__
plain_call = ListOp.__call__


def has_method(row: Op) -> bool:
    """Whether a row is a method of Value: not an operator, and of a first operand that may be a Value."""
    return row.name not in ops.OPERATORS and not isinstance(row, ListOp) and row.partials[0] is not None


def method(row: Op) -> Callable[..., Value]:
    """The plain method of a row that is not an operator: `v.tanh()`, `v.max(other)`."""

    def plain(self: Value, *others: Operand) -> Value:
        return self._apply(row, row.complete((self, *others)))

    plain.__name__, plain.__qualname__, plain.__doc__ = row.name, f"Value.{row.name}", row.__doc__
    return plain


def fast(plain: Callable[[Value], None]) -> Callable[[Value], None]:
    """`Value.backward` by way of `walking.py`; what it says of a constant stays with the plain one."""

    @wraps(plain)
    def backward(self: Value) -> None:
        (walking.backward if self.requires_grad else plain)(self)

    return backward


DEFAULTS = (700, 2000)  # of CPython, how many new objects the garbage collector waits for; by version
SELDOM = 10_000


def collect_less_often() -> None:
    """Ask the garbage collector to wait for 10,000 new objects, where it waits for as few as CPython's default.

    It looks for cycles, and a graph has none: all it does for one is walk over it, again and again as it grows, for
    a fifth of a training step. Whoever has chosen a threshold, or none, keeps it.
    """
    first, *others = gc.get_threshold()
    if first in DEFAULTS:
        gc.set_threshold(SELDOM, *others)


def install() -> None:
    """Give Value its methods. A Constant keeps the plain ones, which ask who is a constant."""
    collect_less_often()
    for row in ops.TABLE.values():
        if has_method(row):
            setattr(Value, row.name, method(row))
    if os.environ.get("CHALKGRAD_PLAIN"):  # for those who change `value.py` and want to see it run
        return
    if sys.implementation.name == "cpython":  # elsewhere two zeros may be the same object
        Value.backward = fast(Value.backward)  # type: ignore[assignment,method-assign]  # the same, faster
    ListOp.__call__ = call_lists  # type: ignore[assignment,method-assign]  # the same, faster
    for row in ops.TABLE.values():
        if row.name in OPERATOR_METHODS or (has_method(row) and len(row.partials) == 1 and not is_delicate(row)):
            for name, faster in fast_methods(row, OPERATOR_METHODS.get(row.name, row.name)).items():
                plain = getattr(Value, name)
                faster.__doc__, faster.__qualname__ = plain.__doc__, plain.__qualname__
                setattr(Value, name, faster)
                setattr(Constant, name, plain)
