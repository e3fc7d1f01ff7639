"""Weighted sums b + w_0·x_0 + w_1·x_1 + …, a layer of neurons at once.

What is recorded is what the operators record, or `dot`, and tests compare the two. But a call for each operation
costs as much as the operation, and here the loop is inside: a third less time for the products and sums
of a network, two thirds less for its dots. The effect is measured by `benchmarks/`.

Here and in `nn.networks.sums`, a *row* is ((b, w_0, w_1, …), label), the operands all plain Values, leaves or results.
"""

from collections.abc import Callable, Sequence
from math import isfinite
from operator import mul
from typing import Any

from engine import ops
from engine.recording import blocks
from engine.recording.eager import RECORD, compiled, constant, new
from engine.table.floats import NOT_COMPUTED
from engine.table.symbol import formulas
from engine.value import Value

Row = tuple[tuple[Value, ...], str]


def weighted_sums(rows: Sequence[Row], x: Sequence[Value | float], *, fused: bool) -> list[Value] | None:
    """The sum of each row, with its label; None where only the operators will do.

    Args:
        rows: each with one operand more than `x` has entries.
        x: the inputs that all rows share.
        fused: whether a sum is recorded as `dot([b, *w], [1, *x])`; if not, every product and every sum is.
    """
    if blocks.paused:
        return None
    if fused:
        return dots(rows, tuple([v if isinstance(v, Value) else constant(v) for v in (1.0, *x)]))
    kinds = set(map(type, x))
    return ONE_BY_ONE[kinds.pop()](rows, x) if len(kinds) == 1 and kinds <= ONE_BY_ONE.keys() else None


def dots(rows: Sequence[Row], xs: tuple[Value, ...]) -> list[Value]:
    """`dot(ws, xs)` for each row. Records share xs, its numbers, and ws with those of the next sample."""
    made: list[Value] = []
    row, x_data = ops.dot, [x._data for x in xs]
    for ws, label in rows:
        w_data = [w._data for w in ws]
        value = new(Value)
        value._data = out = sum(map(mul, w_data, x_data), 0.0)
        value._grad = NOT_COMPUTED
        value._row = row
        value._a = (ws, xs)
        value._b = (x_data, w_data) if isfinite(out) else [x_data, w_data]
        value._da = value._db = None
        value.label = label
        made.append(value)
    return made


SOURCE = """
def one_by_one(rows, xs):
    made = []
    for (s, *ws), label in rows:
        for w, v in zip(ws, xs):
            x = w._data; y = {number}
            out = {product}{record_product}
            product = value
            x = s._data; y = out
            out = {total}{record_total}
            s = value
        s.label = label
        made.append(s)
    return made
"""


def one_by_one(number: str, b: str, *, moves: bool) -> Callable[[Sequence[Row], Sequence[Any]], list[Value]]:
    """`s = s + w * v` for all w and v of each row, made from the rows `mul` and `add` of the table.

    number   what gives the number of v
    b        what is kept of v as the second operand
    moves    whether v is differentiated
    """
    (dw, dv), (ds, dp) = formulas(ops.mul), formulas(ops.add)
    text = SOURCE.format(
        number=number,
        product=ops.mul.text.format("x", "y"),
        total=ops.add.text.format("x", "y"),
        record_product=RECORD.format(row="mul", a="w", da=dw, b=b, db=dv if moves else None),
        record_total=RECORD.format(row="add", a="s", da=ds, b="product", db=dp),
    )
    made = compiled(
        text, f"<weighted sums of {b}, made by engine.recording.weighted>", {"mul": ops.mul, "add": ops.add}
    )
    return made["one_by_one"]  # type: ignore[no-any-return]  # it comes from text


ONE_BY_ONE = {Value: one_by_one("v._data", "v", moves=True), float: one_by_one("v", "y", moves=False)}
