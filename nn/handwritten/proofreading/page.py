"""A report of `proofread` as HTML: the annotated source that a notebook, `--html` and the playground show.

It brings its own paper and ink, light or dark as the page around it, and needs no script and no request. Without its
styles, as in a notebook that is not trusted, it is still a list that can be read.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from importlib import resources
from typing import Any

from engine.lifting.showing import TOKENS
from engine.table.notation import harmless

MARKS = {"wrong": "Wrong", "scaled": "Scaled", "unread": "Not read"}
"""What stands beside a line that is not right."""


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
        proof = f"checked on 3 draws, error {fix.error:.0e}"
        yield f'<div class="proofread-fix"><b>Fix</b> {edits} <span class="proofread-proof">{proof}</span></div>'


def _edit(number: int, text: str | None, is_elsewhere: bool) -> str:
    """Return one edit of a fix; an edit of another line says which."""
    if text is None:
        return f"<span>line {number} goes</span>"
    where = f"line {number}: " if is_elsewhere else ""
    return f"<code>{where}{coloured(text)}</code>"
