"""The one printer of reports: a report gives blocks, and text, HTML, Markdown and LaTeX are made from them.

What a report says stands in its own file, as blocks: lines as they are, tables, and for explanations headings,
sentences and equations. How a block looks in each form is decided here and nowhere else. In a notebook every report
without formulas is monospaced text in `<pre>`, with its style beside it, so that exported notebooks keep the columns.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby

from engine.table.console import PrintedText, as_ascii, printed
from engine.table.notation import harmless

MONOSPACE = "font-family:monospace;white-space:pre-wrap"
"""The style of a report's text in HTML."""

NUMBER = re.compile(r"[−+-]?(\d[\d.,e−+-]*|inf|nan)")


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
        """Return the parts with this between them."""
        every = list(parts)
        return Piece(self.text.join(p.text for p in every), self.latex.join(p.latex for p in every))


def plain(text: str) -> Piece:
    """Return a piece that is the same in both: digits, signs and letters."""
    return Piece(text, text)


def words(text: str) -> Piece:
    r"""Return running text, in LaTeX as \text. It must hold no character that is special there."""
    return Piece(text, rf"\text{{{text}}}")


GLUE = "\u00a0"  # a space at which no line is broken; printed as any other


# --- blocks ------------------------------------------------------------------------------------

WIDTH = 100  # how many characters a line of text has

LONG = 110  # from how many characters of text on an equation is broken into one line for each sign of equality

Step = tuple[Piece, Piece]  # a sign, = or ≈, and what follows it

Line = Sequence[Piece | str]  # running text with formulas in it: a str is words, a Piece is mathematics


@dataclass(frozen=True)
class Text:
    """A sentence."""

    line: Line


class Heading(Text):
    """The title of a part."""


@dataclass(frozen=True)
class Equation:
    """left = right = …: what stands on the left, then signs and what follows each."""

    left: Piece
    steps: Sequence[Step]


@dataclass(frozen=True)
class Lines:
    """Lines of text as they are: not wrapped, and monospaced everywhere."""

    lines: Sequence[str]


@dataclass(frozen=True)
class Cell:
    """A cell of a table that HTML shows on a background, or with words that a pointer brings up."""

    text: str
    background: str = ""
    title: str = ""


@dataclass(frozen=True)
class Table:
    """Rows of cells, a row being one str if it goes across all columns.

    A Piece is a formula, in LaTeX where the form has it; where there are no tables (LaTeX for mathtext), the equations
    stand in their place. With a Cell in it, HTML has a table of its own for it, under the caption.
    """

    header: Sequence[Piece | str]
    rows: Sequence[Sequence[Piece | Cell | str] | str]
    equations: Sequence[Equation] = ()
    caption: str = ""

    @property
    def cells(self) -> list[list[str] | str]:
        """The texts of all rows, the header first if there is one."""
        rows = [self.header, *self.rows] if self.header else self.rows
        return [row if isinstance(row, str) else [text_of(cell) for cell in row] for row in rows]

    @property
    def is_coloured(self) -> bool:
        """Whether a cell has a background or a title."""
        return any(isinstance(cell, Cell) for row in self.rows for cell in row)


class HeatMap(Table):
    """A table that is there for its colours: HTML shows it, and no other form."""

    @property
    def is_coloured(self) -> bool:
        """True, also without cells."""
        return True


Block = Text | Equation | Lines | Table


def text_of(cell: Piece | Cell | str) -> str:
    """Return the text of a cell."""
    return cell if isinstance(cell, str) else cell.text


class Printable:
    """A report: what `content` says is printed as text, and shown by notebooks as HTML or Markdown."""

    def content(self) -> Iterable[Block]:
        """Return the blocks of the report, in order."""
        raise NotImplementedError

    def text(self, *, ascii: bool = False) -> str:  # noqa: A002  # what Python calls it, too
        """Return the report for a terminal; with ascii=True in plain ASCII."""
        return PrintedText(as_text(list(self.content()), ascii=ascii))

    @property
    def markdown(self) -> str:
        """The report as Markdown: formulas in LaTeX, and all else as it is printed."""
        return PrintedText(as_markdown(list(self.content())))

    @property
    def html(self) -> str:
        """The report as HTML."""
        return as_html(list(self.content()))

    @printed
    def __repr__(self) -> str:
        return as_text(list(self.content()))

    def _repr_html_(self) -> str | None:
        return None if any(map(is_mathematics, self.content())) else self.html  # formulas are for Markdown

    def _repr_markdown_(self) -> str:
        return self.markdown


# --- text ----------------------------------------------------------------------------------------


def as_text(blocks: Sequence[Block], *, ascii: bool = False) -> str:  # noqa: A002  # what Python calls it, too
    """Return all blocks for a terminal; in ASCII alone, if asked."""
    spell = as_ascii_with_glue if ascii else harmless  # before a block is laid out: ∂ and δ get wider
    parts = [part(block, spell) for block in blocks if not isinstance(block, HeatMap)]
    return textwrap.dedent("\n".join(parts)).strip("\n").replace(GLUE, " ")  # a table alone stands at the margin


def as_ascii_with_glue(text: str) -> str:
    """Return text in ASCII, save for GLUE."""
    return GLUE.join(map(as_ascii, text.split(GLUE)))


def part(block: Block, spell: Callable[[str], str]) -> str:
    """Return one block as lines of text."""
    if isinstance(block, Text):
        line = "".join(spell(p if isinstance(p, str) else p.text) for p in block.line)
        if isinstance(block, Heading):
            return f"\n{line}"
        return textwrap.fill(line, WIDTH, break_long_words=False, break_on_hyphens=False)
    if isinstance(block, Equation):
        steps = [" ".join(spell(p.text) for p in step if p.text) for step in block.steps]
        return textwrap.indent(equation_text(spell(block.left.text), steps), "  ")
    if isinstance(block, Lines):
        return "\n".join(map(spell, block.lines))
    rows = [spell(row) if isinstance(row, str) else list(map(spell, row)) for row in block.cells]
    return aligned(rows)


def equation_text(left: str, steps: list[str]) -> str:
    """Return left = right = …, on one line if it fits, else with the signs below each other."""
    single = " ".join([left, *steps])
    if len(single) <= WIDTH - 2:
        return single
    edge = " " * min(len(left), WIDTH // 3)
    lines = [f"{left} {steps[0]}", *(f"{edge} {step}" for step in steps[1:])]
    wrapper = textwrap.TextWrapper(WIDTH - 2, subsequent_indent=f"{edge}   ", replace_whitespace=False)
    wrapper.break_long_words = wrapper.break_on_hyphens = False
    return "\n".join("\n".join(wrapper.wrap(line)) for line in lines)


def aligned(rows: Sequence[Sequence[str] | str]) -> str:
    """Lay cells out below each other, numbers to the right and words to the left; a str goes across."""
    columns = list(zip(*(row for row in rows if not isinstance(row, str)), strict=True))
    widths = [max(map(len, column)) for column in columns]
    right = [any(NUMBER.fullmatch(cell) for cell in column[1:]) for column in columns]

    def line(row: Sequence[str]) -> str:
        cells = [c.rjust(w) if r else c.ljust(w) for c, w, r in zip(row, widths, right, strict=True)]
        return "  " + "   ".join(cells).rstrip()

    return "\n".join(row if isinstance(row, str) else line(row) for row in rows)


# --- LaTeX ---------------------------------------------------------------------------------------


def as_latex(blocks: Sequence[Block]) -> str:
    """Return all blocks as displayed equations, one for each line: $$…$$."""
    return "\n".join(f"$${line}$$" for block in blocks for line in latex_lines(block))


def latex_lines(block: Block) -> list[str]:
    """Return the lines of one block in mathematics mode."""
    if isinstance(block, Text):
        return ["".join(words(p).latex if isinstance(p, str) else p.latex for p in block.line)]
    equations = [block] if isinstance(block, Equation) else block.equations if isinstance(block, Table) else []
    return [line for equation in equations for line in equation_latex(equation)]


def equation_latex(equation: Equation) -> list[str]:
    """Return an equation on one line, or on one for each sign if it is long."""
    steps = [f"{sign.latex} {right.latex}" for sign, right in equation.steps]
    if len(equation.left.text) + sum(len(right.text) for _, right in equation.steps) > LONG:
        return [f"{equation.left.latex} {steps[0]}", *steps[1:]]
    return [" ".join([equation.left.latex, *steps])]


# --- Markdown and HTML -----------------------------------------------------------------------------


def as_markdown(blocks: Sequence[Block]) -> str:
    """Return all blocks as Markdown: formulas in LaTeX, their tables as tables, and all else as it is printed."""
    parts: list[str] = []
    for has_formulas, found in groupby(blocks, is_mathematics):
        group = list(found)
        parts += map(markdown_part, group) if has_formulas else [fenced(as_text(group))]
    return "\n\n".join(parts) + "\n"


def is_mathematics(block: Block) -> bool:
    """Return whether a block is part of a text with formulas."""
    return bool(block.equations) if isinstance(block, Table) else not isinstance(block, Lines)


def fenced(lines: str) -> str:
    """Return text between two lines of backticks, more of them than stand anywhere in it."""
    fence = "`" * max(3, 1 + max(map(len, re.findall("`+", lines)), default=0))
    return f"{fence}text\n{lines}\n{fence}"


def markdown_part(block: Block) -> str:
    """Return one block with formulas as Markdown."""
    if isinstance(block, Text):
        line = "".join(p if isinstance(p, str) else f"${p.latex}$" for p in block.line)
        return f"#### {line}" if isinstance(block, Heading) else line
    if isinstance(block, Equation):
        return "\n\n".join(f"$${line}$$" for line in equation_latex(block))
    assert isinstance(block, Table)  # lines have no formulas
    rows = [[markdown_cell(c) for c in row] for row in (block.header, *block.rows)]
    rows.insert(1, ["---"] * len(block.header))
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def markdown_cell(cell: Piece | Cell | str) -> str:
    """Return a cell of a table of formulas, in which no bar may be read as the end of the cell."""
    latex = cell.latex if isinstance(cell, Piece) else ""
    return f"${latex.replace('|', chr(92) + 'vert ')}$" if latex else ""


def as_html(blocks: Sequence[Block]) -> str:
    """Return all blocks as HTML: monospaced text, and a table for each one with backgrounds or titles."""
    parts: list[str] = []
    for coloured, group in groupby(blocks, lambda block: isinstance(block, Table) and block.is_coloured):
        if coloured:
            parts += [table_html(block) for block in group if isinstance(block, Table)]
        elif lines := as_text(list(group)):
            parts.append(f'<pre style="{MONOSPACE}">{escaped(lines)}</pre>')
    return "".join(parts)


def table_html(table: Table) -> str:
    """Return a table with its backgrounds and titles; numbers stand to the right."""
    caption = f'<caption style="text-align:left;white-space:nowrap">{escaped(table.caption)}</caption>'
    header = "".join(f'<th {CELL}">{escaped(text_of(each))}</th>' for each in table.header)
    rows = [header] * bool(header) + [row_html(row) for row in table.rows]
    body = "".join(f"<tr>{row}</tr>" for row in rows)
    return f'<table style="margin:4px 0;{MONOSPACE}">{caption if table.caption else ""}{body}</table>'


CELL = 'style="padding:2px 8px;text-align:right'


def row_html(row: Sequence[Piece | Cell | str] | str) -> str:
    """Return the cells of a row, or one across all columns."""
    return f'<td colspan="100">{escaped(row)}</td>' if isinstance(row, str) else "".join(map(cell_html, row))


def cell_html(cell: Piece | Cell | str) -> str:
    """Return a cell: black on its background, if it has one, so that it can be read in a dark theme, too."""
    title = background = ""
    if isinstance(cell, Cell):
        title = f' title="{escaped(cell.title)}"' if cell.title else ""
        background = f";color:#000000;background:{cell.background}" if cell.background else ""
    return f'<td {CELL}{background}"{title}>{escaped(text_of(cell))}</td>'


def escaped(words: str) -> str:
    """Return words as text of HTML."""
    return escape(harmless(words))
