"""A program as people see it: highlighted in a notebook, and as a graph of arrays beside the graph of scalars."""

from __future__ import annotations

import html
import io
import keyword
import tokenize
from typing import TYPE_CHECKING

from engine.drawing.dot import EDGE_STYLE, GRAPH_STYLE, LINE, NODE_STYLE, QUIET_INK, picture_of, written
from engine.drawing.picture import Picture
from engine.drawing.records import describe_graph
from engine.drawing.shapes import BACKWARD
from engine.graph import topological_order
from engine.lifting.views import shape_text
from engine.value import Value

if TYPE_CHECKING:
    from engine.lifting.program import Program
    from engine.lifting.views import Array

COLOURS = {"comment": "#5f6b5f", "keyword": "#7a1f7a", "string": "#1f5f1f", "number": "#1f3f8f"}

SMALL = 60
"""Up to this many values the scalar graph is drawn beside the arrays."""

LONGEST = 60
"""How many characters of a line stand in a box."""


def highlighted(source: str) -> str:
    """Python as HTML, with comments, keywords, text and numbers in colours of their own."""
    lines, pieces = source.splitlines(keepends=True), []
    row, column = 1, 0
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type in (tokenize.INDENT, tokenize.DEDENT, tokenize.NEWLINE, tokenize.NL, tokenize.ENDMARKER):
            continue
        pieces.append(html.escape(between(lines, (row, column), token.start)))
        pieces.append(coloured(token))
        row, column = token.end
    style = "line-height:1.35;overflow-x:auto;white-space:pre"
    return f'<pre style="{style}">{"".join(pieces)}</pre>'


def between(lines: list[str], start: tuple[int, int], end: tuple[int, int]) -> str:
    """The text from one place to another."""
    (row, column), (last, until) = start, end
    if row == last:
        return lines[row - 1][column:until]
    return lines[row - 1][column:] + "".join(lines[row : last - 1]) + lines[last - 1][:until]


def coloured(token: tokenize.TokenInfo) -> str:
    """A token as HTML."""
    kinds = {tokenize.COMMENT: "comment", tokenize.STRING: "string", tokenize.NUMBER: "number"}
    kind = "keyword" if keyword.iskeyword(token.string) else kinds.get(token.type)
    text = html.escape(token.string)
    return f'<span style="color:{COLOURS[kind]}">{text}</span>' if kind else text


# --- the graph of arrays -----------------------------------------------------------------------------


def picture(program: Program, root: Value) -> Picture:
    """A box for each array, with its shape, its line and that of its gradient; the scalar graph beside it, if small."""
    many = len(topological_order(root))
    beside = picture_of(describe_graph(root, limit=10 * SMALL)) if many <= SMALL else None
    drawn = Picture(
        comment=sentence(program),
        filename="program.gv",
        format="svg",
        graph_attr={**GRAPH_STYLE, "rankdir": beside.graph_attr["rankdir"] if beside else "TB"},
        node_attr=NODE_STYLE,
        edge_attr=EDGE_STYLE,
    )
    if beside:
        with drawn.subgraph(name="cluster_scalars") as scalars:
            scalars.attr(label="the scalar graph", color=LINE, fontsize="12")
            scalars.body.extend(beside.body)
    with drawn.subgraph(name="cluster_arrays") as arrays:
        title = f"the same as arrays: operations {many:,}, steps {len(program.steps)}"
        arrays.attr(label=title, color=LINE, fontsize="12")
        for array in program.arrays:
            arrays.node(f"array_{array.name}", f"<{box(program, array)}>")
        for step in program.steps:
            for name in dict.fromkeys(view.array.name for view in step.views() if view.array.kind != "constant"):
                arrays.edge(f"array_{name}", f"array_{step.out.name}")
    return drawn


def box(program: Program, array: Array) -> str:
    """The table of an array: name and shape, how it is computed, and its gradient."""
    what = {"param": ", parameter", "input": ", input"}.get(array.kind, "")
    shape = f" {shape_text(array.full)}" if array.full else ""
    rows = [f'<tr><td align="left"><b>{written(array.name)}</b>{written(shape + what)}</td></tr>']
    for line in program.lines_for(array):
        text = line.text if len(line.text) <= LONGEST else line.text[: LONGEST - 1] + "…"
        colour = BACKWARD if line.gradient else QUIET_INK
        rows.append(f'<tr><td align="left"><font color="{colour}">{written(text)}</font></td></tr>')
    style = ' style="rounded"' if array.kind != "step" else ""
    frame = f'border="1" cellborder="0" cellspacing="0" cellpadding="3" color="{LINE}"{style}'
    return f"<table {frame}>{''.join(rows)}</table>"


def sentence(program: Program) -> str:
    """What there is to see, for those who do not see it."""
    names = ", ".join(
        f"{array.name} {shape_text(array.full)}" for array in program.arrays if array.labelled and array.full
    )
    return f"The graph of arrays of a derived program, {len(program.steps)} steps: {names}."
