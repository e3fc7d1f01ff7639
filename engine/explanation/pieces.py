"""The pieces an explanation is written with: each is plain text and LaTeX at once, so that both say the same."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import NamedTuple

from engine.table.notation import MINUS, number


class Piece(NamedTuple):
    """A bit of formula, as text for a terminal and as LaTeX for mathematics mode."""

    text: str
    latex: str


def plain(text: str) -> Piece:
    """A piece that is the same in both: digits, signs and letters."""
    return Piece(text, text)


def join(*parts: Piece | str) -> Piece:
    """Pieces in a row; a str is the same in both."""
    both = [plain(p) if isinstance(p, str) else p for p in parts]
    return Piece("".join(p.text for p in both), "".join(p.latex for p in both))


GLUE = "\u00a0"
"""A space at which no line is broken; printed as any other."""

TIMES = Piece(f"{GLUE}· ", r" \cdot ")
PLUS = Piece(f"{GLUE}+ ", " + ")
EQUALS = plain("=")
NEARLY = Piece("≈", r"\approx")
DOTS = Piece("…", r"\dots")
SUM = Piece("Σ", r"\sum")
NOTHING = plain("")


def between(separator: Piece, parts: Iterable[Piece]) -> Piece:
    """Pieces with a separator between them."""
    both = list(parts)
    return Piece(separator.text.join(p.text for p in both), separator.latex.join(p.latex for p in both))


def words(text: str) -> Piece:
    r"""Running text; in LaTeX as \text. It must hold no character that is special there."""
    return Piece(text, rf"\text{{{text}}}")


def num(x: float) -> Piece:
    r"""A number as it is printed everywhere.

    >>> num(-0.404), num(1.5e-07).latex
    (Piece(text='−0.404', latex='-0.404'), '1.50 \\times 10^{-7}')
    """
    text = number(x)
    latex = text.replace(MINUS, "-").replace("inf", r"\infty").replace("nan", r"\mathrm{nan}")
    mantissa, e, exponent = latex.partition("e")
    return Piece(text, rf"{mantissa} \times 10^{{{int(exponent)}}}" if e else latex)


def factor(x: float) -> Piece:
    """A number in parentheses, as it stands in a product."""
    return join("(", num(x), ")")


def partial(result: Piece, operand: Piece) -> Piece:
    """∂result/∂operand."""
    return Piece(f"∂{result.text}/∂{operand.text}", rf"\frac{{\partial {result.latex}}}{{\partial {operand.latex}}}")


def whole(count: int) -> Piece:
    """A count: in full while that can be read, then in powers of ten.

    >>> whole(1234567).text, whole(2**100).text
    ('1,234,567', 'about 1.27e+30')
    """
    if count < 10**15:
        return plain(f"{count:,}")
    exponent = math.log10(count)
    digits, power = f"{10 ** (exponent % 1):.2f}", int(exponent)
    return Piece(f"about {digits}e+{power}", rf"\text{{about }} {digits} \times 10^{{{power}}}")


def sign_of_product(factors: Iterable[float], product: float) -> Piece:
    """= if the printed factors multiply to the printed product, to its last place; else ≈.

    >>> sign_of_product([-0.404, 0.5], -0.202).text, sign_of_product([0.7864, -3.0], -2.3592).text
    ('=', '≈')
    """
    return sign_between(math.prod(map(printed, factors)), product)


def sign_of_sum(terms: Iterable[float], total: float) -> Piece:
    """= if the printed terms add up to the printed total, to its last place; else ≈."""
    return sign_between(added(map(printed, terms)), total)


def sign_between(by_hand: float, result: float) -> Piece:
    """= if what a reader finds by hand is the printed result when it is rounded, else ≈."""
    mantissa, _, exponent = number(result).replace(MINUS, "-").partition("e")
    half = 0.5 * 10.0 ** (int(exponent or 0) - len(mantissa.partition(".")[2]))
    same = num(by_hand) == num(result)
    return EQUALS if same or abs(by_hand - printed(result)) <= half * (1 + 1e-9) else NEARLY


def printed(x: float) -> float:
    """The number that a reader sees."""
    return float(number(x).replace(MINUS, "-")) if math.isfinite(x) else x


def added(terms: Iterable[float]) -> float:
    """The sum, rounded once; where terms are infinite, as floats add."""
    every = list(terms)
    try:
        return math.fsum(every)
    except (OverflowError, ValueError):
        return sum(every)
