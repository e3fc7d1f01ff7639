"""The first stage of a drawing: a graph becomes records that say what there is to draw.

The records are plain and frozen, and refer to each other by number: the position in topological
order, which is the same in every run. Nothing here knows about colours, files or programs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from engine.graph import topological_order, with_leaves
from engine.table import checks
from engine.value import Value

LIMIT = 250
"""How many values are drawn unless more are asked for: a picture is easy to read up to about 60."""

MAXIMUM = 2000
"""How many values are drawn at all: a layout of more may take minutes, and nobody could read it."""

PARTS = (
    "A picture reads well up to about 60 values. Draw a part (any value inside the graph can be drawn, such as the "
    "output of one neuron), or make the graph smaller (fewer neurons, fewer samples)"
)
"""What to do instead of drawing a graph that is too large."""


@dataclass(frozen=True)
class Box:
    """One value.

    index   its position in topological order
    kind    what it is: made by an operation, a leaf, or a constant
    symbol  the operation that made it, as the table has it; "" for a leaf or a constant
    label   its label as given, "" if it has none
    data    its number
    grad    its gradient; None for a constant, which never has one
    faint   whether it stands back behind what is highlighted
    """

    index: int
    kind: Literal["operation", "leaf", "constant"]
    symbol: str
    label: str
    data: float
    grad: float | None
    faint: bool = False


@dataclass(frozen=True)
class Arrow:
    """One operand of one operation.

    operand   the index of the box it comes from
    result    the index of the box it goes to
    position  which operand it is, from 0
    partial   the local derivative; None where the operand is a constant
    faint     whether it stands back behind what is highlighted
    """

    operand: int
    result: int
    position: int
    partial: float | None
    faint: bool = False


@dataclass(frozen=True)
class Graph:
    """All there is to draw. The last box is the root; arrows are in the order of results, then operands."""

    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]

    @property
    def root(self) -> Box:
        """The value that was drawn."""
        return self.boxes[-1]


def describe_graph(root: Value, limit: int = LIMIT, carrying: set[Value] | None = None) -> Graph:
    """The graph of `root` as records. What is not in `carrying` is faint, if that is given.

    Raises:
        TypeError: if `root` is not a Value, or `limit` not a whole number.
        ValueError: if there are more than `limit` values, or more than MAXIMUM.

    >>> a = Value(3.0, label="a")
    >>> for arrow in describe_graph(a * a).arrows:
    ...     print(arrow)
    Arrow(operand=0, result=1, position=0, partial=3.0, faint=False)
    Arrow(operand=0, result=1, position=1, partial=3.0, faint=False)
    """
    values = members(root, limit)
    index = {value: i for i, value in enumerate(values)}
    strong = index.keys() if carrying is None else carrying
    arrows = [
        Arrow(index[parent], index[value], position, partial, not (parent in strong and value in strong))
        for value in values
        for position, (parent, partial) in enumerate(zip(value.parents, value.partials, strict=True))
    ]
    return Graph(tuple(box(value, i, value not in strong) for value, i in index.items()), tuple(arrows))


def box(value: Value, index: int, faint: bool = False) -> Box:
    """The record of one value."""
    constant = not value.requires_grad
    return Box(
        index=index,
        kind="constant" if constant else "leaf" if value.is_leaf else "operation",
        symbol=value._row.symbol if value._row else "",
        label="" if value.label is None else str(value.label),
        data=value.data,
        grad=None if constant else value.grad,
        faint=faint,
    )


def members(root: Value, limit: int) -> list[Value]:
    """The values of the graph in topological order, if there are not too many of them to draw."""
    if not isinstance(root, Value):
        raise TypeError(
            f"draw got {checks.describe(root)}; it draws the graph behind one Value, such as a loss. "
            "Of a list draw one element, of a model a trace: draw(model.trace(x))."
        )
    if not isinstance(limit, int) or isinstance(limit, bool):
        raise TypeError(f"draw got limit={checks.describe(limit)}; it is a whole number of values, such as {LIMIT}.")
    operations = topological_order(root)
    if len(operations) > MAXIMUM:  # then do not list the leaves: a million constants take memory for nothing
        raise ValueError(
            f"The graph has {len(operations):,} operations; at most {MAXIMUM:,} values can be drawn. {PARTS}."
        )
    values = with_leaves(root)
    if len(values) > MAXIMUM:
        raise ValueError(f"The graph has {len(values):,} values; at most {MAXIMUM:,} can be drawn. {PARTS}.")
    if len(values) > limit:
        more = f"or ask for all of it: draw(value, limit={len(values)})"
        raise ValueError(f"The graph has {len(values):,} values, more than limit={limit}. {PARTS}, {more}.")
    return values
