"""The second stage of a drawing: records become DOT, the language of Graphviz.

How a picture looks is decided here and nowhere else. A box is an HTML-like label, a table: label and
operation, data, gradient. What a user typed gets into it only through `text`.
"""

import math
from collections import Counter
from collections.abc import Iterable, Sequence

from engine.drawing.picture import Picture, new_picture
from engine.drawing.records import Box, GraphPicture
from engine.table.floats import NotComputed, total
from engine.table.notation import as_printed, counted, label_lines, number, one_line, operation

ACROSS = 15  # up to this many values run from left to right, as formulas are read; more fit better from top to bottom

PAPER = "#ffffff"
INK = "#000000"
QUIET_INK = "#404040"
LINE = "#555555"
CONSTANT = "#eeeeee"
POSITIVE = (33, 102, 172)  # blue and red, which most colour-blind people can tell apart too
NEGATIVE = (178, 24, 43)
FULLEST = 0.55  # how much of them the largest gradient gets: black text must stay readable
FAINT = 0.25  # how much is left of what stands back behind a highlighted route

GRAPH_STYLE = {"bgcolor": PAPER, "nodesep": "0.3", "ranksep": "0.4", "fontname": "Helvetica", "fontsize": "10"}
NODE_STYLE = {"shape": "plain", "fontname": "Helvetica", "fontsize": "12"}
EDGE_STYLE = {"fontname": "Helvetica", "fontsize": "10", "color": LINE, "arrowsize": "0.7", "weight": "2"}
STYLES = (GRAPH_STYLE, NODE_STYLE, EDGE_STYLE)
CONSTANT_EDGE_STYLE = {"color": "#aaaaaa", "weight": "1"}  # constants give way, so that chains run straight
ROOT_STYLE = {"border": "3", "color": INK}

ESCAPED = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\\": r"\\", "]": "&#93;"})
"""How Graphviz must be given what has a meaning for it; older ones stumble over a "]" of its own."""

EITHER_WAY = ("+", "*")  # of like operands: their arrows come in where they cross no other, each beside its number

NO_GRAPH = "a constant; no graph was recorded behind it"  # said of a result made under `no_grad`, or a plain number


def picture_of(graph: GraphPicture) -> Picture:
    """Draw what the records say.

    >>> from engine import Value
    >>> from engine.drawing.records import describe_graph
    >>> picture_of(describe_graph(Value(2.0) * 3.0)).source.count("->")
    2
    """
    across = len(graph.boxes) <= ACROSS
    picture = new_picture("graph.gv", sentence_of_graph(graph), STYLES, rankdir="LR" if across else "TB")
    if graph.root.kind == "constant":
        picture.attr(label=NO_GRAPH)
    sizes = [abs(box.grad) for box in graph.boxes if box.grad is not None]
    largest = max(filter(math.isfinite, sizes), default=0.0)
    for box in graph.boxes:
        style = look(box, largest) | (ROOT_STYLE if box is graph.root else {})
        picture.node(f"v{box.index}", f"<{box_table(box, across, style)}>")
    operands = Counter(arrow.result for arrow in graph.arrows)
    for arrow in graph.arrows:
        style = dict(CONSTANT_EDGE_STYLE) if arrow.partial is None else {"label": f" ×{number(arrow.partial)}"}
        if arrow.faint:
            style |= {"color": faded(style.get("color", LINE)), "fontcolor": faded(INK)}
        if operands[arrow.result] == 2 and graph.boxes[arrow.result].symbol not in EITHER_WAY:
            style["headport"] = f"{arrow.position}:{'w' if across else 'n'}"
        picture.edge(f"v{arrow.operand}", f"v{arrow.result}", **style)
    return picture


def sentence_of_graph(graph: GraphPicture) -> str:
    """Return what there is to see, in a sentence for those who do not see it."""
    root = graph.root
    if root.grad is None:
        return f"{one_line(root.label) or 'An unnamed value'}, {number(root.data)}: {NO_GRAPH}."
    made = f", made by {operation(root.symbol)}," if root.symbol else ""
    computed = any(box.grad is not None and not isinstance(box.grad, NotComputed) for box in graph.boxes)
    return (
        f"Computation graph of {one_line(root.label) or 'an unnamed value'}: {counted(len(graph.boxes), 'value')}. "
        f"The result{made} is {number(root.data)}. Gradients {'' if computed else 'not '}computed."
    )


# --- what stands in a box --------------------------------------------------------------------


def box_table(box: Box, across: bool, style: dict[str, str]) -> str:
    """Return the table that is a box.

    The operands of a - b come in at two places, so that it cannot be taken for b - a: the first above the second, or to
    the left of it where the graph runs down.
    """
    lines = rows(box)
    ports = {(0, 0): 0, ((len(lines) - 1, 0) if across else (0, 1)): 1} if box.kind == "operation" else {}

    def made(i: int, j: int) -> str:
        across_both = None if len(lines[i]) == 2 else 2
        return cell(lines[i][j], port=ports.get((i, j)), colspan=across_both, align=("left", "right")[j])

    cells = [[made(i, j) for j in range(len(line))] for i, line in enumerate(lines)]
    return table(cells, faint=box.faint, cellborder=0, cellspacing=0, cellpadding=3, **style)


def rows(box: Box) -> list[list[str]]:
    """Return the words in a box: label, or the name in explanations, and operation; data; gradient if it has one."""
    title = [f"<b>{text(part)}</b>" for part in (box.label, operation(box.symbol)) if part]
    if box.called or (box.symbol and not box.label):
        title.append(quiet(box.called, box.faint) if box.called else "")  # "" is where a second operand comes in
    numbers = [[number(box.data)]]
    if box.grad is not None:
        gradient = quiet(number(box.grad), box.faint) if isinstance(box.grad, NotComputed) else number(box.grad)
        numbers = [[quiet("data", box.faint), number(box.data)], [quiet("grad", box.faint), gradient]]
    return [title, *numbers] if title else numbers


# --- tables and words ------------------------------------------------------------------------


def table(rows: Iterable[Sequence[str]], *, faint: bool = False, **attributes: object) -> str:
    """Return a table of rows of cells, as Graphviz reads it; a row without cells is a line across."""
    body = "".join(f"<tr>{''.join(row)}</tr>" if row else "<hr/>" for row in rows)
    made = f"<table{tag_attributes(attributes)}>{body}</table>"
    return f'<font color="{faded(INK)}">{made}</font>' if faint else made


def cell(words: str, **attributes: object) -> str:
    """Return a cell of a table; an attribute that is None is left out."""
    return f"<td{tag_attributes(attributes)}>{words}</td>"


def tag_attributes(attributes: dict[str, object]) -> str:
    """Return attributes as they stand in a tag."""
    return "".join(f' {name}="{value}"' for name, value in attributes.items() if value is not None)


def text(typed: str) -> str:
    """Return what a user typed so that it appears as it was typed, whatever DOT or XML would make of it."""
    lines = [line.translate(ESCAPED) for line in label_lines(typed)]
    # A break aligns the line before it, so the last line needs one too.
    return "".join(f'{line}<br align="left"/>' for line in lines) if len(lines) > 1 else lines[0]


def escaped(words: str) -> str:
    """Return words of ours, however many, with what is special to Graphviz written as it must be."""
    return words.translate(ESCAPED)


def coloured(words: str, colour: str) -> str:
    """Return words of ours in a colour."""
    return f'<font color="{colour}">{escaped(words)}</font>'


def quiet(words: str, faint: bool = False) -> str:
    """Return words so that they stand back behind the numbers."""
    return f'<font color="{faded(QUIET_INK) if faint else QUIET_INK}">{words}</font>'


def equals(factors: Sequence[tuple[float, float]], result: float) -> str:
    """Return = where the printed digits multiply out to the printed result, ≈ where they do not.

    >>> equals([(-1.010, 0.8)], -0.808), equals([(0.0004, 0.5)], 0.00021)
    ('=', '≈')
    """
    printed = total(as_printed(a) * as_printed(b) for a, b in factors)
    return "=" if number(printed) == number(result) else "≈"


# --- colours and borders ---------------------------------------------------------------------


def look(box: Box, largest: float) -> dict[str, str]:
    """Return colour and border of a box: round for a leaf, none for a constant, tinted and dashed by the gradient."""
    if box.grad is None:
        return {"border": "0", "bgcolor": faded(CONSTANT) if box.faint else CONSTANT}
    style = ["rounded"] * (box.kind == "leaf") + ["dashed"] * (box.grad < 0)
    colours = {"color": LINE, "bgcolor": tint(box.grad, largest)}
    tinted = {"border": "1"} | ({k: faded(c) for k, c in colours.items()} if box.faint else colours)
    return tinted | ({"style": ",".join(style)} if style else {})


def tint(grad: float, largest: float) -> str:
    """Return the colour of a gradient: none for zero, then fuller by the root of its size beside the largest one.

    >>> tint(0.0, 2.0), tint(2.0, 2.0), tint(-0.5, 2.0)
    ('#ffffff', '#85abd1', '#eabfc5')
    """
    return signed(grad, strength(grad, largest))


def signed(x: float, share: float) -> str:
    """Return blue for a positive number, red for a negative one, black for nan, thinned to a share of it."""
    return hexadecimal(POSITIVE if x > 0 else NEGATIVE if x < 0 else (0, 0, 0), share)


def strength(x: float, largest: float) -> float:
    """Return how much of its colour a number gets: none for zero, then the root of its size beside the largest."""
    if math.isnan(x) or x == 0:
        return 0.0
    return FULLEST * (1.0 if abs(x) >= largest else math.sqrt(abs(x) / largest))


def hexadecimal(colour: tuple[int, ...], share: float) -> str:
    """Return a colour on white paper, thinned to a share of it."""
    return "#" + "".join(f"{round(255 + (channel - 255) * share):02x}" for channel in colour)


def faded(colour: str) -> str:
    """Return what is left of a colour where something else is highlighted.

    >>> faded("#000000")
    '#bfbfbf'
    """
    return hexadecimal(tuple(bytes.fromhex(colour[1:])), FAINT)
