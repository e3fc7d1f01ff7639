"""Pictures of graphs, in three stages that can be read and tested one by one.

    records.py    graph → frozen records: boxes and arrows, numbered in topological order
    dot.py        records → DOT, the language of Graphviz: shapes, colours, layout
    rendering.py  DOT → SVG or PNG: the only stage that runs a program

`notation.py` decides how numbers, operations and labels are written; `picture.py` is what `draw`
returns.
"""

from typing import Literal

from engine.drawing.dot import picture_of
from engine.drawing.picture import Picture
from engine.drawing.records import LIMIT, describe_graph
from engine.value import Value

__all__ = ["Picture", "draw"]

LEVELS = ("value",)


def draw(value: Value, *, level: Literal["value"] | None = None, limit: int = LIMIT) -> Picture:
    """Draw the graph that made `value`: one box per value, one arrow per operand.

    A box shows the label and the operation, the data and the gradient; the number on an arrow is the
    local derivative, by which a gradient is multiplied on its way back. Blue means a positive gradient,
    red with a dashed border a negative one, and the fuller the colour the larger the gradient. A box
    without a border is a constant; the thick border marks `value` itself.

    Args:
        value: the result whose graph is drawn; draw before or after `value.backward()`.
        level: "value" (also None): every scalar is a box.
        limit: how many values are still drawn; more than 250 are hard to read, more than 2000 are refused.

    Returns:
        A `graphviz.Digraph` that shows itself in a notebook. `.save("graph.svg")` writes it to a file
        (.svg, .png, .gv; .pdf where Graphviz itself is installed), `.source` is the DOT text.

    Raises:
        TypeError: if `value` is not a Value, or `limit` not a whole number.
        ValueError: if the graph is too large, or the level does not exist.

    >>> from engine import Value, draw
    >>> a = Value(3.0, label="a")
    >>> draw(a * a)
    <Picture: Computation graph of an unnamed value: 2 values. The result, made by ×, is 9.000. Gradients not computed.>
    """
    if level not in (None, *LEVELS):
        raise ValueError(f"draw got level={level!r}; there is {', '.join(map(repr, LEVELS))} (or None).")
    return picture_of(describe_graph(value, limit))
