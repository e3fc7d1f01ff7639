"""The last stage: words, numbers and picture become one HTML file that needs nothing else."""

from __future__ import annotations

import html
import importlib
import math
import os
import sys
from pathlib import Path
from typing import Any

from engine.drawing.dot import sentence_of_graph
from engine.drawing.pages import Page, harmless, page_path, page_text
from engine.drawing.records import MAXIMUM, GraphPicture, describe_graph, members
from engine.recording.blocks import check_recorded
from engine.stepping.frames import frames_of
from engine.stepping.instructions import RowWriter
from engine.stepping.steps import BackwardPass, backward_pass, early_pass, wrong_pass
from engine.stepping.svg import svg_of
from engine.stepping.telling import Parts, Teller, name_of
from engine.table.checks import describe
from engine.table.floats import OFF
from engine.table.notation import number, operation
from engine.table.primitive import ListOp
from engine.table.writing import check_path, write_whole
from engine.value import Value


class StepPage(Page):
    """A page that steps through a backward pass. `show_steps` shows it from anywhere in the cell of a notebook.

    For slides, `frames` writes its steps as pictures.
    """

    _example = "steps.html"

    def __init__(self, title: str, html: str, teller: Teller) -> None:
        super().__init__(title, html, lambda: [*frames_of(teller)][-1].encode())  # the last step stands still
        self._teller = teller

    def frames(self, folder: str | os.PathLike[str]) -> list[str]:
        """Write the steps as pictures, with their words below: step_0.svg is the forward pass.

        All have one size and one layout, so that on slides nothing moves but what the step is about.

        Args:
            folder: where to write them; it is made if it is missing, and files of the same names are replaced.

        Returns:
            The paths of the files, in order.

        Raises:
            OSError: if a file cannot be written.

        >>> import tempfile
        >>> from engine import Value, step_page
        >>> [Path(file).name for file in step_page(Value(3.0) * 2.0).frames(tempfile.mkdtemp())]
        ['step_0.svg', 'step_1.svg', 'step_2.svg']
        """
        check_path("frames", folder, "steps")
        Path(folder).mkdir(parents=True, exist_ok=True)
        digits = len(str(len(self._teller.right.steps)))
        paths = []
        for k, text in enumerate(frames_of(self._teller)):
            paths.append(str(Path(folder, f"step_{k:0{digits}}.svg")))
            write_whole(paths[-1], text.encode())
        return paths

    def show_steps(self) -> None:
        """Show the page below the cell of a notebook.

        Raises:
            RuntimeError: outside of a notebook.
        """
        shell = sys.modules.get("IPython")
        if shell is None or shell.get_ipython() is None:
            raise RuntimeError("show_steps shows the page in a notebook; elsewhere .save('steps.html') and open that.")
        importlib.import_module("IPython.display").display(self)


def step_page(value: Value, filename: str | os.PathLike[str] | None = None) -> StepPage:
    """Make a page that steps through the backward pass of `value`: first the forward values, then one value per step.

    Each step shows what a value sends to its operands, gradient × local derivative, and the running sum at each
    of them. The number of any leaf can be typed or dragged: data, local derivatives, gradients and sentences follow,
    and a curve shows the result along that number, with its tangent. *Predict* asks for each gradient before it is
    shown, and names the factor that was missed. *Wrong order* shows an order that does not wait for all contributions.
    Where a number has no finite result, or special functions (erf, gelu, lgamma, digamma, polygamma) depend on it, the
    page stands still and says so.
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
    <StepPage: Backward pass of the sum 36.000, step by step. .save('steps.html') writes it to a file.>
    """
    if not isinstance(value, Value):
        raise TypeError(
            f"step_page got {describe(value)}; it goes back from one Value, such as a loss. "
            "Of a list take one element, of a model or a trace an output: step_page(trace.output[0])."
        )
    check_recorded(value, "step_page got")
    if filename is not None:
        page_path("step_page", filename)  # before the work
    graph = describe_graph(value, MAXIMUM)
    teller = Teller(graph, backward_pass(graph))
    title: Parts = ["Backward pass of ", ["name", graph.root.index], ", step by step"]
    about = sentence_of_graph(graph).replace(" Gradients not computed.", "").replace(" Gradients computed.", "")
    before, _, after = about.rpartition(number(graph.root.data))
    data = contents(teller, members(value, MAXIMUM))
    data |= {"title": title, "about": [before, ["data", graph.root.index], after]}
    words = teller.with_numbers(title)
    text = page_text(__package__, TITLE=html.escape(words), SVG=svg_of(graph), DATA=harmless(data))
    page = StepPage(words, text, teller)
    if filename is not None:
        page.save(filename)
    return page


def contents(teller: Teller, values: list[Value]) -> dict[str, Any]:
    """Return all that the page shows, as JSON has it: the records of the graph, and sentences with gaps for numbers."""
    graph, right = teller.graph, teller.right
    wrong = wrong_pass(graph, right) or early_pass(graph)
    writer, rows = RowWriter(), [value._record() for value in values]
    # "" for what is not computed, None for what the page cannot compute
    names = ["" if row is None else writer.row(row, len(v.operands)) for row, v in zip(rows, values, strict=True)]
    return {
        "start": teller.start(),
        "names": [name_of(box) for box in graph.boxes],
        "symbols": [operation(box.symbol) for box in graph.boxes],
        "data": [as_json(box.data) for box in graph.boxes],
        "arrows": [[arrow.operand, arrow.result] for arrow in graph.arrows],
        "partials": [as_json(arrow.partial) for arrow in graph.arrows],
        "rows": names,
        "f": writer.f,
        "d": writer.d,
        "switches": [name for (row, _), name in writer.names.items() if row.switches],
        "lists": [name for (row, _), name in writer.names.items() if isinstance(row, ListOp)],
        "leaves": [box.index for box in graph.boxes if box.kind == "leaf"],
        "stuck": stuck(graph, names),
        "right": shown(teller, right),
        "wrong": shown(teller, wrong) if wrong else None,
        "noHarm": teller.no_harm(),
    }


def shown(teller: Teller, walked: BackwardPass) -> dict[str, Any]:
    """Return a pass as the page has it: in which order, what is sent along which arrows, and what is said."""
    steps = []
    for k, step in enumerate(walked.steps):
        sent = [c.arrow for c in step.sent]
        steps.append({"value": step.value, "sent": sent, "constants": step.constants, "says": teller.step(walked, k)})
    return {"order": walked.order, "steps": steps}


def as_json(x: float | None) -> float | str | None:
    """Return a number as JSON has it: infinities and NaN as words, and the partial of a branch that is off as "off"."""
    if x is None or x is OFF:
        return None if x is None else "off"
    return x if math.isfinite(x) else str(x).replace("inf", "Infinity").replace("nan", "NaN")


def stuck(graph: GraphPicture, rows: list[str | None]) -> dict[int, int]:
    """Return the values that lead to one which the page cannot compute, each with the first such value."""
    found = {i: i for i, row in enumerate(rows) if row is None}
    for arrow in reversed(graph.arrows):
        if arrow.result in found:
            found[arrow.operand] = found[arrow.result]
    return found
