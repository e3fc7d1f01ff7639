"""The last stage: words, numbers and picture become one HTML file that needs nothing else."""

from __future__ import annotations

import html
import importlib
import json
import math
import os
import re
import sys
from importlib import resources
from pathlib import Path
from typing import Any

from engine.drawing.dot import sentence_of_graph
from engine.drawing.records import MAXIMUM, GraphPicture, describe_graph, members
from engine.recording.blocks import check_recorded
from engine.stepping.javascript import Writer
from engine.stepping.steps import Pass, backward_pass, early_pass, wrong_pass
from engine.stepping.svg import svg_of
from engine.stepping.telling import Parts, Teller, name_of
from engine.table.checks import describe
from engine.table.console import printed
from engine.table.floats import OFF
from engine.table.notation import number, operation
from engine.table.writing import is_special, write_whole
from engine.value import Value

SUFFIXES = (".html", ".htm")

SCRIPTS = ("numbers.js", "passes.js", "telling.js", "picture.js", "live.js", "predict.js", "page.js")
"""The parts of what runs in the page, in the order in which they stand there. Each says at its top what it does."""

HEIGHT = 760  # how high the page is in a notebook, in pixels


class StepPage:
    """A page that steps through a backward pass. `html` is all of it, `title` says what it shows.

    As the last expression of a notebook cell it shows itself; `show_steps` shows it from anywhere in a cell.
    """

    def __init__(self, title: str, html: str) -> None:
        self.title = title
        self.html = html

    @printed
    def __repr__(self) -> str:
        return f"<StepPage: {self.title}. .save('steps.html') writes it to a file.>"

    def save(self, filename: str | os.PathLike[str]) -> str:
        """Write the page to a file, which any browser opens, whole or not at all. Missing folders are made.

        Args:
            filename: ends in .html or .htm; a device or a pipe, such as /dev/stdout, may have any name.

        Returns:
            The path of the file.

        Raises:
            ValueError: if the name ends in something else.
            OSError: if the file cannot be written; what was there before is still there, whole.
        """
        path = checked(filename)
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, self.html.encode())
        return str(path)

    def show_steps(self) -> None:
        """Show the page below the cell of a notebook.

        Raises:
            RuntimeError: outside of a notebook.
        """
        shell = sys.modules.get("IPython")
        if shell is None or shell.get_ipython() is None:
            raise RuntimeError("show_steps shows the page in a notebook; elsewhere .save('steps.html') and open that.")
        importlib.import_module("IPython.display").display(self)

    def _repr_html_(self) -> str:
        """The page in a frame of its own, where neither its styles nor its keys get into the notebook."""
        return (
            f'<iframe title="{html.escape(self.title)}" sandbox="allow-scripts" srcdoc="{html.escape(self.html)}" '
            f'style="width:100%;height:{HEIGHT}px;border:0"></iframe>'
        )


def step_page(value: Value, filename: str | os.PathLike[str] | None = None) -> StepPage:
    """A page that steps through the backward pass of `value`: first the forward values, then one value per step.

    Each step shows what a value sends to its operands, gradient × local derivative, and the running sum at each
    of them. A switch shows the same in an order that does not wait for all contributions, where that goes wrong.
    The page is one file, needs no network, and is moved through with buttons, a slider or the keys ← → Home End.

    Args:
        value: the result to go back from, such as a loss; `.grad` is neither read nor changed.
        filename: where to write the page, ending in .html; None writes nothing.

    Returns:
        The page, which shows itself in a notebook and can be saved.

    Raises:
        TypeError: if `value` is not a Value.
        RuntimeError: if it is a constant, which has no graph; or if there is no program to draw with.
        ValueError: if the graph has more than 2000 values, or the name does not end in .html or .htm.

    >>> from engine import Value, step_page
    >>> z = Value(3.0, label="x") * 2.0
    >>> step_page(z + z * 5.0)
    <StepPage: Backward pass of the + with data 36.000, step by step. .save('steps.html') writes it to a file.>
    """
    if not isinstance(value, Value):
        raise TypeError(
            f"step_page got {describe(value)}; it goes back from one Value, such as a loss. "
            "Of a list take one element, of a model or a trace an output: step_page(trace.output[0])."
        )
    check_recorded(value, "step_page got")
    if filename is not None:
        checked(filename)  # before the work
    page = page_of(value)
    if filename is not None:
        page.save(filename)
    return page


def checked(filename: str | os.PathLike[str]) -> Path:
    """The path, if it is one of a page."""
    path = Path(filename)
    if path.suffix.lower() not in SUFFIXES and not is_special(path):
        raise ValueError(f"step_page got {os.fspath(filename)!r}; the name of a page ends in {' or '.join(SUFFIXES)}.")
    return path


def page_of(value: Value) -> StepPage:
    """The page of a graph."""
    values = members(value, MAXIMUM)
    graph = describe_graph(value, MAXIMUM)
    teller = Teller(graph, backward_pass(graph))
    title: Parts = ["Backward pass of ", ["name", graph.root.index], ", step by step"]
    about = sentence_of_graph(graph).replace(" Gradients not computed.", "").replace(" Gradients computed.", "")
    writer = Writer()
    found = contents(teller, [writer_name(writer, each) for each in values])
    found["switches"] = [name for (row, _), name in writer.names.items() if row.switches]
    before, _, after = about.rpartition(number(graph.root.data))
    found |= {"title": title, "about": [before, ["data", graph.root.index], after]}
    parts = {
        "TITLE": html.escape(teller.told(title)),
        "ABOUT": html.escape(about),
        "SVG": svg_of(graph),
        "CSS": part("page.css"),
        "SCRIPT": "\n".join(['"use strict";', writer.source(), *map(part, SCRIPTS)]),
        "DATA": harmless(found),
    }
    text = re.sub(r"\{\{([A-Z]+)\}\}", lambda found: parts[found[1]], part("page.html"))
    return StepPage(teller.told(title), text)


def part(name: str) -> str:
    """A file beside this one."""
    return resources.files(__package__).joinpath(name).read_text(encoding="utf-8")


def writer_name(writer: Writer, value: Value) -> str | None:
    """Under which name the page computes a value; "" for what is not computed, None for what it cannot compute."""
    row = value._record()
    return "" if row is None else writer.row(row, len(value.operands))


def contents(teller: Teller, rows: list[str | None]) -> dict[str, Any]:
    """All that the page shows, as JSON has it: the records of the graph, and sentences that numbers are put into.

    `rows` has for each value the name of what computes it.
    """
    graph, right = teller.graph, teller.right
    wrong = wrong_pass(graph, right) or early_pass(graph)
    return {
        "start": teller.start(),
        "names": [name_of(box) for box in graph.boxes],
        "symbols": [operation(box.symbol) for box in graph.boxes],
        "data": [as_json(box.data) for box in graph.boxes],
        "arrows": [[arrow.operand, arrow.result] for arrow in graph.arrows],
        "partials": [as_json(arrow.partial) for arrow in graph.arrows],
        "rows": rows,
        "leaves": [box.index for box in graph.boxes if box.kind == "leaf"],
        "stuck": stuck(graph, rows),
        "right": shown(teller, right),
        "wrong": shown(teller, wrong) if wrong else None,
        "noHarm": teller.no_harm(),
    }


def shown(teller: Teller, walked: Pass) -> dict[str, Any]:
    """A pass as the page has it: in which order, what is sent along which arrows, and what is said."""
    steps = [
        {
            "value": step.value,
            "sent": [c.arrow for c in step.sent],
            "constants": step.constants,
            "says": teller.step(walked, k),
        }
        for k, step in enumerate(walked.steps)
    ]
    return {"order": walked.order, "steps": steps}


def as_json(x: float | None) -> float | str | None:
    """A number as JSON has it: infinities and NaN as words, and the partial of a branch that is off as "off"."""
    if x is None or x is OFF:
        return None if x is None else "off"
    return x if math.isfinite(x) else str(x).replace("inf", "Infinity").replace("nan", "NaN")


def stuck(graph: GraphPicture, rows: list[str | None]) -> dict[int, int]:
    """The values that lead to one which the page cannot compute, each with the first such value."""
    found = {i: i for i, row in enumerate(rows) if row is None}
    for arrow in reversed(graph.arrows):
        if arrow.result in found:
            found[arrow.operand] = found[arrow.result]
    return found


def harmless(data: Any) -> str:
    """JSON in which no text can end the script element or begin a comment: < is written as its code."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.replace("&", r"\u0026").replace("<", r"\u003c").replace(">", r"\u003e")
