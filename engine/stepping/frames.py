"""The steps of a backward pass as pictures: the same picture each time, with what is known at that step, and the words.

They are for slides, where nothing runs. All have one size and one layout, so that nothing moves from one to the next.
"""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterator
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from engine.drawing.dot import INK, LINE, tint
from engine.stepping.steps import Step
from engine.stepping.svg import groups_of, rendered, right_edge, shapes_of
from engine.stepping.telling import Parts, Teller
from engine.table.notation import number

ACCENT = "#9a4a00"  # what a step is about, as on the page
NARROWEST = 420.0  # points that the words need beside each other
FONT_SIZE, LINE_HEIGHT = 13.0, 19.0  # points
LETTER = 0.52  # how wide a letter is on average, beside the size of the font


def frames_of(teller: Teller) -> Iterator[str]:
    """Give a picture of the forward pass, then one of each step, as the text of an SVG file."""
    captions = [words(teller, k) for k in range(len(teller.right.steps) + 1)]
    frame = Frame(teller, captions)
    yield frame.text(captions[0])
    for step, said in zip(teller.right.steps, captions[1:], strict=True):
        frame.show(step.value, step.grad)
        for c in step.sent:
            frame.show(c.target, c.after)
        frame.light(step, ACCENT)
        yield frame.text(said)
        frame.light(step, None)


def words(teller: Teller, k: int) -> list[str]:
    """Return the heading and the sentences of a step; 0 is the forward pass."""
    if k == 0:
        return ["Forward pass", teller.with_numbers(teller.start()[0])]
    steps = teller.right.steps
    heading: Parts = [f"Step {k} of {len(steps)}: ", ["name", steps[k - 1].value]]
    return [teller.with_numbers(parts) for parts in (heading, *teller.step(teller.right, k - 1))]


class Frame:
    """The picture, as it is after some step."""

    def __init__(self, teller: Teller, captions: list[list[str]]) -> None:
        self.graph = teller.graph
        self.svg, drawing = rendered(self.graph)
        self.shapes = {(kind, i): shapes_of(group) for kind, i, group in groups_of(drawing, self.graph)}
        for box in self.graph.boxes:
            if box.kind != "constant":  # its last rows: word, data, word, gradient
                shapes = self.shapes["node", box.index]
                edge = {"x": f"{right_edge(shapes, is_root=box is self.graph.root):g}", "text-anchor": "end"}
                for text in [shape for shape in shapes if shape.tag == "text"][-3::2]:
                    text.attrib |= edge
        sizes = [abs(g) for g in teller.right.grads if g is not None and math.isfinite(g)]
        self.largest = max(sizes, default=0.0)
        _, _, width, self.height = map(float, self.svg.attrib["viewBox"].split())
        self.width = max(width, NARROWEST)
        tall = self.height + LINE_HEIGHT * (max(len(self.lines(said)) for said in captions) + 1)
        size = {"viewBox": f"0 0 {self.width:g} {tall:g}", "width": f"{self.width:g}pt", "height": f"{tall:g}pt"}
        self.svg.attrib |= {"xmlns": "http://www.w3.org/2000/svg", "role": "img", **size}
        self.svg.insert(0, Element("rect", {"width": "100%", "height": "100%", "fill": "white"}))

    def lines(self, said: list[str]) -> list[str]:
        """Return the words in lines that are not wider than the picture."""
        return [line for each in said for line in textwrap.wrap(each, int(self.width / (FONT_SIZE * LETTER)))]

    def text(self, said: list[str]) -> str:
        """Return the whole file, with words below the picture."""
        style = {"font-family": "Helvetica,Arial,sans-serif", "font-size": f"{FONT_SIZE:g}", "fill": INK}
        caption = Element("g", style)
        headings = len(self.lines(said[:1]))
        for j, line in enumerate(self.lines(said)):
            weight = {"font-weight": "bold"} if j < headings else {}
            place = {"x": "8", "y": f"{self.height + LINE_HEIGHT * (j + 1):g}"}
            ElementTree.SubElement(caption, "text", place | weight).text = line
        self.svg.set("aria-label", " ".join(said))
        self.svg.append(caption)
        made = ElementTree.tostring(self.svg, encoding="unicode")
        self.svg.remove(caption)
        return f'<?xml version="1.0" encoding="UTF-8"?>\n{made}\n'

    def show(self, i: int, grad: float) -> None:
        """Show a gradient in a box: its number, and in the colour of the box, as `draw` does."""
        shapes = self.shapes["node", i]
        text = [shape for shape in shapes if shape.tag == "text"][-1]
        text.text = number(grad)
        text.attrib |= {"font-weight": "bold", "fill": INK}
        for shape in shapes:
            if shape.tag != "text" and shape.get("fill") != "none":
                shape.set("fill", tint(grad, self.largest))
            elif shape.tag != "text":
                shape.attrib |= {"stroke-dasharray": "5,3" if grad < 0 else "none"}

    def light(self, step: Step, colour: str | None) -> None:
        """Mark the value of a step, what it sends to, and the arrows to these; None takes the marks away."""
        for i, width in {**{c.target: 2 for c in step.sent}, step.value: 4}.items():
            is_root = self.graph.boxes[i] is self.graph.root
            for shape in self.shapes["node", i]:
                if shape.tag != "text" and shape.get("fill") == "none":
                    plain = {"stroke": INK if is_root else LINE, "stroke-width": "3" if is_root else "1"}
                    shape.attrib |= {"stroke": colour, "stroke-width": str(width)} if colour else plain
        for c in step.sent:
            for shape in self.shapes["edge", c.arrow]:
                if shape.tag == "text":
                    shape.set("fill", colour or INK)
                else:
                    shape.attrib |= {"stroke": colour or LINE, "stroke-width": "3" if colour else "1"}
                    shape.set("fill", "none" if shape.tag == "path" else colour or LINE)
