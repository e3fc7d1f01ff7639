"""A program as people see it: highlighted in a notebook, and as a graph of arrays beside the graph of scalars."""

from __future__ import annotations

import html
import keyword
import re
from collections.abc import Callable
from typing import Any

from engine.drawing.dot import LINE, QUIET_INK, STYLES, coloured, escaped, picture_of
from engine.drawing.picture import Picture, new_picture
from engine.drawing.records import describe_graph
from engine.drawing.shapes import BACKWARD
from engine.lifting.layout import SourceLine
from engine.lifting.text.code import shape_text
from engine.lifting.views import Array
from engine.table.notation import counted
from engine.value import Value

COLOURS = {
    # light, dark
    "comment": ("#5f6b5f", "#a3acb6"),
    "keyword": ("#7a1f7a", "#d3a6ff"),
    "string": ("#1f5f1f", "#94dba6"),
    "number": ("#1f3f8f", "#8cc4ff"),
}
TOKENS = re.compile(
    r'(?P<comment>#.*)|(?P<string>"""[\s\S]*?"""|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\')'
    rf"|(?P<number>\b\d[\d.]*(?:e[+-]?\d+)?)|(?P<keyword>\b(?:{'|'.join(keyword.kwlist)})\b)"
)

LONGEST = 60  # how many characters of a line stand in a box


def highlighted(source: str) -> str:
    """Return Python as HTML, with comments, keywords, text and numbers in colours of their own."""
    pieces, end = [], 0
    for found in TOKENS.finditer(source.rstrip()):
        pieces.append(html.escape(source[end : found.start()]))
        colours = "light-dark({}, {})".format(*COLOURS[str(found.lastgroup)])
        pieces.append(f'<span style="color:{colours}">{html.escape(found[0])}</span>')
        end = found.end()
    style = "line-height:1.35;overflow-x:auto;white-space:pre"
    return f'<pre style="{style}">{"".join(pieces)}{html.escape(source[end:].rstrip())}</pre>'


# --- the graph of arrays -----------------------------------------------------------------------------


def picture_of_arrays(
    arrays: list[Array], steps: list[Any], lines_for: Callable[[Array], list[SourceLine]], root: Value | None
) -> Picture:
    """Return a picture with a box for each array, beside the graph of `root` unless that is None."""
    beside = None if root is None else picture_of(describe_graph(root))
    names = ", ".join(f"{array.name} {shape_text(array.full)}" for array in arrays if array.labelled and array.full)
    sentence = f"The graph of arrays of a derived program, {len(steps)} steps: {names}."
    drawn = new_picture("program.gv", sentence, STYLES, rankdir=beside.graph_attr["rankdir"] if beside else "TB")
    if beside:
        with drawn.subgraph(name="cluster_scalars") as scalars:
            scalars.attr(label="the scalar graph", color=LINE, fontsize="12")
            scalars.body.extend(beside.body)
    with drawn.subgraph(name="cluster_arrays") as cluster:
        title = f"{'the same as arrays' if beside else 'arrays'}: {counted(len(steps), 'step')}"
        cluster.attr(label=title, color=LINE, fontsize="12")
        for array in arrays:
            cluster.node(f"array_{array.name}", f"<{box_of_array(array, lines_for(array))}>")
        for step in steps:
            for name in dict.fromkeys(view.array.name for view in step.views() if view.array.kind != "constant"):
                cluster.edge(f"array_{name}", f"array_{step.out.name}")
    return drawn


def box_of_array(array: Array, lines: list[SourceLine]) -> str:
    """Return the table of an array: name and shape, how it is computed, and its gradient."""
    what = {"param": ", parameter", "input": ", input"}.get(array.kind, "")
    shape = f" {shape_text(array.full)}" if array.full else ""
    rows = [f'<tr><td align="left"><b>{escaped(array.name)}</b>{escaped(shape + what)}</td></tr>']
    for line in lines:
        text = line.text if len(line.text) <= LONGEST else line.text[: LONGEST - 1] + "…"
        rows.append(f'<tr><td align="left">{coloured(text, BACKWARD if line.gradient else QUIET_INK)}</td></tr>')
    style = ' style="rounded"' if array.kind != "step" else ""
    frame = f'border="1" cellborder="0" cellspacing="0" cellpadding="3" color="{LINE}"{style}'
    return f"<table {frame}>{''.join(rows)}</table>"
