"""Gradients in a network, explained by its neurons: what reaches a value comes through pre-activations.

nn marks pre-activations s and activations a with their place in the network. Every route from the loss to a
weight passes some of them, and has a last one. So the routes fall into groups by their last marked value, and

    ∂L/∂w = Σ over marked m of ∂L/∂m · ∂m/∂w, directly: along routes that pass no other marked value

In a network, that is δ_i · x_j for a weight, Σ_k w_ki δ_k for an activation, and f′(s_i) · ∂L/∂a_i for δ_i.
"""

from __future__ import annotations

from dataclasses import dataclass

from engine.explanation.formulas import always_one
from engine.explanation.names import role_of
from engine.explanation.routes import Edge, Graph
from engine.table.floats import total
from engine.value import Value


@dataclass(frozen=True)
class Term:
    """What reaches a value directly from one marked value, or from the loss.

    source   where it comes from
    adjoint  ∂L/∂source: δ, if source is a pre-activation
    slope    ∂source/∂target along the direct routes
    edges    the edges of that route; None if there are several
    """

    source: Value
    target: Value
    adjoint: float
    slope: float
    edges: tuple[Edge, ...] | None

    @property
    def product(self) -> float:
        """adjoint · slope."""
        return self.adjoint * self.slope

    @property
    def only_factor(self) -> Edge | None:
        """The one edge whose partial is not always 1, if there is one and no more."""
        found = [e for e in self.edges or () if e.result._row and not always_one(e.result._row, e.position)]
        return found[0] if len(found) == 1 else None

    @property
    def is_one(self) -> bool:
        """Whether all partials on the way are always 1, as for a bias."""
        return self.edges is not None and all(
            e.result._row and always_one(e.result._row, e.position) for e in self.edges
        )


class Network:
    """The marked values of a graph, in its order."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.marked = {value for value in graph.order if role_of(value) in ("s", "a")}

    def terms(self, target: Value) -> list[Term]:
        """What reaches `target`, by where it comes from, in the order of the graph."""
        slopes, ways = {target: 1.0}, {target: 1}
        for value in self.graph.order:
            direct = [] if value is target else [e for e in self.graph.edges[value] if self.is_direct(e, target, ways)]
            if direct:
                slopes[value] = total(edge.partial * slopes[edge.operand] for edge in direct)
                ways[value] = min(2, sum(ways[edge.operand] for edge in direct))
        return [
            Term(
                value, target, self.graph.adjoints[value], slopes[value],
                self.only_way(value, target, ways) if ways[value] == 1 else None,
            )
            for value in self.graph.order
            if value is not target and value in ways and (value in self.marked or value is self.graph.loss)
        ]  # fmt: skip

    def is_direct(self, edge: Edge, target: Value, ways: dict[Value, int]) -> bool:
        """Whether an edge leads to the target past no other marked value."""
        return edge.operand is target or (edge.operand in ways and edge.operand not in self.marked)

    def only_way(self, value: Value, target: Value, ways: dict[Value, int]) -> tuple[Edge, ...]:
        """The one direct route from value to target."""
        edges = []
        while value is not target:
            edges.append(next(e for e in self.graph.edges[value] if self.is_direct(e, target, ways)))
            value = edges[-1].operand
        return tuple(edges)
