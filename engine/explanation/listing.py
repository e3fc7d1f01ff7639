"""The part of an explanation that lists routes: the local derivative on each edge, each product, the sum; and notes.

The notes say what a reader should know besides: another number in `.grad`, infinite derivatives, changed data.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from engine.derivatives import check_unchanged
from engine.explanation.document import EQUALS, PLUS, TIMES, added, factor, num, partial, sign_of_product, sign_of_sum
from engine.explanation.names import Names, derivative, edge_name, is_number, operation
from engine.explanation.routes import Edge, Route, RouteGraph, Routes
from engine.table.floats import NotComputed
from engine.table.reports import GLUE, Block, Equation, Heading, Piece, Step, Table, Text, plain, words
from engine.value import Value

END = 8  # how many edges are shown at either end of a route that is too long to show all

FEWEST_ONES = 2  # so many factors that are always 1 are left out of a product, and counted

MOST_ROWS = 48  # how many edges a table shows; of more, only those of the heaviest route

JUMP = 1e-6  # local derivatives that differ by less, as a part of themselves, do not jump

DOTS = Piece("…", r"\dots")


def ends(route: Route) -> tuple[Sequence[Edge], Sequence[Edge], Sequence[Edge]]:
    """Return the edges of a route that are shown first, left out, and shown last."""
    edges = route.edges
    if len(edges) <= 2 * END + 1:
        return edges, (), ()
    return edges[:END], edges[END:-END], edges[-END:]


def shown_edges(routes: Iterable[Route]) -> list[Edge]:
    """Return every edge that is shown, once."""
    found = {(e.result, e.position): e for route in routes for part in ends(route)[::2] for e in part}
    return list(found.values())


def list_of_routes(graph: RouteGraph, routes: Routes, listed: list[Route], rest: float, names: Names) -> list[Block]:
    """Return the edges, the routes and the sum."""
    gradient = graph.adjoints[routes.w]
    goal = partial(names.in_formula(routes.loss), names.in_formula(routes.w))
    parts: list[Block] = [heading(routes, len(listed), names), edge_table(graph, routes.w, listed, names)]
    if len(listed) == 1 == routes.count:
        one = listed[0].edges
        steps = derivative_steps(one[0], names) if len(one) == 1 else product_of(listed[0], names)
        return [*parts, Equation(goal, steps)]
    for i, route in enumerate(listed, start=1):  # its number stands where others have their left side
        (_, letters), *numbers = product_of(route, names)
        parts.append(Equation(Piece(f"{i}.", rf"\text{{route {i}: }}"), [(plain(""), letters), *numbers]))
    terms = [route.product for route in listed]
    if len(listed) < routes.count:
        terms = [added(terms), rest]
        parts.append(remainder(routes.count - len(listed), rest))
    sum_of = PLUS.join(map(factor, terms)) if len(terms) <= END else words(f"the sum of these {len(terms)}")
    sign = sign_of_sum(terms, gradient) if len(terms) <= END else EQUALS
    return [*parts, Equation(goal, [(EQUALS, sum_of), (sign, num(gradient))])]


def remainder(count: int, rest: float) -> Text:
    """Return what the routes carry that are not listed."""
    if count == 1:
        return Text(["The one other route carries ", num(rest), ". Those shown and that one add up to the gradient:"])
    end = ". Those shown and the rest add up to the gradient:"
    return Text(["The other ", whole(count), " routes together carry ", num(rest), end])


def whole(count: int) -> Piece:
    """Return a count: in full while that can be read, then in powers of ten.

    >>> whole(1234567).text, whole(2**100).text
    ('1,234,567', 'about 1.27e+30')
    """
    if count < 10**15:
        return plain(f"{count:,}")
    exponent = math.log10(count)
    digits, power = f"{10 ** (exponent % 1):.2f}", int(exponent)
    return Piece(f"about {digits}e+{power}", rf"\text{{about }} {digits} \times 10^{{{power}}}")


def heading(routes: Routes, listed: int, names: Names) -> Heading:
    """Return how many routes there are and which of them follow."""
    loss, w = names.of(routes.loss), names.of(routes.w)
    if listed < routes.count:
        most = f". The {listed} that carry most, edge by edge:"
        return Heading(["There are ", whole(routes.count), " routes from ", loss, " to ", w, most])
    every = {1: "The one route", 2: "Both routes"}.get(listed, f"All {listed} routes")
    return Heading([every, " from ", loss, " to ", w, ", with the local derivative on each edge:"])


def edge_table(graph: RouteGraph, w: Value, listed: list[Route], names: Names) -> Table:
    """Return every edge that is shown: the operation, its value, and the local derivative as formula and number."""
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
        made = names.of(edge.result) + " = " + operation(edge.result, names)
        first = [made, num(edge.result.data)] if edge.result is not before else [plain(""), plain("")]
        name, steps = edge_name(edge, names), derivative_steps(edge, names)
        equations.append(Equation(made + Piece("", r", \quad ") + name, steps))
        rows.append([*first, plain(" = ").join([name, *(right for _, right in steps[:-1])]), num(edge.partial)])
        before = edge.result
        if edge.operand not in results and edge.operand is not w:  # what lies below is left out
            rows.append([DOTS, DOTS, DOTS, DOTS])
            equations.append(Equation(DOTS, []))
    return Table([*map(words, ("operation", "value", "local derivative", "number"))], rows, equations)


def derivative_steps(edge: Edge, names: Names) -> list[Step]:
    """Return = formula = number."""
    formula = derivative(edge, names)
    steps = [] if formula is None or is_number(formula) else [(EQUALS, formula)]
    return [*steps, (EQUALS, num(edge.partial))]


def product_of(route: Route, names: Names) -> list[Step]:
    """Return the names of a route's local derivatives, then the numbers, then their product."""
    head, middle, tail = ends(route)
    ones = sum(edge.is_one for edge in (*head, *tail)) if not middle else 0
    folded = FEWEST_ONES <= ones < len(route.edges)
    kept = [edge for edge in (*head, *tail) if not (folded and edge.is_one)]
    shown = [edge.partial for edge in kept]
    letters = [edge_name(edge, names) for edge in kept]
    numbers = [factor(x) for x in shown]
    if middle:
        together = math.prod(edge.partial for edge in middle)
        many = Piece(f"[{len(middle):,}{GLUE}edges:{GLUE}", rf"[\text{{{len(middle):,} edges: }}")
        shown.insert(END, together)
        letters.insert(END, DOTS)
        numbers.insert(END, many + num(together) + "]")
    steps = [(EQUALS, TIMES.join(letters) + (words(f"  (the other {ones} factors are 1)") if folded else ""))]
    if len(kept) > 1:
        steps.append((EQUALS, TIMES.join(numbers)))
    return [*steps, (sign_of_product(shown, route.product), num(route.product))]


# --- notes ---------------------------------------------------------------------------------------


def notes(graph: RouteGraph, routes: Routes, shown: Iterable[Edge], names: Names) -> list[Block]:
    """Return all that apply."""
    found = [
        *accumulated(graph, routes.w, names),
        *not_finite(graph, routes, names),
        *at_kink(routes, names),
        *changed(shown),
    ]
    if names.used_copy:
        found.append(Text(["A raised number counts values that share a label, such as one for each sample, from 0."]))
    return [Heading(["Note"]), *found] if found else []


def accumulated(graph: RouteGraph, w: Value, names: Names) -> list[Block]:
    """Return where w.grad is not the gradient of this loss."""
    gradient, held = graph.adjoints.get(w, 0.0), w.grad
    both_nan = math.isnan(held) and math.isnan(gradient)
    if isinstance(held, NotComputed) or both_nan or math.isclose(held, gradient, rel_tol=1e-12, abs_tol=1e-12):
        return []
    why = (
        "the gradient of a leaf adds up over calls of backward(), also those for other losses, until zero_grad()."
        if w.is_leaf
        else "it is left from another call of backward(), or from before this graph was made."
    )
    end = f" explained here: {why}"
    return [Text([names.of(w), plain(".grad"), " holds ", num(held), ", not the ", num(gradient), end])]


def not_finite(graph: RouteGraph, routes: Routes, names: Names) -> list[Block]:
    """Say which local derivative is infinite or not a number, and what the sum becomes."""
    edges = (edge for value in routes.order for edge in routes.edges[value] if not math.isfinite(edge.partial))
    wrong = next(edges, None)
    finite = math.isfinite(graph.adjoints.get(routes.w, 0.0))
    if wrong is None:
        return [] if finite else [Text(["A product on the way is too large for a float, so the sum is not finite."])]
    if finite:
        why = ", and yet the gradient is finite: a branch that is off sends nothing, also where 0 · inf would be nan."
        return [Text([edge_name(wrong, names), " is ", num(wrong.partial), f"{why} backward() gives the same."])]
    operands = (x.data if isinstance(x, Value) else x for x in wrong.result.operands)
    why = (
        "the operation has no finite slope at this point (as sqrt at 0)"
        if all(map(math.isfinite, operands))
        else "one of the operands is not a finite number"
    )
    return [Text([
        edge_name(wrong, names), " is ", num(wrong.partial), f": {why}. Every route through it is infinite, or not a"
        " number: 0 · inf and inf − inf are nan, which no other route can make finite. backward() gives the same. Move"
        " the operand away from that point.",
    ])]  # fmt: skip


def at_kink(routes: Routes, names: Names) -> list[Block]:
    """Say of the first operation that stands exactly at a kink which slopes are right there, and which one is taken."""
    for value in routes.order:
        for edge in routes.edges[value]:
            between = slopes_beside(edge)
            if between is not None:
                name = edge.result._row.name if edge.result._row else "it"
                low, high = sorted(between)
                return [Text([
                    edge_name(edge, names), " is ", num(edge.partial), f" by convention: {name} is exactly at a kink,"
                    " and any slope from ", num(low), " to ", num(high), " is right there.",
                ])]  # fmt: skip
    return []


def slopes_beside(edge: Edge) -> tuple[float, float] | None:
    """Return the local derivatives just below and just above the operand, if they jump there; else None."""
    row, numbers = edge.result._row, [x.data if isinstance(x, Value) else x for x in edge.result.operands]
    if row is None or not row.kinks or not all(map(math.isfinite, numbers)):
        return None
    sides = []
    for far in (-math.inf, math.inf):
        moved = [math.nextafter(x, far) if i == edge.position else x for i, x in enumerate(numbers)]
        try:
            beside = row.partial(edge.position, *moved, row.evaluate(*moved))
        except (ArithmeticError, ValueError):  # the edge of a domain
            return None
        sides.append(float(beside or 0.0))
    return (sides[0], sides[1]) if abs(sides[1] - sides[0]) > JUMP * max(1.0, *map(abs, sides)) else None


def changed(shown: Iterable[Edge]) -> list[Block]:
    """Return whether a shown operation would now give other numbers than it recorded."""
    for value in {edge.result for edge in shown}:
        try:
            check_unchanged(value)
        except RuntimeError:
            return [Text([
                "Data were changed after the loss was computed, as an optimiser does. Values are shown as they are"
                " now; local derivatives are those recorded then, and they are what the gradient is made of."
            ])]  # fmt: skip
    return []
