"""Give Value a method for each row of the table, and make the common ones fast.

`value.record` is what an operation means, for any row and any operands. It costs about 2 µs. Here
the same steps are written out for the common case (recording is on, the operands are Values, floats or
ints), as source text into which the function and the partials are copied *from the row*, so the
rule still stands in one place. Everything else falls back to `record`. The effect is measured by
`benchmarks/`; a test compares the two on every row, field by field.
"""

import linecache
import os
from collections.abc import Callable
from typing import Any

from engine import ops, recording
from engine.floats import NOT_COMPUTED
from engine.primitive import Op
from engine.symbol import formula
from engine.value import Operand, Value, record

# The names x, y and out are those of the row's formulas. Anything but exactly a Value (a Constant, a
# subclass), and any error, goes to `record`.
NODE = """
            value = new(Value)
            value._data = out
            value._grad = NOT_COMPUTED
            value._row = row
            value._a = {a}; value._da = {da}
            value._b = {b}; value._db = {db}
            value.label = ""
            return value"""

BINARY = """
def {name}(self, other):
    kind = other.__class__
    if self.__class__ is not Value or recording.paused:
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
    if self.__class__ is Value and (kind is float or kind is int) and not recording.paused:
        try:
            x = other if kind is float else float(other); y = self._data
            out = {function}{right}
        except ArithmeticError:
            pass
    return record(row, other, self)
"""

UNARY = """
def {name}(self):
    if self.__class__ is Value and not recording.paused:
        x = self._data
        try:
            out = {function}{node}
        except (ValueError, ArithmeticError):
            pass
    return record(row, self)
"""


def source(row: Op, name: str) -> str:
    """The text of the fast method of a row: an operator with its reflection, or a method of one operand."""
    partials = [formula(row, i) for i in range(len(row.partials))]
    if len(partials) == 2:
        dx, dy = partials
        return BINARY.format(
            name=name,
            reflected=name.replace("__", "__r", 1),
            function=row.text.format("x", "y"),
            both=NODE.format(a="self", da=dx, b="other", db=dy),
            left=NODE.format(a="self", da=dx, b="y", db=None),
            right=NODE.format(a="x", da=None, b="self", db=dy),
        )
    return UNARY.format(
        name=name,
        function=row.text.format("x") if row.name in ops.OPERATORS else "function(x)",
        node=NODE.format(a="self", da=partials[0], b=None, db=None),
    )


def fast_methods(row: Op, name: str) -> dict[str, Any]:
    """The methods compiled from `source`, by name."""
    functions = {other.name: other.function for other in ops.TABLE.values()}  # for rows used inside a formula
    names = functions | {"function": row.function, "row": row, "record": record, "recording": recording}
    names |= {"Value": Value, "new": Value.__new__, "NOT_COMPUTED": NOT_COMPUTED}
    methods: dict[str, Any] = {}
    text, file = source(row, name), f"<{row.name}, made by engine.eager>"
    linecache.cache[file] = (len(text), None, text.splitlines(keepends=True), file)  # for tracebacks and inspect
    exec(compile(text, file, "exec"), names, methods)
    return methods


# pow has a rule with a case in it, which a formula cannot show, and an exponent that is nearly always a
# number; the other rows of two operands are rare. They stay with `record`.
OPERATOR_METHODS = {"add": "__add__", "sub": "__sub__", "mul": "__mul__", "div": "__truediv__", "neg": "__neg__"}


def method(row: Op) -> Callable[..., Value]:
    """The plain method of a row that is not an operator: `v.tanh()`, `v.max(other)`."""

    def plain(self: Value, *others: Operand) -> Value:
        return self._apply(row, row.complete((self, *others)))

    plain.__name__, plain.__qualname__, plain.__doc__ = row.name, f"Value.{row.name}", row.__doc__
    return plain


def install() -> None:
    """Give Value its methods. On a Constant the fast ones call `record`, which asks who is a constant."""
    for row in ops.TABLE.values():
        if row.name not in ops.OPERATORS:
            setattr(Value, row.name, method(row))
    if os.environ.get("CHALKGRAD_PLAIN"):  # for those who change `value.py` and want to see it run
        return
    for row in ops.TABLE.values():
        if row.name in OPERATOR_METHODS or (row.name not in ops.OPERATORS and len(row.partials) == 1):
            for name, fast in fast_methods(row, OPERATOR_METHODS.get(row.name, row.name)).items():
                plain = getattr(Value, name)
                fast.__doc__, fast.__qualname__ = plain.__doc__, plain.__qualname__
                setattr(Value, name, fast)
