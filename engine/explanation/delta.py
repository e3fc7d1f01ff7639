"""Where δ comes from: δ_i = f′(s_i) · Σ_k w_ki δ_k in a hidden layer, and what the loss makes of the last one."""

from __future__ import annotations

from engine.explanation.document import Block, Equation
from engine.explanation.formulas import derivative
from engine.explanation.listing import is_number
from engine.explanation.names import Names, role_of
from engine.explanation.neurons import Network, Term
from engine.explanation.pieces import (
    EQUALS,
    TIMES,
    Piece,
    between,
    factor,
    join,
    num,
    partial,
    plain,
    sign_of_product,
)
from engine.explanation.terms import common_form, sum_of_terms, term_name
from engine.value import Value

FURTHER = 3
"""How many layers up δ is explained, as long as it comes from one neuron only."""


def story_of(network: Network, names: Names, s: Value) -> list[Block]:
    """Where δ of a pre-activation comes from; and that δ, if it is only one, and so on."""
    parts: list[Block] = []
    for _ in range(FURTHER):
        more, behind = origin_of(network, names, s)
        parts += more
        if len(behind) != 1 or role_of(behind[0].source) != "s":
            break
        s = behind[0].source
    return parts


def origin_of(network: Network, names: Names, s: Value) -> tuple[list[Block], list[Term]]:
    """The equations for one δ, and the terms that stand behind them."""
    left = join(names.delta(s), " = ", derivative_by(names, s))
    terms = network.terms(s)
    if s is names.loss:
        return [Equation(left, [(EQUALS, plain("1"))])], []
    if len(terms) == 1 and role_of(terms[0].source) == "a":
        return through_activation(network, names, left, terms[0])
    return sum_of_terms(names, left, terms), terms


def through_activation(network: Network, names: Names, left: Piece, term: Term) -> tuple[list[Block], list[Term]]:
    """δ = f′(s) · ∂L/∂a, then f′(s), then ∂L/∂a."""
    a = term.source
    slope, behind = slope_of_activation(names, term), network.terms(a)
    if a is names.loss:
        return [Equation(left, [(EQUALS, slope), (EQUALS, num(term.slope))]), *formula_of_slope(names, term, slope)], []
    sign = sign_of_product([term.slope, term.adjoint], term.product)
    both = between(TIMES, [slope, what_flows_in(names, a, behind)])
    numbers = between(TIMES, [factor(term.slope), factor(term.adjoint)])
    whole = Equation(left, [(EQUALS, both), (EQUALS, numbers), (sign, num(term.product))])
    inner = sum_of_terms(names, derivative_by(names, a), behind)
    return [whole, *formula_of_slope(names, term, slope), *inner], behind


def what_flows_in(names: Names, a: Value, behind: list[Term]) -> Piece:
    """Σ_k w_ki δ_k, if that is what reaches an activation; else ∂L/∂a."""
    form = common_form(names, behind) if len(behind) > 1 else None
    if form:
        return form.summed
    if len(behind) == 1 and role_of(behind[0].source) == "s":
        return join("(", term_name(names, behind[0]), ")")
    return derivative_by(names, a)


def derivative_by(names: Names, value: Value) -> Piece:
    """∂L/∂value."""
    return partial(names.of(names.loss), names.in_formula(value))


def slope_of_activation(names: Names, term: Term) -> Piece:
    """f′(s), with the name of f; ∂a/∂s where f is more than one operation."""
    row = term.edges[0].result._row if term.edges and len(term.edges) == 1 else None
    if row is None:
        return partial(names.of(term.source), names.of(term.target))
    s = names.of(term.target)
    letter = r"\sigma" if row.symbol == "σ" else rf"\mathrm{{{row.symbol}}}"
    return Piece(f"{row.symbol}′({s.text})", rf"{letter}'\left({s.latex}\right)")


def formula_of_slope(names: Names, term: Term, slope: Piece) -> list[Block]:
    """f′(s) = a · (1 − a) = number, by the table's row."""
    formula = derivative(term.edges[0], names) if term.edges and len(term.edges) == 1 else None
    if formula is None:
        return []
    steps = [] if is_number(formula) else [(EQUALS, formula)]
    return [Equation(slope, [*steps, (EQUALS, num(term.slope))])]
