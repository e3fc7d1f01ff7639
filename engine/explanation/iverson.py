"""The Iverson bracket: why, of the sum over all neurons of a layer, one term is left.

∂L/∂w_ij = Σ_a ∂L/∂s_a · ∂s_a/∂w_ij, and ∂s_a/∂w_ij = [a = i] x_j, where [a = i] is 1 for a = i and else 0: the
weight is an operand of its own neuron's sum alone. Which of the derivatives are 0 is not assumed here but
found in the graph: where no route leads from s_a to w_ij.
"""

from __future__ import annotations

from collections.abc import Sequence

from engine.explanation.document import Block, Equation, Heading, Table, Text
from engine.explanation.names import Names, place_of, placed_name
from engine.explanation.neurons import Network, Term
from engine.explanation.pieces import (
    EQUALS,
    NOTHING,
    TIMES,
    Piece,
    between,
    factor,
    join,
    num,
    partial,
    plain,
    words,
)
from engine.explanation.terms import ROWS, slope_name, term_name
from engine.value import Value


def bracket_of(network: Network, names: Names, term: Term, terms: Sequence[Term]) -> list[Block]:
    """The table over the neurons a of the layer that `term` comes from, for the same sample."""
    place, copy = place_of(term.source), names.copy(term.source)
    delta = placed_name("δ", r"\delta", place.layer, "a", None, copy)
    slope = partial(placed_name("s", "s", place.layer, "a", None, copy), names.of(term.target))
    bracket = plain(f"[a = {place.neuron}]")
    factors = join(bracket, TIMES, slope_name(names, term))
    reached = {other.source: other for other in terms}
    every_neuron = beside(network, names, term.source)
    layer = [s for i, s in enumerate(every_neuron) if i < ROWS or s in reached]
    left_out = len(every_neuron) - len(layer)
    if len(layer) == 1:
        return [Text(["The layer has one neuron, so no other could have a part in it."])]
    rows = [row(network.graph.adjoints[s], s, reached.get(s)) for s in layer]
    equations = [line(network.graph.adjoints[s], s, reached.get(s), term) for s in layer]
    if left_out:
        rows.append([words(f"{left_out} more"), NOTHING, plain("0"), words("no route: 0"), num(0.0)])
    every = join(Piece("Σ_a ", r"\sum_{a} "), delta, TIMES)
    return [
        Heading(["The Iverson bracket: ", join(slope, " = ", factors)]),
        Text([
            bracket, f" is 1 for a = {place.neuron} and 0 for every other neuron a: ", names.of(term.target),
            " is an operand of its own neuron only."
        ]),
        Table([plain("a"), delta, bracket, slope, join(delta, TIMES, slope)], rows, equations),
        Equation(join(every, slope), [
            (EQUALS, join(every, factors)), (EQUALS, term_name(names, term)), (EQUALS, num(term.product))
        ]),
    ]  # fmt: skip


def row(adjoint: float, s: Value, term: Term | None) -> list[Piece]:
    """One neuron's line in the table."""
    slope = num(term.slope) if term else words("no route: 0")
    return [plain(str(place_of(s).neuron)), num(adjoint), plain("1" if term else "0"), slope, product(term)]


def line(adjoint: float, s: Value, term: Term | None, chosen: Term) -> Equation:
    """The same as an equation: δ_a · [a = i] · x_j = product."""
    a, i = place_of(s).neuron, place_of(chosen.source).neuron
    slope = term.slope if term else chosen.slope
    numbers = between(TIMES, [factor(adjoint), plain(f"[{a} = {i}]"), factor(slope)])
    return Equation(plain(f"a = {a}: "), [(NOTHING, numbers), (EQUALS, product(term))])


def product(term: Term | None) -> Piece:
    """δ_a · ∂s_a/∂w; 0 where there is no route."""
    return num(term.product if term else 0.0)


def beside(network: Network, names: Names, s: Value) -> list[Value]:
    """The pre-activations of a layer for one sample, in order."""
    mine, copy = place_of(s), names.copy(s)
    same = {place_of(v).neuron: v for v in network.marked if is_like(place_of(v), mine) and names.copy(v) == copy}
    return [same[neuron] for neuron in sorted(same)]


def is_like(place: object, other: object) -> bool:
    """Whether two places are those of pre-activations in the same layer."""
    return [getattr(place, x) for x in ("role", "layer")] == [getattr(other, x) for x in ("role", "layer")]
