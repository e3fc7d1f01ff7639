"""Sums of products: δ_i · x_j for a weight, summed over samples n, and Σ_k w_ki δ_k for an activation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from engine.explanation.document import Block, Equation, Step, Table
from engine.explanation.formulas import derivative, other_factor
from engine.explanation.listing import edge_name, is_number
from engine.explanation.names import Names, place_of, placed_name, role_of
from engine.explanation.neurons import Term
from engine.explanation.pieces import (
    EQUALS,
    NOTHING,
    PLUS,
    SUM,
    TIMES,
    Piece,
    added,
    between,
    factor,
    join,
    num,
    partial,
    plain,
    printed,
    sign_between,
    sign_of_product,
    words,
)
from engine.value import Value

ROWS = 16
"""How many rows a table has at most; the other terms go into one."""

IN_LINE = 4
"""Up to how many terms of a sum, or factors of a product, are written out in one line."""

ONE = plain("1")


class Form(NamedTuple):
    """What all terms of a sum look like: over n (samples, steps) or k (neurons), δ · x with that letter in it."""

    letter: str
    adjoint: Piece
    slope: Piece
    product: Piece

    @property
    def summed(self) -> Piece:
        """Σ_n δ⁽ⁿ⁾ · x⁽ⁿ⁾."""
        return join(Piece(f"Σ_{self.letter} ", rf"\sum_{{{self.letter}}} "), self.product)


def sum_of_terms(names: Names, left: Piece, terms: Sequence[Term]) -> list[Block]:
    """left = δ · x for one term; for several their sum, in a line or as a table."""
    if len(terms) == 1:
        return [Equation(left, steps_of(names, terms[0]))]
    total = added(term.product for term in terms)
    form = common_form(names, terms)
    symbolic = [(EQUALS, form.summed)] if form else []
    if form and form.letter == "k" and len(terms) <= IN_LINE:
        line = between(PLUS, [numbers_of(term) for term in terms])
        return [Equation(left, [*symbolic, (EQUALS, line), (sign_of_terms(terms, total), num(total))])]
    return [Equation(left, [*symbolic, (EQUALS, num(total))]), table_of_terms(names, terms, form, total)]


def sign_of_terms(terms: Sequence[Term], total: float) -> Piece:
    """= if a reader who multiplies and adds the printed numbers gets the printed total."""
    by_hand = added(printed(term.adjoint) * printed(term.slope) for term in terms)
    return sign_between(by_hand, total)


# --- one term ------------------------------------------------------------------------------------


def steps_of(names: Names, term: Term) -> list[Step]:
    """= δ · x = (δ) · (x) = product; from the loss itself, the edges in place of δ · x."""
    if source_name(names, term) is ONE:
        return direct_steps(names, term)
    sign = sign_of_product([term.adjoint, term.slope], term.product)
    return [(EQUALS, term_name(names, term)), (EQUALS, numbers_of(term)), (sign, num(term.product))]


def direct_steps(names: Names, term: Term) -> list[Step]:
    """From the loss to the value with no neuron between: edge by edge, if it is one short route."""
    if not term.edges or len(term.edges) > 2 * IN_LINE:
        return [(EQUALS, num(term.slope))]
    formula = derivative(term.edges[0], names) if len(term.edges) == 1 else None
    if formula and not is_number(formula):
        return [(EQUALS, formula), (EQUALS, num(term.slope))]
    if len(term.edges) == 1:
        return [(EQUALS, num(term.slope))]
    letters = between(TIMES, [edge_name(edge, names) for edge in term.edges])
    numbers = between(TIMES, [factor(edge.partial) for edge in term.edges])
    sign = sign_of_product([edge.partial for edge in term.edges], term.slope)
    return [(EQUALS, letters), (EQUALS, numbers), (sign, num(term.slope))]


def in_order(term: Term, adjoint: Piece, slope: Piece) -> Piece:
    """δ · x for a weight, w · δ for what flows back through one."""
    return between(TIMES, [adjoint, slope] if role_of(term.target) in ("w", "b") else [slope, adjoint])


def numbers_of(term: Term) -> Piece:
    """(δ) · (x)."""
    return in_order(term, factor(term.adjoint), factor(term.slope))


def term_name(names: Names, term: Term) -> Piece:
    """δ · x."""
    return in_order(term, source_name(names, term), slope_name(names, term))


def source_name(names: Names, term: Term) -> Piece:
    """δ for a pre-activation, ∂L/∂a for an activation, 1 for the loss, which has no place."""
    role = role_of(term.source)
    if role == "s":
        return names.delta(term.source)
    return partial(names.of(names.loss), names.in_formula(term.source)) if role else ONE


def slope_name(names: Names, term: Term) -> Piece:
    """What ∂source/∂target is called: x[0], w2[1,0], 1; else ∂source/∂target."""
    if term.is_one:
        return ONE
    factor_value = value_of_slope(names, term)
    if factor_value is not None:
        return names.in_formula(factor_value)
    if is_input(names, term):
        return placed_name("x", "x", None, place_of(term.target).index, None, names.copy(term.source))
    return partial(names.in_formula(term.source), names.in_formula(term.target))


def value_of_slope(names: Names, term: Term) -> Value | None:
    """The value by which the target is multiplied on its way to the source, if that is all that happens to it."""
    return other_factor(term.only_factor, names) if term.only_factor else None


def is_input(names: Names, term: Term) -> bool:
    """Whether the slope of a weight is a number without a name: an input of the network."""
    formula = derivative(term.only_factor, names) if term.only_factor else None
    return formula is not None and is_number(formula) and getattr(place_of(term.target), "index", None) is not None


# --- what terms have in common -------------------------------------------------------------------


def common_form(names: Names, terms: Sequence[Term]) -> Form | None:
    """The form of all terms; None where they have none in common."""
    places = [place_of(term.source) for term in terms]
    if not all(places) or len({(place.layer, place.role) for place in places}) > 1:
        return None
    neurons = {place.neuron for place in places}
    if len(neurons) == 1:
        letter = "n"
    elif len(neurons) == len(terms):
        letter = "k"
    else:
        return None  # over neurons and samples at once
    adjoint, slope = adjoint_with(names, terms[0], letter), slope_with(names, terms, letter)
    return Form(letter, adjoint, slope, in_order(terms[0], adjoint, slope))


def with_letter(names: Names, value: Value, letter: str, sign: str = "", latex: str = "") -> Piece:
    """The name of a value with n for its sample, or k for its neuron; with another sign for δ."""
    place = place_of(value)
    neuron = letter if letter == "k" else place.neuron
    copy: int | str | None = letter if letter == "n" and place.role != "w" else names.copy(value)
    return placed_name(sign or place.role, latex or place.role, place.layer, neuron, place.index, copy)


def adjoint_with(names: Names, term: Term, letter: str) -> Piece:
    """δ⁽ⁿ⁾ or δ[k]."""
    if role_of(term.source) == "s":
        return with_letter(names, term.source, letter, "δ", r"\delta")
    return partial(names.of(names.loss), with_letter(names, term.source, letter))


def slope_with(names: Names, terms: Sequence[Term], letter: str) -> Piece:
    """x⁽ⁿ⁾ or w[k,i]."""
    term, target = terms[0], place_of(terms[0].target)
    if term.is_one:
        return ONE
    values = [value_of_slope(names, each) for each in terms]
    labels = {
        (role_of(v), place_of(v).layer, place_of(v).index) if v is not None and role_of(v) else None for v in values
    }
    value = values[0] if len(labels) == 1 else None
    if value is not None and role_of(value) and (letter == "n" or role_of(value) == "w"):
        return with_letter(names, value, letter)
    if letter == "n" and role_of(term.target) == "w" and all(each.only_factor for each in terms):
        return placed_name("x", "x", None, target.index, None, letter)
    return partial(with_letter(names, term.source, letter), names.in_formula(term.target))


# --- a table -------------------------------------------------------------------------------------


def table_of_terms(names: Names, terms: Sequence[Term], form: Form | None, total: float) -> Table:
    """One row for each term, the heaviest if there are many, and the sum below."""
    heaviest = sorted(range(len(terms)), key=lambda i: -abs(terms[i].product))[:ROWS]
    kept = [terms[i] for i in sorted(heaviest)]
    rows = [[row_name(names, term, form), num(term.adjoint), num(term.slope), num(term.product)] for term in kept]
    if len(terms) > ROWS:
        rest = added(term.product for i, term in enumerate(terms) if i not in heaviest)
        rows.append([words(f"{len(terms) - ROWS:,} more"), NOTHING, NOTHING, num(rest)])
    rows.append([SUM, NOTHING, NOTHING, num(total)])
    equations = [Equation(term_name(names, term), steps_of(names, term)[1:] or steps_of(names, term)) for term in kept]
    if form:
        return Table([plain(form.letter), form.adjoint, form.slope, form.product], rows, equations)
    return Table([words("from"), words("its gradient"), words("local derivative"), words("product")], rows, equations)


def row_name(names: Names, term: Term, form: Form | None) -> Piece:
    """Which sample, or which neuron, a row is about."""
    if form is None:
        return names.of(term.source)
    return plain(str(place_of(term.source).neuron if form.letter == "k" else names.copy(term.source)))
