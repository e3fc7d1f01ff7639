"""How lines of a program fit a page: comments in one column, and what is too long on several lines.

A formula that does not fit behind its line stands above it; a line of code is cut at its outermost commas or signs.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from textwrap import wrap

from engine.lifting.views import Array

WIDTH = 100
"""No line is longer, but for names and numbers that are longer themselves."""

STEP = "    "

SHAPE = re.compile(r"(\([^)]*\))?(?:  )?(.*)")

COLUMN = 46  # how far right comments are moved to stand below each other


@dataclass(frozen=True)
class SourceLine:
    """One line of the source: its code and its comment.

    note     the comment, or what makes it: `comment` is its text
    array    the array that it computes, or whose gradient, if `gradient` is set; `others` are more of these
    why      a sentence that stands above it
    depth    in how many loops it is
    """

    text: str
    note: str | Callable[[], str] = ""
    array: Array | None = None
    gradient: bool = False
    why: str = ""
    depth: int = 0
    others: tuple[Array, ...] = ()

    @cached_property
    def comment(self) -> str:
        """The comment, made when the line is first shown: a program runs without."""
        return self.note if isinstance(self.note, str) else self.note()

    @property
    def alone(self) -> SourceLine:
        """The same line without comments."""
        return SourceLine(self.text, depth=self.depth)


def laid_out(lines: Sequence[SourceLine], indent: str = STEP) -> list[str]:
    """Return lines with their comments in one column; what is too long is cut."""
    longest = max((len(STEP * line.depth + line.text) for line in lines), default=0)
    column = len(indent) + min(-(-longest // 4) * 4 + 2, COLUMN)
    found = []
    for line in lines:
        inner = indent + STEP * line.depth
        found += wrapped(line.why, inner) if line.why else []
        found += with_comment(line.text, line.comment, inner, column)
    return found


def with_comment(text: str, comment: str, indent: str, column: int) -> list[str]:
    """Return a line and its comment, behind it; the formula stands above if that is too long."""
    first, *rest = folded(text, indent)
    last = rest[-1] if rest else first
    for behind in (f"{last:<{column}}  # {comment}", f"{last}  # {comment}"):
        if comment and len(behind) <= WIDTH:
            return [first, *rest[:-1], behind] if rest else [behind]
    if not comment:
        return [first, *rest]
    shape, formula = SHAPE.fullmatch(comment).groups("")  # type: ignore[union-attr]  # it takes any text
    return [*cut_formula(formula, indent), *with_comment(text, shape if formula else "", indent, column)]


def cut_formula(formula: str, indent: str) -> list[str]:
    """Return a formula as lines of comment, cut at its signs."""
    if not formula:
        return []
    lines = packed(re.split(r"(?= [-+] )", formula), f"{indent}# ", f"{indent}#    ")
    return lines if max(map(len, lines)) <= WIDTH else []


def wrapped(sentence: str, indent: str = STEP) -> list[str]:
    """Return a sentence as lines of comment."""
    mark = f"{indent}# "
    return wrap(sentence, WIDTH, initial_indent=mark, subsequent_indent=mark, break_long_words=False)


def packed(pieces: Sequence[str], first: str, other: str) -> list[str]:
    """Return pieces in lines, as many in each as fit."""
    lines, line = [], first + pieces[0]
    for piece in pieces[1:]:
        if len(line + piece.rstrip()) > WIDTH:
            lines.append(line.rstrip())
            line, piece = other, piece.lstrip()
        line += piece
    return [*lines, line.rstrip()]


# --- code ---------------------------------------------------------------------------------------------------

HEAD = re.compile(r"return |[^=]*? \+?= ")
SIGNS = (" + ", " - ")


def folded(text: str, indent: str = "") -> list[str]:
    """Return a line of code as it fits the page: cut at its outermost signs or commas, in brackets."""
    if len(indent + text) <= WIDTH:
        return [indent + text]
    found = HEAD.match(text)
    head, body = (found[0], text[found.end() :]) if found else ("", text)
    terms = pieces_of(body, SIGNS)
    if len(terms) > 1:
        return [f"{indent}{head}(", *packed_code(terms, indent + STEP), f"{indent})"]
    start, end = widest(body)
    while body[start:end] and len(pieces_of(body[start:end], (", ", *SIGNS))) == 1:
        inner = widest(body[start:end])
        if inner == (0, 0):
            return [indent + text]
        start, end = start + inner[0], start + inner[1]
    if start == end:
        return [indent + text]
    pieces = pieces_of(body[start:end], (", ",))
    pieces = pieces if len(pieces) > 1 else pieces_of(body[start:end], SIGNS)
    return [f"{indent}{head}{body[:start]}", *packed_code(pieces, indent + STEP), f"{indent}{body[end:]}"]


def packed_code(pieces: list[str], indent: str) -> list[str]:
    """Return pieces of code in lines; one that is too long itself is cut again."""
    lines: list[str] = []
    for line in packed(pieces, indent, indent):
        lines += folded(line.strip(), indent)
    return lines


def pieces_of(text: str, separators: Sequence[str]) -> list[str]:
    """Return text cut after commas or before signs, outside of brackets."""
    cuts = [0]
    for i, depth in depths(text):
        for separator in separators:
            if depth == 0 and i and text.startswith(separator, i):
                cuts.append(i + 2 if separator == ", " else i)
    return [text[a:b] for a, b in pairwise([*cuts, len(text)])]


def widest(text: str) -> tuple[int, int]:
    """Return where the inside of the widest brackets begins and ends; (0, 0) if there are none."""
    found, start, before = (0, 0), 0, 0
    for i, depth in depths(text):
        if depth and not before:
            start = i + 1
        if before and not depth and i - start > found[1] - found[0]:
            found = (start, i)
        before = depth
    return found


def depths(text: str) -> Iterator[tuple[int, int]]:
    """Yield for each character outside of quotes how many brackets are open after it."""
    depth, quote, escaped = 0, "", False
    for i, x in enumerate(text):
        if quote:
            quote, escaped = ("" if x == quote and not escaped else quote), x == "\\" and not escaped
        elif x in "\"'":
            quote = x
        else:
            depth += (x in "([{") - (x in ")]}")
            yield i, depth
