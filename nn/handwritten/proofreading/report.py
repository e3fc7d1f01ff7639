"""What `proofread` found: the script's lines, each with what it computes, and the wrong ones with their fixes.

As text it is annotated source. As HTML, which a notebook, `--html` and the playground show, it brings its own paper and
ink, light or dark as the page around it, and needs no script and no request. Without its styles, as in a notebook that
is not trusted, it is still a list that can be read.
"""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from html import escape
from importlib import resources
from typing import Any

from engine.lifting.showing import TOKENS
from engine.table.console import printed
from engine.table.notation import harmless, number

WIDTH = 100  # of the report
SOURCE, MEANING = 40, 24  # the width of a line's source in it, and of what it is
BELOW = " " * 12  # what stands before the rest of a long row
MARKS = {"wrong": "Wrong", "scaled": "Scaled", "unread": "Not read"}  # what stands beside a line that is not right


@dataclass(frozen=True)
class Fix:
    """A change that was proved: ((line number, new text or None), …), and the largest relative error of a step.

    draws   on how many draws of the data it was: fewer where the script does not run on others
    """

    edits: tuple[tuple[int, str | None], ...]
    error: float
    draws: int = 3

    @property
    def proof(self) -> str:
        """How it was proved, in words."""
        return f"checked on {self.draws} draw{'s' * (self.draws > 1)}, error {self.error:.0e}"


@dataclass(frozen=True)
class Line:
    """One line of the script, and what it computes.

    number, source   where it stands, and its text
    name, shape      what it assigns
    meaning          what that is, in words; "" if it is not known, or a line of the forward pass
    of               the forward array whose adjoint it is, or None
    factor           the number in front of that adjoint; NaN if there is none
    verdict          "right", "scaled", "wrong" or "unread"
    first_pass       in which turn of a loop it first went wrong; "" outside loops
    fixes            what was proved to make it right, the smallest edit first
    note             what else is worth saying
    """

    number: int
    source: str
    name: str
    shape: tuple[int, ...]
    meaning: str = ""
    of: str | None = None
    factor: float = float("nan")
    verdict: str = "right"
    first_pass: str = ""
    fixes: tuple[Fix, ...] = ()
    note: str = ""


@dataclass(frozen=True, eq=False, repr=False)
class Report:
    """What `proofread` found. It prints as annotated source, and is true if the backward pass is right.

    correct      True, False, or None if the script could not be read
    problem      why it could not be read, in a sentence; "" if it was
    objective    the loss that everything is the derivative of
    parameters   the names of the arrays whose steps were judged
    lines        the lines of one pass, in their order
    wrong        those of them that are wrong, in the order of computation
    factor       the number by which all gradients are off; 1 if there is no such number
    remarks      what is worth saying of the whole
    takes_steps  whether the script moves its parameters; else its gradients are judged
    goes_up      whether the objective is one that is meant to grow
    """

    correct: bool | None
    problem: str = ""
    objective: str = ""
    parameters: tuple[str, ...] = ()
    lines: tuple[Line, ...] = ()
    wrong: tuple[Line, ...] = ()
    factor: float = 1.0
    remarks: tuple[str, ...] = field(default_factory=tuple)
    takes_steps: bool = True
    goes_up: bool = False

    def __bool__(self) -> bool:
        return self.correct is True

    def to_dict(self) -> dict[str, Any]:
        """Return the report as plain data, for JSON."""
        found = asdict(self)
        for line in (*found["lines"], *found["wrong"]):
            line["factor"] = None if line["factor"] != line["factor"] else line["factor"]
        return found

    @property
    def details(self) -> str:
        """What is not for a first reading: every line with its factor, and the error that each fix leaves."""
        rows = [f"objective: {self.objective}", f"parameters: {', '.join(self.parameters)}"]
        for line in self.lines:
            rows.append(f"{line.number}: {line.name} {line.shape} {line.verdict} {line.meaning} factor {line.factor:g}")
            rows += [f"    {_edits(fix)}, error {fix.error:.0e}" for fix in line.fixes]
        return "\n".join(rows)

    @printed
    def __repr__(self) -> str:
        return "\n".join(self._rows())

    def _repr_html_(self) -> str:
        return html_of(self)

    def _rows(self) -> Iterator[str]:
        yield from wrap("", self.headline)
        wide = min(SOURCE, max((len(line.source) for line in self.lines), default=0))
        for line in self.lines:
            yield from _row(line, wide)
        for remark in self.remarks:
            yield from wrap("", remark)

    @property
    def headline(self) -> str:
        """The report in one sentence."""
        if self.problem:
            return f"Cannot be read: {self.problem}"
        many, names = len(self.parameters) > 1, counted(self.parameters)
        steps = f"the {'step' if self.takes_steps else 'gradient'}{'s' * many} of {names}"
        way = "up" if self.goes_up else "down"
        verb = f"go{'' if many else 'es'} {way}" if self.takes_steps else f"{'are those' if many else 'is that'} of"
        if self.correct:
            return f"Right: {steps} {verb} L = {self.objective}."
        if not self.wrong and self.factor == 1.0:
            return f"Wrong: not all of {steps} {verb} L = {self.objective}; no one line could be named."
        count = len(self.wrong)
        where = f"{count} line{'s' * (count > 1)}, the first is line {self.wrong[0].number}" if count else ""
        if self.factor == -1.0 and where:
            up = f"{verb.removesuffix(way)}{'down' if self.goes_up else 'up'} L = {self.objective}, not {way}"
            signs = f"{'have' if many else 'has'} the other sign than {verb.removeprefix('are ').removeprefix('is ')}"
            return f"Wrong: {steps} {up if self.takes_steps else f'{signs} L = {self.objective}'}; {where}."
        if self.factor != 1.0:
            return f"All gradients are {number(self.factor)} times those of L = {self.objective}."
        return f"Wrong: {where}; L = {self.objective}."


def counted(names: Sequence[str]) -> str:
    """Return names as a list in which those that several arrays share stand once.

    >>> counted(["self.W", "self.b", "self.W", "c"])
    'self.W (2 of them), self.b, c'
    """
    counts = Counter(names)
    return ", ".join(f"{name} ({count} of them)" if count > 1 else name for name, count in counts.items())


def _row(line: Line, wide: int) -> Iterator[str]:
    """Yield a line as it is printed, with what does not fit beside it below."""
    is_long = len(line.source) > wide
    source = line.source[: wide - 1] + "…" if is_long else line.source
    is_wrong = line.verdict in ("wrong", "scaled")
    meaning = f"= {line.meaning}" if line.meaning else ""
    shape = str(line.shape) if line.shape else ""
    row = f"{line.number:>4}  {source:<{wide}}  "
    if is_wrong:
        mark = line.verdict.upper() + (f" (first at {line.first_pass})" if line.first_pass else "")
        if is_long:  # the mistake may stand at its end
            yield from wrap(f"{line.number:>4}  ", line.source)
        yield from wrap(BELOW if is_long else row, f"{mark}: {line.note}")
        for fix in line.fixes:
            yield from wrap(" " * 6 + "fix:  ", f"{_edits(fix)}      {fix.proof}")
        return
    beside = f"{meaning:<{MEANING}}  {shape:<10}"
    if len(row + beside.rstrip()) > WIDTH:
        yield from wrap(row, beside.strip())
        row, beside = "", ""
    yield from wrap(row + beside if line.note or row else "", line.note)


def wrap(start: str, text: str) -> Iterator[str]:
    """Text beside the start of a row, or on rows of its own below it where it does not fit.

    >>> list(wrap("  1  a = b  ", "short"))
    ['  1  a = b  short']
    """
    if len(start + text) <= WIDTH:
        yield from filter(None, [(start + text).rstrip()])
        return
    if len(start.strip()) > 5:
        yield start.rstrip()
        start = BELOW
    yield from textwrap.wrap(
        text, WIDTH, initial_indent=start, subsequent_indent=BELOW if start else "  ", break_on_hyphens=False
    )


def _edits(fix: Fix) -> str:
    """Return the new text of each line of a fix."""
    said = [(n, text) for n, text in fix.edits if text is not None or len(fix.edits) > 1]
    where = {n: f"line {n}: " if len(said) > 1 else "" for n, _ in said}
    rows = [f"line {n} goes" if t is None else where[n] + "; ".join(map(str.strip, t.split("\n"))) for n, t in said]
    return "; ".join(rows)


def html_of(report: Any) -> str:
    """Return a report as a piece of HTML."""
    head, rows = report.headline, "".join(map(_line, report.lines))
    kind = "unread" if report.problem else "right" if report.correct else "wrong"
    listed = f'<ol class="proofread-lines">{rows}</ol>' if rows else ""
    remarks = "".join(f"<p>{safe(remark)}</p>" for remark in report.remarks)
    style = resources.files(__package__).joinpath("page.css").read_text(encoding="utf-8")
    said = f'<p class="proofread-head proofread-{kind}">{safe(head)}</p>'
    return f'<div class="proofread"><style>{style}</style>{said}{listed}{remarks}</div>'


def safe(text: str) -> str:
    """Text of a script as HTML: nothing in it is markup, and nothing turns the direction of what follows."""
    return escape(harmless(text))


def coloured(source: str) -> str:
    """Return a line of Python with its comments, keywords, text and numbers marked.

    >>> coloured("x = 2 < 3")
    'x = <span class="number">2</span> &lt; <span class="number">3</span>'
    """
    pieces, end = [], 0
    for found in TOKENS.finditer(source):
        pieces += [safe(source[end : found.start()]), f'<span class="{found.lastgroup}">{safe(found[0])}</span>']
        end = found.end()
    return "".join([*pieces, safe(source[end:])])


def _line(line: Any) -> str:
    """Return one line: its number, its source, what it computes, its shape, and below what is to be said."""
    meaning = f"= {safe(line.meaning)}" if line.meaning else ""
    shape = safe(str(line.shape)) if line.shape else ""
    kind = line.verdict if line.verdict in MARKS else "told" if line.meaning else "plain"
    return (
        f'<li class="proofread-{kind}" value="{line.number}"><span class="proofread-number">{line.number}</span> '
        f'<code class="proofread-source">{coloured(line.source)}</code> '
        f'<span class="proofread-meaning">{meaning}</span> <span class="proofread-shape">{shape}</span>'
        f"{''.join(_below(line))}</li>"
    )


def _below(line: Any) -> Iterator[str]:
    """Yield what is said of a line, and its fixes."""
    mark = f"<b>{MARKS[line.verdict]}</b> " if line.verdict in MARKS else ""
    first = f" (first at {safe(line.first_pass)})" if line.first_pass else ""
    if line.note or mark:
        yield f'<p class="proofread-note">{mark}{safe(line.note)}{first}</p>'
    for fix in line.fixes:
        edits = "; ".join(_edit(number, text, number != line.number) for number, text in fix.edits)
        yield f'<div class="proofread-fix"><b>Fix</b> {edits} <span class="proofread-proof">{fix.proof}</span></div>'


def _edit(number: int, text: str | None, is_elsewhere: bool) -> str:
    """Return one edit of a fix; an edit of another line says which."""
    if text is None:
        return f"<span>line {number} goes</span>"
    return f"<code>{f'line {number}: ' if is_elsewhere else ''}{coloured(text)}</code>"
