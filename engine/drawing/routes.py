"""Which values carry gradient from a result to chosen values: all that lies on a route between them."""

from collections.abc import Iterable

from engine.graph import topological_order, with_leaves
from engine.table import checks
from engine.table.notation import one_line
from engine.value import Value


def carriers(roots: Iterable[Value], highlight: object) -> set[Value]:
    """Every value on a route from a root to a value in `highlight`, both ends included.

    Raises:
        TypeError: if `highlight` is not a Value and no list of Values.
        ValueError: if one of them is not in the graph, is a constant, or the list is empty.

    >>> a, b = Value(2.0, label="a"), Value(3.0, label="b")
    >>> c = a * b
    >>> y = c + b
    >>> carriers([y], a) == {a, c, y}
    True
    """
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
            raise ValueError(f"highlight got {called(value)}, a constant: no gradient is carried to it.")
        if value not in members:
            raise ValueError(
                f"highlight got {called(value)}, which is not in this graph: no route leads to it. It takes the very "
                "Value that the calculation used, such as model.parameters()[0], not a copy or a new one."
            )
    carrying = set(chosen)
    for root in roots:
        for value in topological_order(root):  # operands first, so each sees what lies behind it
            moving = [x for x, partial in zip(value.parents, value.partials, strict=True) if partial is not None]
            if not carrying.isdisjoint(moving):
                carrying.add(value)
    return carrying


def called(value: Value) -> str:
    """What to call a value in a message."""
    return repr(one_line(str(value.label))) if value.label else f"an unnamed value ({value.data:g})"
