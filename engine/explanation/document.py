"""What is to be said, block by block, and the three ways to say it: a terminal's text, LaTeX, Markdown."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from engine.explanation.pieces import GLUE, Piece, words
from engine.table.console import as_ascii

WIDTH = 100
"""How many characters a line of text has."""

LONG = 110
"""From how many characters of text on an equation is broken into one line for each sign of equality."""

Step = tuple[Piece, Piece]
"""A sign, = or ≈, and what follows it."""

Line = Sequence[Piece | str]
"""Running text with formulas in it: a str is words, a Piece is mathematics."""


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
    parts = [part(in_ascii(block) if ascii else block) for block in blocks]
    return "\n".join(parts).strip("\n").replace(GLUE, " ")


def part(block: Block) -> str:
    """One block as lines of text."""
    if isinstance(block, Heading):
        return f"\n{flowing(block.line)}"
    if isinstance(block, Text):
        return textwrap.fill(flowing(block.line), WIDTH, break_long_words=False, break_on_hyphens=False)
    if isinstance(block, Equation):
        return textwrap.indent(equation_text(block), "  ")
    return textwrap.indent(aligned([block.header, *block.rows]), "  ")


def flowing(line: Line) -> str:
    """Words and formulas in a row."""
    return "".join(p if isinstance(p, str) else p.text for p in line)


def equation_text(equation: Equation) -> str:
    """left = right = …, on one line if it fits, else with the signs below each other."""
    steps = [" ".join(p.text for p in step if p.text) for step in equation.steps]
    single = " ".join([equation.left.text, *steps])
    if len(single) <= WIDTH - 2:
        return single
    edge = " " * min(len(equation.left.text), WIDTH // 3)
    first = f"{equation.left.text} {steps[0]}"
    return "\n".join([wrapped(first, edge), *(wrapped(f"{edge} {step}", edge) for step in steps[1:])])


def wrapped(line: str, edge: str) -> str:
    """A line with its continuations below its right side."""
    lines = textwrap.wrap(
        line, WIDTH - 2, subsequent_indent=f"{edge}   ", break_long_words=False, break_on_hyphens=False,
        drop_whitespace=True, replace_whitespace=False,
    )  # fmt: skip
    return "\n".join(lines)


def aligned(rows: Sequence[Sequence[Piece]]) -> str:
    """Cells below each other, numbers to the right and words to the left."""
    columns = list(zip(*[[cell.text for cell in row] for row in rows], strict=True))
    widths = [max(map(len, column)) for column in columns]
    right = [any(re.fullmatch(r"[−-]?[\d.,e−+-]+", cell) for cell in column[1:]) for column in columns]
    return "\n".join(
        "   ".join(
            cell.text.rjust(w) if r else cell.text.ljust(w) for cell, w, r in zip(row, widths, right, strict=True)
        ).rstrip()
        for row in rows
    )


def in_ascii(block: Block) -> Block:
    """The same block with text in ASCII, before it is laid out: ∂ and δ get wider."""
    if isinstance(block, Heading | Text):
        return type(block)([spelled(p) if isinstance(p, str) else piece_in_ascii(p) for p in block.line])
    if isinstance(block, Equation):
        steps = [(piece_in_ascii(sign), piece_in_ascii(right)) for sign, right in block.steps]
        return Equation(piece_in_ascii(block.left), steps)
    rows = [list(map(piece_in_ascii, row)) for row in (block.header, *block.rows)]
    return Table(rows[0], rows[1:], block.equations)


def piece_in_ascii(piece: Piece) -> Piece:
    """A piece with its text in ASCII."""
    return piece._replace(text=spelled(piece.text))


def spelled(text: str) -> str:
    """Text in ASCII, save for GLUE."""
    return GLUE.join(map(as_ascii, text.split(GLUE)))


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
