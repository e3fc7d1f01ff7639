"""A picture for a projector: text of 24 points and more, thick lines, full colours, and no legend.

What a picture says stays as it is: only the numbers for sizes and colours in its DOT text are changed. Blue and red are
told apart by most colour-blind people, too, and red keeps its dashes.
"""

import re

from engine.drawing.picture import Picture

SMALLEST = 24  # points

TWICE = ("border", "cellpadding", "cellspacing", "penwidth", "arrowsize")  # doubled, as text is at least

PLACES = ("pos", "bb", "lp", "width", "height")
"""Where things stand and how large boxes are: by as much as the smallest text beside them grows, from 11 points."""

WIDER = 2.3

DEFAULTS = {"penwidth": "1.5", "arrowsize": "1"}  # of arrows that do not say it

ATTRIBUTE = re.compile(rf'\b(fontsize|point-size|{"|".join((*TWICE, *PLACES))})=("?)(-?[\d.]+(?:,-?[\d.]+)*)("?)')
COLOUR = re.compile(r"#[0-9a-f]{6}")
TAG = re.compile(r"(</?(?:table|tr|td|font|b|br|hr)\b[^<>]*>)")


def in_theme(picture: Picture, theme: str | None) -> Picture:
    """Return a picture as it is for None, ready for a projector for "slide"; raise ValueError for any other theme."""
    if theme not in (None, "slide"):
        raise ValueError(f'draw got theme={theme!r}; there is "slide" (or None).')
    return for_slides(picture) if theme else picture


def for_slides(picture: Picture) -> Picture:
    """Make a picture ready for a slide, and return it."""
    picture.graph_attr.pop("label", None)  # the legend: a speaker says it
    picture.edge_attr = DEFAULTS | picture.edge_attr
    for attributes in (picture.graph_attr, picture.node_attr, picture.edge_attr):
        for key, value in attributes.items():
            attributes[key] = COLOUR.sub(stronger, ATTRIBUTE.sub(grown, f"{key}={value}").partition("=")[2])
    picture.body = [line_for_slides(line) for line in picture.body]
    return picture


def line_for_slides(line: str) -> str:
    """Return a line of DOT for a slide; what a user typed, between the tags of a table, stays as it is."""
    depth, made = 0, []
    for part in TAG.split(line):
        if part.startswith("</table"):
            depth -= 1
        if not depth or TAG.fullmatch(part):
            part = COLOUR.sub(stronger, ATTRIBUTE.sub(grown, part))
        if part.startswith("<table"):
            depth += 1
        made.append(part)
    return "".join(made)


def grown(found: re.Match[str]) -> str:
    """Return an attribute with its number or numbers enlarged."""
    key, opening, numbers, closing = found.groups()
    sizes = [float(x) for x in numbers.split(",")]
    if key in ("fontsize", "point-size"):
        sizes = [max(SMALLEST, 2 * x) for x in sizes]
    else:
        sizes = [x * (2 if key in TWICE else WIDER) for x in sizes]
    return f"{key}={opening}{','.join(f'{x:g}' for x in sizes)}{closing}"


def stronger(found: re.Match[str]) -> str:
    """Return a colour further away from white: a projector washes pale ones out."""
    channels = bytes.fromhex(found[0][1:])
    depth = max(255 - x for x in channels) / 255
    factor = depth**0.7 / depth if depth else 1.0
    return "#" + "".join(f"{max(0, round(255 - (255 - x) * factor)):02x}" for x in channels)
