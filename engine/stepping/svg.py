"""The project's own picture of a graph, made ready for a page: ids on boxes and arrows, and colours left to CSS."""

from __future__ import annotations

import re
from collections import defaultdict, deque
from collections.abc import Iterator
from dataclasses import replace
from xml.etree import ElementTree

from engine.drawing.dot import QUIET_INK, picture_of
from engine.drawing.records import GraphPicture
from engine.table.floats import NOT_COMPUTED
from engine.table.notation import number

WAITING = number(NOT_COMPUTED)  # what a box shows before its gradient is known; wide enough for any number

KEPT = {
    "path": ("d",),
    "polygon": ("points",),
    "polyline": ("points",),
    "ellipse": ("cx", "cy", "rx", "ry"),
    "text": ("x", "y", "text-anchor", "font-weight"),
}
"""What is kept of each shape. Fonts and widths stand in page.css; colours, for light and dark, in that of all pages."""

PAD = 4.0  # points between the right edge of a box and the numbers at it

BORDER = 3.0  # points that the thick border of the root takes


def svg_of(graph: GraphPicture) -> str:
    """Return the picture as an element for a page, before any gradient is computed.

    Boxes have the ids n0, n1, … and arrows e0, e1, …, by their place in the records; the number of a gradient
    has the class "grad", and the word before it the class "word".

    Raises:
        RuntimeError: if there is no program to draw with, or it does not finish.
    """
    svg, drawing = rendered(graph)
    made = ElementTree.Element("g", transform=drawing.get("transform", ""))
    for kind, index, group in groups_of(drawing, graph):
        made.append(arrow_of(group, index, graph) if kind == "edge" else box_of(group, graph, index))
    whole = ElementTree.Element("svg", {"id": "graph", "viewBox": svg.get("viewBox", "0 0 1 1"), "role": "img"})
    whole.append(made)
    # Without an empty-element tag: in HTML only foreign elements may have it, and this is safe in both.
    return ElementTree.tostring(whole, encoding="unicode", short_empty_elements=False)


def rendered(graph: GraphPicture) -> tuple[ElementTree.Element, ElementTree.Element]:
    """Return the picture as rendered before any gradient is computed, and the part of it that has boxes and arrows."""
    fresh = tuple(replace(box, grad=None if box.kind == "constant" else NOT_COMPUTED) for box in graph.boxes)
    svg = ElementTree.fromstring(picture_of(GraphPicture(fresh, graph.arrows)).pipe(format="svg").decode("utf-8"))
    for element in svg.iter():  # plain names, as HTML wants them
        element.tag = element.tag.rpartition("}")[2]
    drawing = svg.find("g[@class='graph']")
    assert drawing is not None
    return svg, drawing


def groups_of(drawing: ElementTree.Element, graph: GraphPicture) -> Iterator[tuple[str, int, ElementTree.Element]]:
    """Give each arrow and box: "edge" or "node", its place in the records, and the group of its shapes."""
    arrows: defaultdict[tuple[int, int], deque[int]] = defaultdict(deque)
    for index, arrow in enumerate(graph.arrows):
        arrows[arrow.operand, arrow.result].append(index)
    groups = [g for g in drawing.findall("g") if g.get("class") in ("edge", "node")]
    # Arrows between the same two boxes are numbered by Graphviz in the order in which they were asked for.
    for group in sorted(groups, key=lambda g: (g.get("class"), int(re.sub(r"\D", "", g.get("id", "")) or 0))):
        title = group.findtext("title", "")
        if group.get("class") == "edge":
            operand, result = (int(end.partition(":")[0].removeprefix("v")) for end in title.split("->"))
            yield "edge", arrows[operand, result].popleft(), group
        else:
            yield "node", int(title.removeprefix("v")), group


def shapes_of(group: ElementTree.Element) -> list[ElementTree.Element]:
    """Return the shapes of a group, without its title."""
    return [shape for shape in group.iter() if shape.tag in KEPT]


def right_edge(shapes: list[ElementTree.Element], *, is_root: bool) -> float:
    """Return where the numbers in a box end."""
    corners = " ".join(shape.get(each, "") for shape in shapes for each in ("points", "d"))
    return max(map(float, re.findall(r"(-?[\d.]+),-?[\d.]+", corners))) - PAD - BORDER * is_root


def arrow_of(group: ElementTree.Element, index: int, graph: GraphPicture) -> ElementTree.Element:
    """Return the group of one arrow."""
    kind = "edge constant" if graph.arrows[index].partial is None else "edge"
    made = ElementTree.Element("g", {"id": f"e{index}", "class": kind})
    for shape in shapes_of(group):
        copied = copy_of(shape, {"polygon": "head", "path": "line"}.get(shape.tag))
        copied.text = (shape.text or "").strip() or None
        made.append(copied)
    return made


def box_of(group: ElementTree.Element, graph: GraphPicture, index: int) -> ElementTree.Element:
    """Return the group of one box."""
    box = graph.boxes[index]
    kind = f"node {box.kind}" + (" root" if box is graph.root else "")
    made = ElementTree.Element("g", {"id": f"n{index}", "class": kind})
    shapes = shapes_of(group)
    for shape in shapes:
        name = ("line" if shape.get("fill") == "none" else "fill") if shape.tag != "text" else None
        made.append(copy_of(shape, "quiet" if shape.get("fill") == QUIET_INK else name))
    texts = made.findall("text")
    if box.kind != "constant":  # its last two rows: word, number, word, number
        _, data, word, grad = texts[-4:]
        assert grad.text == WAITING
        word.set("class", "quiet word")
        edge = right_edge(shapes, is_root=box is graph.root)
        for text, name in ((data, "data"), (grad, "grad")):
            text.attrib |= {"class": name, "x": f"{edge:g}", "text-anchor": "end"}
    return made


def copy_of(shape: ElementTree.Element, name: str | None) -> ElementTree.Element:
    """Return a shape with what is kept of it, and a class."""
    made = ElementTree.Element(shape.tag, {key: shape.attrib[key] for key in KEPT[shape.tag] if key in shape.attrib})
    if made.get("text-anchor") == "start":
        del made.attrib["text-anchor"]
    if name:
        made.set("class", name)
    made.text = shape.text
    return made
