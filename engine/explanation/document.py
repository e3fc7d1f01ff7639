"""Signs, numbers and derivatives that explanations are written with, and when an equation is exact.

A piece is plain text and LaTeX at once, so that both say the same.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

from engine.table.notation import MINUS, as_printed, number
from engine.table.reports import GLUE, Piece, plain

TIMES = Piece(f"{GLUE}· ", r" \cdot ")
PLUS = Piece(f"{GLUE}+ ", " + ")
EQUALS = plain("=")
NEARLY = Piece("≈", r"\approx")


def num(x: float) -> Piece:
    r"""Return a number as it is printed everywhere.

    >>> num(-0.404), num(1.5e-07).latex
    (Piece(text='−0.404', latex='-0.404'), '1.50 \\times 10^{-7}')
    """
    text = number(x)
    latex = text.replace(MINUS, "-").replace("inf", r"\infty").replace("nan", r"\mathrm{nan}")
    mantissa, e, exponent = latex.partition("e")
    return Piece(text, rf"{mantissa} \times 10^{{{int(exponent)}}}" if e else latex)


def factor(x: float) -> Piece:
    """Return a number in parentheses, as it stands in a product."""
    return "(" + num(x) + ")"


def partial(result: Piece, operand: Piece) -> Piece:
    """Return ∂result/∂operand."""
    return Piece(f"∂{result.text}/∂{operand.text}", rf"\frac{{\partial {result.latex}}}{{\partial {operand.latex}}}")


def sign_of_product(factors: Iterable[float], product: float) -> Piece:
    """Return = if the printed factors multiply to the printed product, to its last place; else ≈.

    >>> sign_of_product([-0.404, 0.5], -0.202).text, sign_of_product([0.7864, -3.0], -2.3592).text
    ('=', '≈')
    """
    return sign_between(math.prod(map(as_printed, factors)), product)


def sign_of_sum(terms: Iterable[float], total: float) -> Piece:
    """Return = if the printed terms add up to the printed total, to its last place; else ≈."""
    return sign_between(added(map(as_printed, terms)), total)


def sign_between(by_hand: float, result: float) -> Piece:
    """Return = if what a reader finds by hand, rounded, is the printed result; else ≈."""
    mantissa, _, exponent = number(result).replace(MINUS, "-").partition("e")
    half = 0.5 * 10.0 ** (int(exponent or 0) - len(mantissa.partition(".")[2]))
    same = num(by_hand) == num(result)
    return EQUALS if same or abs(by_hand - as_printed(result)) <= half * (1 + 1e-9) else NEARLY


def added(terms: Iterable[float]) -> float:
    """Return the sum, rounded once; where terms are infinite, as floats add."""
    every = list(terms)
    try:
        return math.fsum(every)
    except (OverflowError, ValueError):
        return sum(every)
