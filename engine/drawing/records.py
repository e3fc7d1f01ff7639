"""The first stage of a drawing: a graph becomes records that say what there is to draw.

The records are plain and frozen, and refer to each other by number: the position in topological
order, which is the same in every run. Colours, files and programs come later.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, NamedTuple

from engine.graph import topological_order, with_leaves
from engine.recording.numbering import invented_names
from engine.recording.places import role_of
from engine.recording.sums import fact_of, walk_sums
from engine.table import checks
from engine.table.notation import one_line
from engine.value import Value

LIMIT = 250  # how many values are drawn unless more are asked for: a picture is easy to read up to about 60

MAXIMUM = 2000  # how many values are drawn at all: a layout of more may take minutes, and is too large to read

PARTS = (
    "A picture reads well up to about 60 values. Draw a part (any value inside the graph can be drawn, such as the "
    "output of one neuron), or make the graph smaller (fewer neurons, fewer samples)"
)
"""What to do instead of drawing a graph that is too large."""


@dataclass(frozen=True)
class Box:
    """One value."""

    index: int  # its position in topological order
    kind: Literal["operation", "leaf", "constant"]  # what it is: made by an operation, a leaf, or a constant
    symbol: str  # the operation that made it, as the table has it; the formula of a folded sum; "" for all others
    label: str  # its label as given, "" if it has none
    data: float  # its number
    grad: float | None  # its gradient; None for a constant, which never has one
    faint: bool = False  # whether it stands back behind what is highlighted
    called: str = ""  # what an explanation calls it where it has no label, such as v3; "" where it needs no name


@dataclass(frozen=True)
class Arrow:
    """One operand of one operation."""

    operand: int  # the index of the box it comes from
    result: int  # the index of the box it goes to
    position: int  # which operand it is, from 0
    partial: float | None  # the local derivative; None where the operand is a constant
    faint: bool = False  # whether it stands back behind what is highlighted


@dataclass(frozen=True)
class GraphPicture:
    """All there is to draw. The last box is the root; arrows are in the order of results, then operands."""

    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]

    @property
    def root(self) -> Box:
        """The value that was drawn."""
        return self.boxes[-1]


class Highlight(NamedTuple):
    """What is highlighted: the values chosen, those that carry gradient to them, and the inputs of chosen weights.

    Such an input x is a factor of δ · x, so its box stays as it is. `carrying` is None where nothing is highlighted.
    """

    carrying: set[Value] | None = None
    chosen: tuple[Value, ...] = ()
    inputs: frozenset[Value] = frozenset()

    def fades(self, value: Value) -> bool:
        """Return whether no gradient flows through a value to what is highlighted."""
        return self.carrying is not None and value not in self.carrying

    def fades_box(self, value: Value) -> bool:
        """Return whether the box of a value stands back: not if it is a factor of δ · x."""
        return self.fades(value) and value not in self.inputs


NO_HIGHLIGHT = Highlight()


def describe_graph(
    root: Value, limit: int = LIMIT, highlight: Highlight = NO_HIGHLIGHT, *, folded: bool = False
) -> GraphPicture:
    """Return the graph of `root` as records; what does not lead to a highlighted value is faint.

    `folded` makes one box of a neuron's weighted sum, in place of its products and partial sums.

    Raises:
        TypeError: if `root` is not a Value, or `limit` not a whole number.
        ValueError: if there are more than `limit` values, or more than MAXIMUM.

    >>> a = Value(3.0, label="a")
    >>> for arrow in describe_graph(a * a).arrows:
    ...     print(arrow)
    Arrow(operand=0, result=1, position=0, partial=3.0, faint=False)
    Arrow(operand=0, result=1, position=1, partial=3.0, faint=False)
    """
    values = members(root, limit, folded)
    index = {value: i for i, value in enumerate(values)}
    arrows = [
        Arrow(index[parent], index[value], position, partial, highlight.fades(parent) or highlight.fades(value))
        for value in values
        for position, (parent, partial) in enumerate(operands_shown(value, folded))
    ]
    whole = not folded or not any(map(fact_of, values))  # else values that have a name elsewhere are not in the picture
    names = invented_names(root) if whole else {}
    boxes = [box_of_value(x, i, highlight.fades_box(x), folded, names.get(x, "")) for x, i in index.items()]
    return GraphPicture(tuple(boxes), tuple(arrows))


def operands_shown(value: Value, folded: bool) -> list[tuple[Value, float | None]]:
    """Return the operands of a value with their partials: ∂s/∂w_j = x_j, ∂s/∂x_j = w_j, ∂s/∂b = 1 of a folded sum."""
    fact = fact_of(value) if folded else None
    if fact is None:
        return list(zip(value.parents, value.partials, strict=True))
    return [(x, partial if x.requires_grad else None) for x, partial in zip(*fact, strict=True)]


def box_of_value(value: Value, index: int, faint: bool, folded: bool, called: str) -> Box:
    """Return the record of one value."""
    constant, fact = not value.requires_grad, fact_of(value) if folded else None
    made = value._row.symbol if value._row else ""
    return Box(
        index=index,
        kind="constant" if constant else "leaf" if value.is_leaf else "operation",
        symbol=made if fact is None else "b + Σ w·x" if fact.biased else "Σ w·x",
        label="" if value.label is None else str(value.label),
        data=value.data,
        grad=None if constant else value.grad,
        faint=faint,
        called=called,
    )


def members(root: Value, limit: int, folded: bool = False) -> list[Value]:
    """Return the values of the graph in topological order, if there are not too many of them to draw."""
    if not isinstance(root, Value):
        raise TypeError(
            f"draw got {checks.describe(root)}; it draws the graph behind one Value, such as a loss. "
            "Of a list draw one element, of a model a trace: draw(model.trace(x))."
        )
    if not isinstance(limit, int) or isinstance(limit, bool):
        raise TypeError(f"draw got limit={checks.describe(limit)}; it is a whole number of values, such as {LIMIT}.")
    operations = folded_order(root) if folded else topological_order(root)
    if len(operations) > MAXIMUM:  # then do not list the leaves: a million constants take memory for nothing
        raise ValueError(
            f"The graph has {len(operations):,} operations; at most {MAXIMUM:,} values can be drawn. {PARTS}."
        )
    if folded:  # operands before results, each where it stands first; the root may be a leaf
        every = (x for value in operations for x in (*(x for x, _ in operands_shown(value, folded)), value))
        values = list(dict.fromkeys([*every, root]))
    else:
        values = with_leaves(root)
    if len(values) > MAXIMUM:
        raise ValueError(f"The graph has {len(values):,} values; at most {MAXIMUM:,} can be drawn. {PARTS}.")
    if len(values) > limit:
        more = f"or ask for all of it: draw(value, limit={len(values)})"
        raise ValueError(f"The graph has {len(values):,} values, more than limit={limit}. {PARTS}, {more}.")
    return values


def folded_order(root: Value) -> list[Value]:
    """Return the results that a folded picture shows, operands first: without what only a folded sum is made of."""
    results, _ = walk_sums(root)  # which writes no sum out; of one that has been, it has the products as well
    shown = {root}
    for value in reversed(results):
        if value in shown:
            shown.update(x for x, _ in operands_shown(value, folded=True))
    return [value for value in results if value in shown]


# --- what is highlighted ---------------------------------------------------------------------


def highlight_in(roots: Iterable[Value], highlight: object) -> Highlight:
    """Return what carries gradient to the values in `highlight`: all on a route from a root to one, ends included.

    None highlights nothing.

    Raises:
        TypeError: if `highlight` is neither a Value nor a list of Values.
        ValueError: if one of them is not in the graph, is a constant, or the list is empty.

    >>> a, b = Value(2.0, label="a"), Value(3.0, label="b")
    >>> c = a * b
    >>> y = c + b
    >>> highlight_in([y], a).carrying == {a, c, y}
    True
    """
    if highlight is None:
        return NO_HIGHLIGHT
    given = list(highlight) if isinstance(highlight, list | tuple | set | frozenset) else [highlight]
    chosen = [value for value in given if isinstance(value, Value)]
    if not chosen or len(chosen) < len(given):
        wrong = next((thing for thing in given if not isinstance(thing, Value)), highlight)
        raise TypeError(
            f"highlight got {checks.describe(wrong)}; it takes one Value of the graph, such as a weight, or a list of "
            "Values."
        )
    roots = list(roots)
    members = {value for root in roots for value in with_leaves(root)}
    for value in chosen:
        if not value.requires_grad:
            raise ValueError(f"highlight got {message_name(value)}, a constant: no gradient is carried to it.")
        if value not in members:
            raise ValueError(
                f"highlight got {message_name(value)}, which is not in this graph: no route leads to it. It takes "
                "the very Value that the calculation used, such as model.parameters()[0], not a copy or a new one."
            )
    carrying, inputs = set(chosen), set[Value]()
    weights = {value for value in chosen if role_of(value) == "w"}
    for value in dict.fromkeys(v for root in roots for v in topological_order(root)):  # operands before results
        parents = value.parents
        if any(x in carrying for x, partial in zip(parents, value.partials, strict=True) if partial is not None):
            carrying.add(value)
        half = {"mul": 1, "dot": len(parents) // 2}.get(value.op, 0)
        inputs |= {x for w, x in zip(parents[:half], parents[half : 2 * half], strict=True) if w in weights}
    return Highlight(carrying, tuple(chosen), frozenset(inputs))


def message_name(value: Value) -> str:
    """Return what a message calls a value."""
    return repr(one_line(str(value.label))) if value.label else f"an unnamed value ({value.data:g})"
