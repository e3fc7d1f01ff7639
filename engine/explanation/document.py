"""What an explanation is written with, and the three ways to print it: a terminal's text, LaTeX, Markdown.

A piece is plain text and LaTeX at once, so that both say the same; blocks are made of pieces.
"""

from __future__ import annotations

import math
import re
import textwrap
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from engine.table.console import as_ascii
from engine.table.notation import MINUS, as_printed, number


@dataclass(frozen=True)
class Piece:
    """A bit of formula, as text for a terminal and as LaTeX for mathematics mode; `+` takes a str for both."""

    text: str
    latex: str

    def __add__(self, other: Piece | str) -> Piece:
        more = plain(other) if isinstance(other, str) else other
        return Piece(self.text + more.text, self.latex + more.latex)

    def __radd__(self, other: str) -> Piece:
        return plain(other) + self

    def join(self, parts: Iterable[Piece]) -> Piece:
        """The parts with this between them."""
        every = list(parts)
        return Piece(self.text.join(p.text for p in every), self.latex.join(p.latex for p in every))


def plain(text: str) -> Piece:
    """A piece that is the same in both: digits, signs and letters."""
    return Piece(text, text)


GLUE = "\u00a0"  # a space at which no line is broken; printed as any other

TIMES = Piece(f"{GLUE}· ", r" \cdot ")
PLUS = Piece(f"{GLUE}+ ", " + ")
EQUALS = plain("=")
NEARLY = Piece("≈", r"\approx")
DOTS = Piece("…", r"\dots")
SUM = Piece("Σ", r"\sum")
NOTHING = plain("")


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
    return "(" + num(x) + ")"


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
    return sign_between(math.prod(map(as_printed, factors)), product)


def sign_of_sum(terms: Iterable[float], total: float) -> Piece:
    """= if the printed terms add up to the printed total, to its last place; else ≈."""
    return sign_between(added(map(as_printed, terms)), total)


def sign_between(by_hand: float, result: float) -> Piece:
    """= if what a reader finds by hand is the printed result when it is rounded, else ≈."""
    mantissa, _, exponent = number(result).replace(MINUS, "-").partition("e")
    half = 0.5 * 10.0 ** (int(exponent or 0) - len(mantissa.partition(".")[2]))
    same = num(by_hand) == num(result)
    return EQUALS if same or abs(by_hand - as_printed(result)) <= half * (1 + 1e-9) else NEARLY


def added(terms: Iterable[float]) -> float:
    """The sum, rounded once; where terms are infinite, as floats add."""
    every = list(terms)
    try:
        return math.fsum(every)
    except (OverflowError, ValueError):
        return sum(every)


# --- blocks ------------------------------------------------------------------------------------

WIDTH = 100  # how many characters a line of text has

LONG = 110  # from how many characters of text on an equation is broken into one line for each sign of equality

Step = tuple[Piece, Piece]  # a sign, = or ≈, and what follows it

Line = Sequence[Piece | str]  # running text with formulas in it: a str is words, a Piece is mathematics


@dataclass(frozen=True)
class Heading:
    """The title of a part."""

    line: Line


@dataclass(frozen=True)
class Text:
    """A sentence."""

    line: Line


@dataclass(frozen=True)
class Equation:
    """left = right = …: what stands on the left, then signs and what follows each."""

    left: Piece
    steps: Sequence[Step]


@dataclass(frozen=True)
class Table:
    """Rows of cells; where there are no tables (LaTeX for mathtext), each row is an equation."""

    header: Sequence[Piece]
    rows: Sequence[Sequence[Piece]]
    equations: Sequence[Equation]


Block = Heading | Text | Equation | Table


# --- text ----------------------------------------------------------------------------------------


def text(blocks: Sequence[Block], *, ascii: bool = False) -> str:  # noqa: A002  # what Python calls it, too
    """All blocks for a terminal; in ASCII alone, if asked."""
    spell = as_ascii_with_glue if ascii else str  # before a block is laid out: ∂ and δ get wider
    return "\n".join(part(block, spell) for block in blocks).strip("\n").replace(GLUE, " ")


def as_ascii_with_glue(text: str) -> str:
    """Text in ASCII, save for GLUE."""
    return GLUE.join(map(as_ascii, text.split(GLUE)))


def part(block: Block, spell: Callable[[str], str]) -> str:
    """One block as lines of text."""
    if isinstance(block, Heading | Text):
        line = "".join(spell(p if isinstance(p, str) else p.text) for p in block.line)
        if isinstance(block, Heading):
            return f"\n{line}"
        return textwrap.fill(line, WIDTH, break_long_words=False, break_on_hyphens=False)
    if isinstance(block, Equation):
        steps = [" ".join(spell(p.text) for p in step if p.text) for step in block.steps]
        return textwrap.indent(equation_text(spell(block.left.text), steps), "  ")
    return textwrap.indent(aligned([[spell(cell.text) for cell in row] for row in (block.header, *block.rows)]), "  ")


def equation_text(left: str, steps: list[str]) -> str:
    """left = right = …, on one line if it fits, else with the signs below each other."""
    single = " ".join([left, *steps])
    if len(single) <= WIDTH - 2:
        return single
    edge = " " * min(len(left), WIDTH // 3)
    lines = [f"{left} {steps[0]}", *(f"{edge} {step}" for step in steps[1:])]
    wrapper = textwrap.TextWrapper(WIDTH - 2, subsequent_indent=f"{edge}   ", replace_whitespace=False)
    wrapper.break_long_words = wrapper.break_on_hyphens = False
    return "\n".join("\n".join(wrapper.wrap(line)) for line in lines)


def aligned(rows: Sequence[Sequence[str]]) -> str:
    """Cells below each other, numbers to the right and words to the left."""
    columns = list(zip(*rows, strict=True))
    widths = [max(map(len, column)) for column in columns]
    right = [any(re.fullmatch(r"[−-]?[\d.,e−+-]+", cell) for cell in column[1:]) for column in columns]
    return "\n".join(
        "   ".join(
            cell.rjust(w) if r else cell.ljust(w) for cell, w, r in zip(row, widths, right, strict=True)
        ).rstrip()
        for row in rows
    )


# --- LaTeX ---------------------------------------------------------------------------------------


def latex(blocks: Sequence[Block]) -> str:
    """All blocks as displayed equations, one for each line: $$…$$."""
    return "\n".join(f"$${line}$$" for block in blocks for line in latex_lines(block))


def latex_lines(block: Block) -> list[str]:
    """The lines of one block in mathematics mode."""
    if isinstance(block, Heading | Text):
        return ["".join(words(p).latex if isinstance(p, str) else p.latex for p in block.line)]
    if isinstance(block, Equation):
        return equation_latex(block)
    return [line for equation in block.equations for line in equation_latex(equation)]


def equation_latex(equation: Equation) -> list[str]:
    """An equation on one line, or on one for each sign if it is long."""
    steps = [f"{sign.latex} {right.latex}" for sign, right in equation.steps]
    if len(equation.left.text) + sum(len(right.text) for _, right in equation.steps) > LONG:
        return [f"{equation.left.latex} {steps[0]}", *steps[1:]]
    return [" ".join([equation.left.latex, *steps])]


# --- Markdown ------------------------------------------------------------------------------------


def markdown(blocks: Sequence[Block]) -> str:
    """All blocks as Markdown, with formulas in LaTeX and tables as tables."""
    return "\n\n".join(map(markdown_part, blocks)) + "\n"


def markdown_part(block: Block) -> str:
    """One block as Markdown."""
    if isinstance(block, Heading | Text):
        line = "".join(p if isinstance(p, str) else f"${p.latex}$" for p in block.line)
        return f"#### {line}" if isinstance(block, Heading) else line
    if isinstance(block, Equation):
        return "\n\n".join(f"$${line}$$" for line in equation_latex(block))
    rows = [[cell(c) for c in row] for row in (block.header, *block.rows)]
    rows.insert(1, ["---"] * len(block.header))
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def cell(piece: Piece) -> str:
    """A cell of a table: a formula, in which no bar may be read as the end of the cell."""
    return f"${piece.latex.replace('|', chr(92) + 'vert ')}$" if piece.latex else ""
