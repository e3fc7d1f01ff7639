"""What a reader should know besides: another number in `.grad`, infinite derivatives, data that were changed."""

from __future__ import annotations

import math
from collections.abc import Iterable

from engine.derivatives import check_unchanged
from engine.explanation.document import Block, Heading, Text
from engine.explanation.listing import edge_name
from engine.explanation.names import Names
from engine.explanation.pieces import num, plain
from engine.explanation.routes import Edge, Graph, Routes
from engine.table.floats import NotComputed
from engine.value import Value


def notes(graph: Graph, routes: Routes, shown: Iterable[Edge], names: Names) -> list[Block]:
    """All that apply."""
    found = [*accumulated(graph, routes.w, names), *not_finite(routes, names), *changed(shown), *copies(names)]
    return [Heading(["Note"]), *found] if found else []


def accumulated(graph: Graph, w: Value, names: Names) -> list[Block]:
    """Where w.grad is not the gradient of this loss."""
    gradient = graph.adjoints.get(w, 0.0)
    if isinstance(w.grad, NotComputed) or same(w.grad, gradient):
        return []
    why = (
        "the gradient of a leaf adds up over calls of backward(), also those for other losses, until zero_grad()."
        if w.is_leaf
        else "it is left from another call of backward(), or from before this graph was made."
    )
    name = names.of(w)
    return [
        Text([name, plain(".grad"), " holds ", num(w.grad), ", not the ", num(gradient), f" explained here: {why}"])
    ]  # fmt: skip


def same(a: float, b: float) -> bool:
    """Whether two numbers agree within 1e-12; NaN agrees with NaN."""
    return a == b or (a != a and b != b) or abs(a - b) <= 1e-12 * max(1.0, abs(a), abs(b))


def not_finite(routes: Routes, names: Names) -> list[Block]:
    """Say which local derivative is infinite or not a number, and what the sum becomes."""
    edges = (edge for value in routes.order for edge in routes.edges[value])
    wrong = next((edge for edge in edges if not math.isfinite(edge.partial)), None)
    if wrong is None:
        if routes.count and not math.isfinite(routes.slope[routes.loss]):
            return [Text(["A product on the way is too large for a float, so the sum is not finite."])]
        return []
    first = Text([
        edge_name(wrong, names), " is ", num(wrong.partial), ": the operation has no finite slope at this point (as"
        " sqrt at 0). Every route through it is infinite, or not a number: 0 · inf and inf − inf are nan, which no"
        " other route can make finite. backward() gives the same. Move the operand away from that point.",
    ])  # fmt: skip
    return [first]


def changed(shown: Iterable[Edge]) -> list[Block]:
    """Whether a shown operation would now give other numbers than it recorded."""
    for value in {edge.result for edge in shown}:
        try:
            check_unchanged(value)
        except RuntimeError:
            return [
                Text([
                    "Data were changed after the loss was computed, as an optimiser does. Values are shown as they are"
                    " now; local derivatives are those recorded then, and they are what the gradient is made of."
                ])
            ]  # fmt: skip
    return []


def copies(names: Names) -> list[Block]:
    """What the raised numbers mean, if there are any."""
    if not names.used_copy:
        return []
    return [Text(["A raised number counts values that share a label, such as one for each sample, from 0."])]
