"""Every route from a loss to a value: how many there are, what they add up to, and the heaviest of them.

A route is a way down the graph, one operand at each operation. There may be far more routes than could
ever be listed, so only those that are shown are followed: counts, sums and the largest product are found for
every value at once, from `w` up, each from those of its operands (dynamic programming), and the routes are
then taken in the order of their weight by sidetracks, the way D. Eppstein finds k shortest paths
(SIAM J. Comput. 28, 1998, doi:10.1137/S0097539795290477): what is not taken is left over in groups, each with a
known sum.

In a network nn marks pre-activations s and activations a with their place. Every route from the loss to a weight passes
some of them, and has a last one. So the routes fall into groups by their last marked value, and

    ∂L/∂w = Σ over marked m of ∂L/∂m · ∂m/∂w, directly: along routes that pass no other marked value

which is δ_i · x_j for a weight, Σ_k w_ki δ_k for an activation, and f′(s_i) · ∂L/∂a_i for δ_i.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache, cached_property
from heapq import heappop, heappush
from itertools import count
from typing import NamedTuple

from engine.derivatives import adjoints
from engine.explanation.document import added
from engine.graph import topological_order
from engine.recording.places import marked
from engine.table import symbol
from engine.table.floats import total
from engine.table.primitive import ListOp, Op
from engine.value import Value

ZERO, BEYOND = -1e12, 1e15  # weights, logarithms, of a factor 0 and of one that is not finite: beyond any other


class Edge(NamedTuple):
    """One step of the chain rule: from a result to the operand at `position`, times the local derivative."""

    result: Value
    position: int
    operand: Value
    partial: float

    @property
    def is_one(self) -> bool:
        """Whether the partial is 1 whatever the operands are, as those of a sum."""
        return bool(self.result._row) and always_one(self.result._row, self.position)


@cache
def always_one(row: Op, position: int) -> bool:
    """Return whether a row has 1 as this partial."""
    return symbol.formulas(row)[0 if isinstance(row, ListOp) else position] == "1.0"


@dataclass(frozen=True)
class Route:
    """One way from the loss to w: its edges in this order, and the product of their local derivatives."""

    edges: tuple[Edge, ...]
    product: float


class Sidetrack(NamedTuple):
    """All routes that follow a known one up to `place`, then leave it by `edge`; `product` includes that edge."""

    known: int
    place: int
    edge: Edge
    product: float


class RouteGraph:
    """What was recorded below a loss, with ∂loss/∂v for every v."""

    def __init__(self, loss: Value) -> None:
        self.loss = loss
        self.order = topological_order(loss)  # the operations, operands before results
        self.edges = {value: edges_of(value) for value in self.order}  # in the order of operands, without constants
        self.adjoints = adjoints(loss)  # ∂loss/∂v for every operation and leaf
        self.marked = set(marked(self.order))  # pre-activations and activations

    def terms(self, target: Value) -> list[NeuronTerm]:
        """Return what reaches `target` past no other marked value, one term for each value that it comes from."""
        direct = Routes(self, target, self.marked)
        sources = (value for value in direct.order if value in self.marked or value is self.loss)
        return [NeuronTerm(v, target, self.adjoints[v], direct.slope[v], direct.only_route(v)) for v in sources]


def edges_of(value: Value) -> list[Edge]:
    """Return the edges from a result to the operands it is differentiated by."""
    return [
        Edge(value, i, x, d)
        for i, (x, d) in enumerate(zip(value.operands, value.partials, strict=True))
        if d is not None and isinstance(x, Value)
    ]


class Routes:
    """The routes from a graph's loss to w, or those that pass none of some values before w.

    >>> a = Value(3.0)
    >>> found = Routes(RouteGraph(a * a), a)
    >>> found.count, [route.product for route in found.heaviest(1)[0]], found.heaviest(1)[1]
    (2, [3.0], 3.0)
    """

    def __init__(self, graph: RouteGraph, w: Value, not_past: Collection[Value] = ()) -> None:
        self.loss, self.w, self.not_past = graph.loss, w, not_past
        self.order: list[Value] = []  # the operations on the way, operands before results
        self.edges: dict[Value, list[Edge]] = {}  # for each of them the edges that lead on to w
        self.slope = {w: 1.0}  # ∂v/∂w for each v on the way
        self.weight = {w: 0.0}  # of the heaviest route from v to w
        for value in graph.order:
            leading = list(filter(self.leads_on, graph.edges[value]))
            if leading and value is not w:
                self.order.append(value)
                self.edges[value] = leading
                self.slope[value] = total(edge.partial * self.slope[edge.operand] for edge in leading)
                self.weight[value] = max(map(self.weight_from, leading))

    def leads_on(self, edge: Edge) -> bool:
        """Return whether an edge leads to w."""
        return edge.operand is self.w or (edge.operand in self.slope and edge.operand not in self.not_past)

    @cached_property
    def count(self) -> int:
        """How many routes there are, exactly. A count is dropped after its last use, since it may have many digits."""
        counts = {self.w: 1}
        needed = Counter(edge.operand for value in self.order for edge in self.edges[value])
        for value in self.order:
            counts[value] = sum(counts[edge.operand] for edge in self.edges[value])
            for edge in self.edges[value]:
                needed[edge.operand] -= 1
                if not needed[edge.operand]:
                    del counts[edge.operand]
        return counts.get(self.loss, 0)

    def weight_from(self, edge: Edge) -> float:
        """Return the weight of the heaviest route from an edge on."""
        return weight_of(edge.partial) + self.weight[edge.operand]

    def only_route(self, value: Value) -> tuple[Edge, ...] | None:
        """Return the route from value to w; None if there are several."""
        edges: list[Edge] = []
        while value is not self.w:
            edges += self.edges[value]
            if len(self.edges[value]) > 1:
                return None
            value = edges[-1].operand
        return tuple(edges)

    def heaviest(self, most: int) -> tuple[list[Route], float]:
        """Return the routes of largest |product|, at most so many, heaviest first; and the sum over all others."""
        search = RouteSearch(self)
        while search.waiting and len(search.found) < most:
            search.take_next()
        return search.found, search.rest()


class RouteSearch:
    """The routes taken so far, the heaviest first, and all sidetracks that leave them, sorted by a heap."""

    def __init__(self, routes: Routes) -> None:
        self.routes = routes
        self.found: list[Route] = []
        self.waiting: list[tuple[float, int, Sidetrack]] = []
        self.turns = count()  # of equal ones the first comes first; values are never compared
        if routes.count:
            self.go_down([], 1.0)

    def take_next(self) -> None:
        """Take the heaviest of the routes that were not taken."""
        track = heappop(self.waiting)[2]
        self.go_down([*self.found[track.known].edges[: track.place], track.edge], track.product)

    def go_down(self, edges: list[Edge], product: float) -> None:
        """Follow the heaviest edges down to w; what is passed by waits as sidetracks."""
        value = edges[-1].operand if edges else self.routes.loss
        weight = sum(weight_of(edge.partial) for edge in edges)
        while value is not self.routes.w:
            best = max(self.routes.edges[value], key=self.routes.weight_from)
            for edge in self.routes.edges[value]:
                if edge is not best:
                    track = Sidetrack(len(self.found), len(edges), edge, product * edge.partial)
                    heappush(self.waiting, (-weight - self.routes.weight_from(edge), next(self.turns), track))
            edges.append(best)
            product *= best.partial
            weight += weight_of(best.partial)
            value = best.operand
        self.found.append(Route(tuple(edges), product))

    def rest(self) -> float:
        """Return the sum over all routes that were not taken: every sidetrack stands for a group of them."""
        return added(track.product * self.routes.slope[track.edge.operand] for _, _, track in self.waiting)


def weight_of(partial: float) -> float:
    """Return log|partial|, so that weights add up where products would leave the range of floats."""
    if not math.isfinite(partial):
        return BEYOND
    return math.log(abs(partial)) if partial else ZERO


# --- in a network, by neurons -----------------------------------------------------------------------


@dataclass(frozen=True)
class NeuronTerm:
    """What reaches a value directly from one marked value, or from the loss."""

    source: Value  # where it comes from
    target: Value
    adjoint: float  # ∂L/∂source: δ, if source is a pre-activation
    slope: float  # ∂source/∂target along the direct routes
    edges: tuple[Edge, ...] | None  # the edges of that route; None if there are several

    @property
    def product(self) -> float:
        """adjoint · slope."""
        return self.adjoint * self.slope

    @property
    def only_edge(self) -> Edge | None:
        """The one edge from source to target, if that is all."""
        return self.edges[0] if self.edges and len(self.edges) == 1 else None

    @property
    def only_factor(self) -> Edge | None:
        """The one edge whose partial is not always 1, if there is one and no more."""
        found = [edge for edge in self.edges or () if not edge.is_one]
        return found[0] if len(found) == 1 else None

    @property
    def is_one(self) -> bool:
        """Whether all partials on the way are always 1, as for a bias."""
        return self.edges is not None and all(edge.is_one for edge in self.edges)
