"""Pictures of graphs, in three stages that can be read and tested one by one.

    records.py    graph → frozen records: boxes and arrows, numbered in topological order
    dot.py        records → DOT, the language of Graphviz: shapes, colours, layout
    rendering.py  DOT → SVG or PNG: the only stage that runs a program

Networks have pictures of their own, made in the same stages:

    network.py    neurons (found by `recording/places.py`) → records: layers, neurons, weights
    collapsed.py  level "neuron": a box per neuron, a line per weight
    card.py       one neuron in formulas: δ, and ∂L/∂w = δ · x for each weight
    shapes.py     level "layer": what flows forward and backward, with shapes

Of the product of two arrays there is a page as well as a picture, in `products/`; `pages.py` is what pages have in
common, with head.html, pages.css (colours, text, buttons) and pages.js beside it. `slide.py` makes any picture ready
for a projector.

`levels.py` chooses. `engine/table/notation.py` decides how numbers, operations and labels are written; `picture.py` is
what `draw` returns.
"""

try:
    import graphviz  # noqa: F401  # imported only to give one message for all of this package if it is missing
except ModuleNotFoundError as error:
    if error.name != "graphviz":
        raise
    raise ModuleNotFoundError(
        "pictures need the Python package graphviz, which is missing: python -m pip install graphviz (in a browser: "
        "await micropip.install('graphviz')).",
        name="graphviz",
    ) from None

from engine.drawing.levels import draw
from engine.drawing.picture import Picture

__all__ = ["Picture", "draw"]
