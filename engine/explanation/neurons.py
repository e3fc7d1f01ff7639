"""A value of a network, explained by its neurons: δ · x first, then where δ comes from, then the Iverson bracket.

    ∂L/∂w_ij = δ_i · x_j, summed over samples n; δ_i = f′(s_i) · Σ_k w_ki δ_k in a hidden layer, and what the loss
    makes of it in the last one

Why, of the sum over all neurons of a layer, one term is left: ∂L/∂w_ij = Σ_a ∂L/∂s_a · ∂s_a/∂w_ij, and
∂s_a/∂w_ij = [a = i] x_j, where [a = i] is 1 for a = i and else 0: the weight is an operand of its own neuron's sum
alone. Which of the derivatives are 0 is not assumed here but found in the graph: where no route leads from s_a to w_ij.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from engine.explanation.document import EQUALS, PLUS, TIMES, added, factor, num, partial, sign_between, sign_of_product
from engine.explanation.names import Names, derivative, edge_name, is_number, other_factor, placed_name
from engine.explanation.routes import NeuronTerm, RouteGraph
from engine.recording.places import place_of, role_of
from engine.table.notation import as_printed
from engine.table.reports import Block, Equation, Heading, Piece, Step, Table, Text, plain, words
from engine.value import Value

FURTHER = 3  # how many layers up δ is explained, as long as it comes from one neuron only

ROWS = 16  # how many rows a table has at most; the other terms go into one

IN_LINE = 4  # up to how many terms of a sum, or factors of a product, are written out in one line

ONE = plain("1")
DELTA = Piece("δ", r"\delta")


def by_neurons(graph: RouteGraph, names: Names, w: Value, *, short: bool = False) -> list[Block]:
    """Explain a value that has a place in a network, if it is to be `short` without the Iverson bracket."""
    terms = graph.terms(w)
    if role_of(w) == "s":
        return origins_of_delta(graph, names, w)
    if not role_of(w) or not any(term.source in graph.marked for term in terms):
        return []
    parts = sum_of_terms(names, names.gradient(w), terms)
    heaviest = max((t for t in terms if t.source in graph.marked), key=lambda term: abs(term.product))
    if role_of(w) not in ("w", "b") or role_of(heaviest.source) != "s":
        return parts
    delta = names.delta(heaviest.source)
    if len(terms) > 1:
        parts.append(Text(["The largest term with a ", DELTA, " is that of ", delta, "; it is followed below."]))
    return [
        *parts,
        Heading(["Where ", delta, " comes from"]),
        *origins_of_delta(graph, names, heaviest.source),
        *([] if short else bracket_of(graph, names, heaviest, terms)),
    ]


# --- where δ comes from --------------------------------------------------------------------------


def origins_of_delta(graph: RouteGraph, names: Names, s: Value) -> list[Block]:
    """Return where δ of a pre-activation comes from; and that δ, if it is only one, and so on."""
    parts: list[Block] = []
    for _ in range(FURTHER):
        left, terms = names.delta(s) + " = " + names.gradient(s), graph.terms(s)
        more: list[Block] = [Equation(left, [(EQUALS, ONE)])]
        behind = terms
        if len(terms) == 1 and role_of(terms[0].source) == "a":
            more, behind = through_activation(graph, names, left, terms[0])
        elif s is not names.loss:
            more = sum_of_terms(names, left, terms)
        parts += more
        if len(behind) != 1 or role_of(behind[0].source) != "s":
            break
        s = behind[0].source
    return parts


def through_activation(
    graph: RouteGraph, names: Names, left: Piece, term: NeuronTerm
) -> tuple[list[Block], list[NeuronTerm]]:
    """Return δ = f′(s) · ∂L/∂a, then f′(s), then ∂L/∂a."""
    a, slope, behind = term.source, slope_of_activation(names, term), graph.terms(term.source)
    formula, equations = derivative(term.only_edge, names), list[Block]()
    if formula is not None:  # f′(s) = a · (1 − a) = number, by the table's row
        steps = [] if is_number(formula) else [(EQUALS, formula)]
        equations = [Equation(slope, [*steps, (EQUALS, num(term.slope))])]
    if a is names.loss:
        return [Equation(left, [(EQUALS, slope), (EQUALS, num(term.slope))]), *equations], []
    sign = sign_of_product([term.slope, term.adjoint], term.product)
    both = TIMES.join([slope, what_flows_in(names, a, behind)])
    numbers = TIMES.join([factor(term.slope), factor(term.adjoint)])
    whole = Equation(left, [(EQUALS, both), (EQUALS, numbers), (sign, num(term.product))])
    return [whole, *equations, *sum_of_terms(names, names.gradient(a), behind)], behind


def what_flows_in(names: Names, a: Value, behind: list[NeuronTerm]) -> Piece:
    """Return Σ_k w_ki δ_k, if that is what reaches an activation; else ∂L/∂a."""
    form = common_form(names, behind) if len(behind) > 1 else None
    if form:
        return form.summed
    if len(behind) == 1 and role_of(behind[0].source) == "s":
        return "(" + term_name(names, behind[0]) + ")"
    return names.gradient(a)


def slope_of_activation(names: Names, term: NeuronTerm) -> Piece:
    """Return f′(s), with the name of f; ∂a/∂s where f is more than one operation."""
    row = term.only_edge.result._row if term.only_edge else None
    if row is None:
        return partial(names.in_formula(term.source), names.in_formula(term.target))
    s = names.of(term.target)
    letter = r"\sigma" if row.symbol == "σ" else rf"\mathrm{{{row.symbol}}}"
    return Piece(f"{row.symbol}′({s.text})", rf"{letter}'\left({s.latex}\right)")


# --- sums of products ----------------------------------------------------------------------------


class Form(NamedTuple):
    """What all terms of a sum look like: over n (samples, steps) or k (neurons), δ · x with that letter in it."""

    letter: str
    adjoint: Piece
    slope: Piece
    product: Piece

    @property
    def summed(self) -> Piece:
        """Σ_n δ⁽ⁿ⁾ · x⁽ⁿ⁾."""
        return Piece(f"Σ_{self.letter} ", rf"\sum_{{{self.letter}}} ") + self.product


def sum_of_terms(names: Names, left: Piece, terms: Sequence[NeuronTerm]) -> list[Block]:
    """Return left = δ · x for one term; for several their sum, in a line or as a table."""
    if len(terms) == 1:
        return [Equation(left, steps_of(names, terms[0]))]
    total = added(term.product for term in terms)
    form = common_form(names, terms)
    symbolic = [(EQUALS, form.summed)] if form else []
    if form and form.letter == "k" and len(terms) <= IN_LINE:
        by_hand = added(as_printed(term.adjoint) * as_printed(term.slope) for term in terms)
        line = PLUS.join(numbers_of(term) for term in terms)
        return [Equation(left, [*symbolic, (EQUALS, line), (sign_between(by_hand, total), num(total))])]
    return [Equation(left, [*symbolic, (EQUALS, num(total))]), table_of_terms(names, terms, form, total)]


def steps_of(names: Names, term: NeuronTerm) -> list[Step]:
    """Return = δ · x = (δ) · (x) = product; from the loss itself, the edges in place of δ · x."""
    if source_name(names, term) is ONE:
        return direct_steps(names, term)
    sign = sign_of_product([term.adjoint, term.slope], term.product)
    return [(EQUALS, term_name(names, term)), (EQUALS, numbers_of(term)), (sign, num(term.product))]


def direct_steps(names: Names, term: NeuronTerm) -> list[Step]:
    """Return the edges from the loss to the value with no neuron between, if it is one short route."""
    formula = derivative(term.only_edge, names)
    if formula and not is_number(formula):
        return [(EQUALS, formula), (EQUALS, num(term.slope))]
    if not term.edges or len(term.edges) > 2 * IN_LINE or term.only_edge:
        return [(EQUALS, num(term.slope))]
    letters = TIMES.join(edge_name(edge, names) for edge in term.edges)
    numbers = TIMES.join(factor(edge.partial) for edge in term.edges)
    sign = sign_of_product([edge.partial for edge in term.edges], term.slope)
    return [(EQUALS, letters), (EQUALS, numbers), (sign, num(term.slope))]


def in_order(term: NeuronTerm, adjoint: Piece, slope: Piece) -> Piece:
    """Return δ · x for a weight, w · δ for what flows back through one."""
    return TIMES.join([adjoint, slope] if role_of(term.target) in ("w", "b") else [slope, adjoint])


def numbers_of(term: NeuronTerm) -> Piece:
    """Return (δ) · (x)."""
    return in_order(term, factor(term.adjoint), factor(term.slope))


def term_name(names: Names, term: NeuronTerm) -> Piece:
    """Return δ · x."""
    return in_order(term, source_name(names, term), slope_name(names, term))


def source_name(names: Names, term: NeuronTerm) -> Piece:
    """Return δ for a pre-activation, ∂L/∂a for an activation, 1 for the loss, which has no place."""
    role = role_of(term.source)
    return names.delta(term.source) if role == "s" else names.gradient(term.source) if role else ONE


def slope_name(names: Names, term: NeuronTerm) -> Piece:
    """Return what ∂source/∂target is called: x[0], w2[1,0], 1; else ∂source/∂target."""
    if term.is_one:
        return ONE
    factor_value = other_factor(term.only_factor, names)
    if factor_value is not None:
        return names.in_formula(factor_value)
    formula, index = derivative(term.only_factor, names), getattr(place_of(term.target), "index", None)
    if formula is not None and is_number(formula) and index is not None:  # an input of the network, without a name
        return placed_name("x", "x", None, index, None, names.copy(term.source))
    return partial(names.in_formula(term.source), names.in_formula(term.target))


# --- what terms have in common -------------------------------------------------------------------


def common_form(names: Names, terms: Sequence[NeuronTerm]) -> Form | None:
    """Return the form of all terms; None where they have none in common, as over neurons and samples at once."""
    places = [place_of(term.source) for term in terms]
    if not all(places) or len({(place.layer, place.role) for place in places}) > 1:
        return None
    neurons = {place.neuron for place in places}
    if len(neurons) not in (1, len(terms)):
        return None
    letter = "n" if len(neurons) == 1 else "k"
    source = terms[0].source
    delta = with_letter(names, source, letter, DELTA) if role_of(source) == "s" else None
    adjoint = delta or partial(names.in_formula(names.loss), with_letter(names, source, letter))
    slope = slope_with(names, terms, letter)
    return Form(letter, adjoint, slope, in_order(terms[0], adjoint, slope))


def with_letter(names: Names, value: Value, letter: str, sign: Piece | None = None) -> Piece:
    """Return the name of a value with n for its sample, or k for its neuron; with another sign for δ."""
    place = place_of(value)
    neuron = letter if letter == "k" else place.neuron
    copy: int | str | None = letter if letter == "n" and place.role != "w" else names.copy(value)
    sign = sign or plain(place.role)
    return placed_name(sign.text, sign.latex, place.layer, neuron, place.index, copy)


def slope_with(names: Names, terms: Sequence[NeuronTerm], letter: str) -> Piece:
    """Return x⁽ⁿ⁾ or w[k,i]."""
    term, target = terms[0], place_of(terms[0].target)
    if term.is_one:
        return ONE
    values = [other_factor(each.only_factor, names) for each in terms]
    labels = {
        (role_of(v), place_of(v).layer, place_of(v).index) if v is not None and role_of(v) else None for v in values
    }
    value = values[0] if len(labels) == 1 else None
    if value is not None and role_of(value) and (letter == "n" or role_of(value) == "w"):
        return with_letter(names, value, letter)
    if letter == "n" and role_of(term.target) == "w" and all(each.only_factor for each in terms):
        return placed_name("x", "x", None, target.index, None, letter)
    return partial(with_letter(names, term.source, letter), names.in_formula(term.target))


def table_of_terms(names: Names, terms: Sequence[NeuronTerm], form: Form | None, total: float) -> Table:
    """Return one row for each term, the heaviest if there are many, and the sum below."""
    heaviest = sorted(range(len(terms)), key=lambda i: -abs(terms[i].product))[:ROWS]
    kept = [terms[i] for i in sorted(heaviest)]
    rows = [[row_name(names, term, form), num(term.adjoint), num(term.slope), num(term.product)] for term in kept]
    if len(terms) > ROWS:
        rest = added(term.product for i, term in enumerate(terms) if i not in heaviest)
        rows.append([words(f"{len(terms) - ROWS:,} more"), plain(""), plain(""), num(rest)])
    rows.append([Piece("Σ", r"\sum"), plain(""), plain(""), num(total)])
    equations = [Equation(term_name(names, term), steps_of(names, term)[1:] or steps_of(names, term)) for term in kept]
    header = list(map(words, ("from", "its gradient", "local derivative", "product")))
    return Table([plain(form.letter), form.adjoint, form.slope, form.product] if form else header, rows, equations)


def row_name(names: Names, term: NeuronTerm, form: Form | None) -> Piece:
    """Return which sample, or which neuron, a row is about."""
    if form is None:
        return names.of(term.source)
    return plain(str(place_of(term.source).neuron if form.letter == "k" else names.copy(term.source)))


# --- the Iverson bracket -------------------------------------------------------------------------


def bracket_of(graph: RouteGraph, names: Names, term: NeuronTerm, terms: Sequence[NeuronTerm]) -> list[Block]:
    """Return the table over the neurons a of the layer that `term` comes from, for the same sample."""
    place, copy = place_of(term.source), names.copy(term.source)
    delta = placed_name(DELTA.text, DELTA.latex, place.layer, "a", None, copy)
    slope = partial(placed_name("s", "s", place.layer, "a", None, copy), names.in_formula(term.target))
    bracket = plain(f"[a = {place.neuron}]")
    factors = bracket + TIMES + slope_name(names, term)
    reached = {other.source: other for other in terms}
    every_neuron = beside(graph, names, term.source)
    layer = [s for i, s in enumerate(every_neuron) if i < ROWS or s in reached]
    left_out = len(every_neuron) - len(layer)
    if len(layer) == 1:
        return [Text(["The layer has one neuron, so no other could have a part in it."])]
    rows, equations = [], []
    for s in layer:  # δ_a · [a = i] · x_j = product; 0 where there is no route
        a, adjoint, route = place_of(s).neuron, graph.adjoints[s], reached.get(s)
        product = num(route.product if route else 0.0)
        number, one = num(route.slope) if route else words("no route: 0"), plain("1" if route else "0")
        rows.append([plain(str(a)), num(adjoint), one, number, product])
        numbers = [factor(adjoint), plain(f"[{a} = {place.neuron}]"), factor((route or term).slope)]
        equations.append(Equation(plain(f"a = {a}: "), [(plain(""), TIMES.join(numbers)), (EQUALS, product)]))
    if left_out:
        rows.append([words(f"{left_out} more"), plain(""), plain("0"), words("no route: 0"), num(0.0)])
    every = Piece("Σ_a ", r"\sum_{a} ") + delta + TIMES
    return [
        Heading(["The Iverson bracket: ", slope + " = " + factors]),
        Text([
            bracket, f" is 1 for a = {place.neuron} and 0 for every other neuron a: ", names.of(term.target),
            " is an operand of its own neuron only."
        ]),
        Table([plain("a"), delta, bracket, slope, delta + TIMES + slope], rows, equations),
        Equation(every + slope, [
            (EQUALS, every + factors), (EQUALS, term_name(names, term)), (EQUALS, num(term.product))
        ]),
    ]  # fmt: skip


def beside(graph: RouteGraph, names: Names, s: Value) -> list[Value]:
    """Return the pre-activations of a layer for one sample, in order."""
    layer, copy = place_of(s).layer, names.copy(s)
    same = {
        place.neuron: v
        for v in graph.marked
        if (place := place_of(v)).role == "s" and place.layer == layer and names.copy(v) == copy
    }
    return [same[neuron] for neuron in sorted(same)]
