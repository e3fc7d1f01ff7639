"""The part of an explanation that lists routes: the local derivative on each edge, each product, the sum."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from engine.explanation.document import Block, Equation, Heading, Step, Table, Text
from engine.explanation.formulas import derivative, operation
from engine.explanation.names import Names
from engine.explanation.pieces import (
    DOTS,
    EQUALS,
    GLUE,
    NOTHING,
    PLUS,
    TIMES,
    Piece,
    added,
    between,
    factor,
    join,
    num,
    partial,
    plain,
    sign_of_product,
    sign_of_sum,
    whole,
    words,
)
from engine.explanation.routes import Edge, Graph, Route, Routes
from engine.value import Value

END = 8
"""How many edges are shown at either end of a route that is too long to show all."""

MOST_ROWS = 48
"""How many edges a table shows; of more, only those of the heaviest route."""

HEADER = [words("operation"), words("value"), words("local derivative"), words("number")]


def ends(route: Route) -> tuple[Sequence[Edge], Sequence[Edge], Sequence[Edge]]:
    """The edges of a route that are shown first, left out, and shown last."""
    edges = route.edges
    if len(edges) <= 2 * END + 1:
        return edges, (), ()
    return edges[:END], edges[END:-END], edges[-END:]


def shown_edges(routes: Iterable[Route]) -> list[Edge]:
    """Every edge that is shown, once."""
    found = {(e.result, e.position): e for route in routes for part in ends(route)[::2] for e in part}
    return list(found.values())


def in_graph_order(routes: list[Route]) -> list[Route]:
    """Routes from left to right: first operands first."""
    return sorted(routes, key=lambda route: [edge.position for edge in route.edges])


def number_names(graph: Graph, routes: Iterable[Route], names: Names) -> None:
    """Give numbers to the values without a label that will be shown, in the order in which they were computed."""
    results = {edge.result for edge in shown_edges(routes)}
    operands = {edge.operand for edge in shown_edges(routes)}
    met: dict[Value, None] = {}
    for value in graph.order:
        if value in results and len(value.operands) <= 6:
            met.update((x, None) for x in value.operands if isinstance(x, Value) and x.is_leaf)
        if value in results or value in operands:
            met[value] = None
    names.number_in_order(met)


def blocks(graph: Graph, routes: Routes, listed: list[Route], rest: float, names: Names) -> list[Block]:
    """The edges, the routes and the sum."""
    gradient = graph.adjoints[routes.w]
    goal = partial(names.of(routes.loss), names.of(routes.w))
    parts: list[Block] = [heading(routes, len(listed), names), *edge_table(graph, routes.w, listed, names)]
    if len(listed) == 1 == routes.count:
        one = listed[0].edges
        steps = derivative_steps(one[0], names) if len(one) == 1 else product_of(listed[0], names)
        return [*parts, Equation(goal, steps)]
    parts += [numbered(i, product_of(route, names)) for i, route in enumerate(listed, start=1)]
    terms = [route.product for route in listed]
    if len(listed) < routes.count:
        terms = [added(terms), rest]
        parts.append(remainder(routes.count - len(listed), rest))
    sum_of = between(PLUS, map(factor, terms)) if len(terms) <= END else words(f"the sum of these {len(terms)}")
    sign = sign_of_sum(terms, gradient) if len(terms) <= END else EQUALS
    parts.append(Equation(goal, [(EQUALS, sum_of), (sign, num(gradient))]))
    return parts


def remainder(count: int, rest: float) -> Text:
    """What the routes carry that are not listed."""
    if count == 1:
        return Text(["The one other route carries ", num(rest), ". Those shown and that one add up to the gradient:"])
    return Text(
        [
            "The other ",
            whole(count),
            " routes together carry ",
            num(rest),
            ". Those shown and the rest add up to the gradient:",
        ]
    )


def numbered(i: int, steps: list[Step]) -> Equation:
    """The equation of route i, with its number where others have their left side."""
    (_, letters), *numbers = steps
    return Equation(Piece(f"{i}.", rf"\text{{route {i}: }}"), [(NOTHING, letters), *numbers])


def heading(routes: Routes, listed: int, names: Names) -> Heading:
    """How many routes there are and which of them follow."""
    loss, w = names.of(routes.loss), names.of(routes.w)
    if listed < routes.count:
        most = f". The {listed} that carry most, edge by edge:"
        return Heading(["There are ", whole(routes.count), " routes from ", loss, " to ", w, most])
    every = {1: "The one route", 2: "Both routes"}.get(listed, f"All {listed} routes")
    return Heading([every, " from ", loss, " to ", w, ", with the local derivative on each edge:"])


def edge_table(graph: Graph, w: Value, listed: list[Route], names: Names) -> list[Block]:
    """Every edge that is shown: the operation, its value, and the local derivative as formula and number."""
    edges = shown_edges(listed)
    if len(edges) > MOST_ROWS:
        edges = shown_edges([max(listed, key=lambda route: abs(route.product))])
    place = {value: i for i, value in enumerate(graph.order)}
    results = {edge.result for edge in edges}
    edges.sort(key=lambda edge: (-place[edge.result], edge.position))
    rows: list[list[Piece]] = []
    equations: list[Equation] = []
    before = None
    for edge in edges:
        made = join(names.of(edge.result), " = ", operation(edge.result, names))
        first = [made, num(edge.result.data)] if edge.result is not before else [NOTHING, NOTHING]
        left = join(made, Piece("", r", \quad "), edge_name(edge, names))
        equations.append(Equation(left, derivative_steps(edge, names)))
        left_and_formula = [edge_name(edge, names), *(right for _, right in derivative_steps(edge, names)[:-1])]
        rows.append([*first, between(plain(" = "), left_and_formula), num(edge.partial)])
        before = edge.result
        if edge.operand not in results and edge.operand is not w:  # what lies below is left out
            rows.append([DOTS, DOTS, DOTS, DOTS])
            equations.append(Equation(DOTS, []))
    return [Table(HEADER, rows, equations)]


def edge_name(edge: Edge, names: Names) -> Piece:
    """∂result/∂operand; where the operand stands there more than once, which one is meant."""
    operand = names.in_formula(edge.operand)
    same = [i for i, x in enumerate(edge.result.operands) if x is edge.operand]
    if len(same) > 1:
        nth = ordinal(same.index(edge.position) + 1)
        operand = Piece(f"({nth} {operand.text})", rf"{{{operand.latex}}}_{{\mathrm{{{nth}}}}}")
    return partial(names.in_formula(edge.result), operand)


def ordinal(n: int) -> str:
    """The number with its ending.

    >>> [ordinal(n) for n in (1, 2, 3, 11, 22)]
    ['1st', '2nd', '3rd', '11th', '22nd']
    """
    ending = "th" if n % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")
    return f"{n}{ending}"


def derivative_steps(edge: Edge, names: Names) -> list[Step]:
    """= formula = number."""
    formula = derivative(edge, names)
    steps = [] if formula is None or is_number(formula) else [(EQUALS, formula)]
    return [*steps, (EQUALS, num(edge.partial))]


def is_number(formula: Piece) -> bool:
    """Whether a formula is nothing but a number, which need not be said twice."""
    return all(c in "0123456789.−e+" for c in formula.text)


def product_of(route: Route, names: Names) -> list[Step]:
    """The names of a route's local derivatives, then the numbers, then their product."""
    head, middle, tail = ends(route)
    shown = [edge.partial for edge in head]
    letters = [edge_name(edge, names) for edge in head]
    numbers = [factor(x) for x in shown]
    if middle:
        together = math.prod(edge.partial for edge in middle)
        shown += [together, *(edge.partial for edge in tail)]
        letters += [DOTS, *(edge_name(edge, names) for edge in tail)]
        numbers += [
            join(
                Piece(f"[{len(middle):,}{GLUE}edges:{GLUE}", rf"[\text{{{len(middle):,} edges: }}"), num(together), "]"
            ),
            *(factor(e.partial) for e in tail),
        ]
    steps = [(EQUALS, between(TIMES, letters))]
    if len(route.edges) > 1:
        steps.append((EQUALS, between(TIMES, numbers)))
    return [*steps, (sign_of_product(shown, route.product), num(route.product))]
