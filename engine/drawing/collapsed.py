"""A network as neurons and weights: records become DOT. One box per neuron, one line per weight.

Every box stands where this file puts it (`layout=nop`): dot would sort the neurons of a layer to untangle
lines, and neuron 3 above neuron 1 is worse than a crossing.
"""

import math
from collections.abc import Sequence
from itertools import pairwise

from engine.drawing.dot import LINE, PAPER, cell, equals, escaped, faded, quiet, signed, table, text, tint
from engine.drawing.network import End, NetworkPicture, NeuronBox, WeightLine
from engine.drawing.picture import Picture, new_picture
from engine.table.floats import NotComputed
from engine.table.notation import counted, in_words, number, one_line

PITCH = 40.0  # from one neuron of a layer to the next, in points, as all lengths here
HEIGHT = 34.0
WIDTH = 104.0
WIDER = 134.0  # where "not computed" must fit in
CHARACTER = 6.8  # the width of one, at the size of the text
MARGIN = 8.0
TITLE = 18.0
MOST_PRODUCTS = 4  # of how many highlighted weights δ·x is written on the line
MOST_WEIGHTS = 4  # of how many weights of a neuron the values can be written on lines
FIRST, LAST = 0.34, 0.74  # on which parts of a line
FIGURES = 40.0  # the width of a value
THINNEST, THICKEST = 0.5, 4.5
FAINTEST = 0.3  # how much colour the thinnest line keeps
NO_GRADIENT = "#d0d0d0"
PANEL = "#f5f5f5"
PANEL_LINE = "#dddddd"

FONT = {"fontname": "Helvetica", "fontsize": "11"}
EDGE_STYLE = {"color": LINE, "arrowhead": "none", "penwidth": "0.7"}
STYLES = (
    {"layout": "nop", "splines": "line", "outputorder": "edgesfirst", "bgcolor": PAPER, **FONT, "pad": "0.1"},
    {"shape": "plain", **FONT},
    EDGE_STYLE,
)


def picture_of_network(network: NetworkPicture, *, weights: bool = False) -> Picture:
    """Draw a network: its layers from left to right, its neurons in their order from top to bottom.

    Raises:
        ValueError: if the values of `weights` are to be written and a neuron has too many of them.
    """
    said, label = sentence_of_network(network), f"<{legend(network, weights=weights)}>"
    picture = new_picture("network.gv", said, STYLES, labelloc="b", label=label)
    wide = WIDTH if network.computed or network.resting else WIDER
    columns = [widths_of(network.inputs), *(wide for _ in network.layers)]
    columns += [] if network.loss is None else [widths_of([network.loss])]
    centers = places(columns, gaps(network, weights=weights))
    for j, end in enumerate(network.inputs):
        put_box(picture, box_id(0, j), ending(end, columns[0]), centers[0], height(j, len(network.inputs)))
    deltas = [abs(neuron.delta) for neuron in network.neurons if math.isfinite(neuron.delta)]
    largest = max(deltas, default=0.0)
    for column, layer in enumerate(network.layers, start=1):
        with picture.subgraph(name=f"cluster_{column}") as panel:
            panel.attr(**panel_of(layer, centers[column], columns[column]))
            for neuron in layer:
                words = box_of_neuron(neuron, columns[column], largest)
                put_box(panel, box_id(*neuron.place), words, centers[column], height(neuron.place[1], len(layer)))
    if network.loss is not None:
        put_box(picture, box_id(len(columns) - 1, 0), ending(network.loss, columns[-1]), centers[-1], 0.0)
    wire(picture, network)
    for k, (words, x, y) in enumerate(words_on_lines(network, centers, columns, weights=weights)):
        box = table([[cell(words, bgcolor=PAPER)]], border=0, cellborder=0, cellpadding=1)
        put_box(picture, f"words{k}", box, x, y)
    return picture


def box_id(column: int, row: int) -> str:
    """Return the name of a box in the DOT text, made from its place."""
    return f"n{column}_{row}"


# --- where everything stands -----------------------------------------------------------------


def widths_of(ends: Sequence[End]) -> float:
    """Return how wide the boxes of a column of inputs are, so that their names fit in."""
    return max(64.0, 16 + CHARACTER * max((len(one_line(end.label)) for end in ends), default=0))


def gaps(network: NetworkPicture, *, weights: bool = False) -> list[float]:
    """Return how much room is behind each column: more where more lines cross."""
    sizes = [len(network.inputs), *map(len, network.layers)]
    crossing = [max(pair) if min(pair) > 1 else max(pair) / 2 for pair in pairwise(sizes)]
    rooms = [min(64.0 + 7.0 * lines, 190.0) for lines in crossing]
    for weight in said_on_lines(network):  # a product has to fit in between
        before = weight.target[0] - 1
        rooms[before] = max(rooms[before], CHARACTER * len(product_text(weight)) + 24)
    if weights:
        if max(sizes[:-1]) > MOST_WEIGHTS:
            raise ValueError(
                f"weights=True writes the values of up to {MOST_WEIGHTS} weights for each neuron; one here has "
                f"{max(sizes[:-1])}. Draw the card of a neuron, draw(trace, neuron=(1, 0)), or print model.arrays()."
            )
        rooms = [max(room, FIGURES * many / (LAST - FIRST)) for room, many in zip(rooms, sizes, strict=False)]
    return [*rooms, 64.0]


def places(columns: list[float], between: list[float]) -> list[float]:
    """Return the middle of each column."""
    left, middles = 0.0, []
    for width, room in zip(columns, [*between, 0.0][: len(columns)], strict=True):
        middles.append(left + width / 2)
        left += width + room
    return middles


def height(row: int, rows: int) -> float:
    """Return how high a box stands: columns are centred at 0, and y grows upwards."""
    return ((rows - 1) / 2 - row) * PITCH


def put_box(picture: Picture, node: str, words: str, x: float, y: float) -> None:
    """Put a box at its place."""
    picture.node(node, f"<{words}>", pos=f"{x:g},{y:g}")


def panel_of(layer: Sequence[NeuronBox], x: float, width: float) -> dict[str, str]:
    """Return the attributes of the panel behind a layer, with its title."""
    names = dict.fromkeys(neuron.activation or "f" for neuron in layer if neuron.a is not None)
    title = f"layer{'' if layer[0].layer is None else f' {layer[0].layer}'}: {', '.join(names)}"
    reach = max(width / 2 + MARGIN, CHARACTER * len(title) / 2 + 2)
    top = height(0, len(layer)) + HEIGHT / 2 + MARGIN
    return {
        "label": f"<{text(title)}>",
        "bb": f"{x - reach:g},{-top:g},{x + reach:g},{top + TITLE:g}",
        "lp": f"{x:g},{top + TITLE / 2:g}",
        "style": "rounded,filled",
        "color": PANEL_LINE,
        "fillcolor": PANEL,
        **FONT,
    }


# --- boxes -----------------------------------------------------------------------------------


def box_of_neuron(neuron: NeuronBox, width: float, largest: float) -> str:
    """Return the box of a neuron: its index, activation and δ, tinted by δ."""
    if not neuron.computed and math.isnan(neuron.s):  # at rest
        return framed([resting_row(neuron)], width, PAPER, neuron.faint, "rounded")
    activation = quiet("not used", neuron.faint) if neuron.a is None else number(neuron.a)
    delta = number(neuron.delta) if neuron.computed else quiet("not computed", neuron.faint)
    colour = tint(neuron.delta, largest) if neuron.computed else PAPER
    index = cell(f"<b>{neuron.index}</b>", rowspan=2, width=20)
    first = [index, cell(quiet("a", neuron.faint), align="left", width=14), cell(activation, align="right")]
    second = [cell(quiet("δ", neuron.faint), align="left"), cell(delta, align="right")]
    return framed([first, second], width, colour, neuron.faint, "rounded,dashed" if neuron.delta < 0 else "rounded")


def resting_row(neuron: NeuronBox) -> list[str]:
    """Return the row of a neuron at rest: its index and its bias."""
    sign, bias = ("", quiet("no bias")) if neuron.bias is None else (quiet("b"), number(neuron.bias.data))
    index = cell(f"<b>{neuron.index}</b>", width=20, height=f"{HEIGHT - 4:g}")
    return [index, cell(sign, align="left", width=14), cell(bias, align="right")]


def ending(end: End, width: float) -> str:
    """Return the box of an input or of the loss: its name and its number, if it has one."""
    words = [f"<b>{text(one_line(end.label))}</b>", *([] if math.isnan(end.data) else [number(end.data)])]
    alone = f"{HEIGHT - 4:g}" if len(words) == 1 else None  # in the middle, not at the top
    return framed([[cell(line, align="left", height=alone)] for line in words], width, PAPER, end.faint)


def framed(rows: list[list[str]], width: float, colour: str, faint: bool, style: str | None = None) -> str:
    """Return rows in a box of a given size."""
    line, fill = (faded(LINE), faded(colour)) if faint else (LINE, colour)
    look = {"width": f"{width:g}", "height": f"{HEIGHT:g}", "color": line, "bgcolor": fill, "style": style}
    return table(rows, faint=faint, border=1, cellborder=0, cellspacing=0, cellpadding=1, **look)


# --- lines -----------------------------------------------------------------------------------


def wire(picture: Picture, network: NetworkPicture) -> None:
    """Draw the lines: of each box the weak ones first, so that the strong ones lie above them."""
    largest = max((size(weight) for weight in network.weights), default=0.0)
    for weight in sorted(network.weights, key=lambda weight: (not weight.faint, size(weight))):
        picture.edge(f"{box_id(*weight.source)}:e", f"{box_id(*weight.target)}:w", **stroke(weight, largest))
    if network.loss is not None:
        used = {weight.source for weight in network.weights}
        for neuron in network.neurons:
            if neuron.place not in used:
                colour = faded(LINE) if neuron.faint else LINE
                ends = f"{box_id(*neuron.place)}:e", f"{box_id(len(network.layers) + 1, 0)}:w"
                picture.edge(*ends, color=colour, arrowhead="normal", arrowsize="0.7")


def said_on_lines(network: NetworkPicture) -> list[WeightLine]:
    """Return the highlighted weights if they are few, and their gradients are known."""
    lit = [weight for weight in network.weights if weight.lit and not isinstance(weight.share, NotComputed | None)]
    return lit if len(lit) <= MOST_PRODUCTS else []


def product_text(weight: WeightLine) -> str:
    """Return δ·x of a weight, with its numbers."""
    factors = [number(x) if x >= 0 else f"({number(x)})" for x in (weight.delta, weight.x)]
    share = weight.share or 0.0
    return f"δ·x = {' · '.join(factors)} {equals([(weight.delta, weight.x)], share)} {number(share)}"


def words_on_lines(
    network: NetworkPicture, centers: list[float], columns: list[float], *, weights: bool
) -> list[tuple[str, float, float]]:
    """Return what is written on lines, and where: δ·x on each highlighted one, the values of weights on all.

    The values of all weights that leave one input stand below each other, those of the next one to the right of them.
    """
    rows = [len(network.inputs), *map(len, network.layers)]

    def at(weight: WeightLine, part: float) -> tuple[float, float]:
        (first, up), (last, down) = weight.source, weight.target
        left = centers[first] + columns[first] / 2, height(up, rows[first])
        right = centers[last] - columns[last] / 2, height(down, rows[last])
        return left[0] + part * (right[0] - left[0]), left[1] + part * (right[1] - left[1])

    products = said_on_lines(network)
    found = [(escaped(product_text(weight)), *at(weight, 0.5)) for weight in products]
    for weight in (each for each in network.weights if weights and each not in products):
        column, row = weight.source
        part = FIRST + (LAST - FIRST) * row / max(rows[column] - 1, 1)
        words = quiet(number(weight.data), weight.faint)
        found.append((f'<font point-size="9">{words}</font>', *at(weight, part)))
    return found


def size(weight: WeightLine) -> float:
    """Return |∂L/∂w|; 0 where it is not known, or not finite."""
    share = weight.share or 0.0
    return abs(share) if math.isfinite(share) else 0.0


def stroke(weight: WeightLine, largest: float) -> dict[str, str]:
    """Return how a line is drawn: as wide as |∂L/∂w| is large, blue for +, red and dashed for −, grey for 0."""
    share, style = weight.share, dict[str, str]()
    if isinstance(share, NotComputed | None):
        colour = LINE
    elif share == 0:
        colour = NO_GRADIENT
    else:
        part = size(weight) / largest if math.isfinite(share) else 1.0
        colour = signed(share, FAINTEST + (1 - FAINTEST) * math.sqrt(part))
        style = {"penwidth": f"{THINNEST + (THICKEST - THINNEST) * part:.2f}"}
        style |= {"style": "dashed"} if share < 0 else {}
    return style | {"color": faded(colour) if weight.faint else colour}


# --- words -----------------------------------------------------------------------------------


def heaviest(network: NetworkPicture) -> WeightLine | None:
    """Return the weight with the largest |∂L/∂w|."""
    return max(filter(size, network.weights), key=size, default=None)


def same_but_for_rounding(a: float, b: float) -> bool:
    """Return whether two numbers are the same, or both not finite, of which nothing can be said."""
    return math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-12) or not (math.isfinite(a) or math.isfinite(b))


def holds_more(network: NetworkPicture) -> bool:
    """Return whether some `grad` holds more than this sample's δ·x."""
    pairs = [(weight.grad, weight.share) for weight in network.weights if weight.share is not None]
    return network.computed and not all(same_but_for_rounding(g, s) for g, s in pairs)


def legend(network: NetworkPicture, *, weights: bool = False) -> str:
    """Return what a box and a line mean, and the number on a line, if the values of `weights` are written."""
    on_line = ["A number alone on a line is its weight w."] if weights else []
    if network.resting:
        line = "Line: a weight, as wide as |w| is large; blue is +, red and dashed is −, grey is 0."
        said = [f"Box: neuron, bias b. {line}", "draw(model.trace(x)) shows activations, and δ after backward()."]
        return quiet("<br/>".join([*said, *on_line]))
    said = ["Box: neuron, activation a, δ = ∂L/∂s (which is ∂L/∂b too)."]
    top = heaviest(network)
    if not network.computed:
        said.append("Lines: weights. Call backward() on the loss to see gradients.")
    elif top is not None:
        dimmed = any(box.faint for box in network.neurons) or any(line.faint for line in network.weights)
        widest = "" if dimmed else f" Widest: {text(one_line(top.label))} with {number(top.share or 0.0)}."
        said.append(f"Line: a weight, as wide as |∂L/∂w| is large; blue is +, red and dashed is −, grey is 0.{widest}")
    if holds_more(network):
        said.append("∂L/∂w is δ·x of this sample; the weights' grad holds something else, such as the sum of several.")
    if on_line and network.computed and top is not None:
        on_line = ["A number alone on a line is its weight w; width and colour are those of ∂L/∂w."]
    return quiet("<br/>".join([*said, *on_line]))


def sentence_of_network(network: NetworkPicture) -> str:
    """Return what there is to see, in a sentence for those who do not see it."""
    sizes = list(map(len, network.layers))
    layers = f"{'layers' if len(sizes) > 1 else 'a layer'} of {in_words(sizes)} neurons"
    found, top = f"A network of {counted(len(network.inputs), 'input')} and {layers}.", heaviest(network)
    if network.resting:
        largest = f" The largest weight is {number(top.data)}, {one_line(top.label)}." if top else ""
        return f"{found} It has computed nothing yet.{largest}"
    if not network.computed:
        return f"{found} Gradients not computed."
    wrong = sum(not math.isfinite(weight.share) for weight in network.weights if weight.share is not None)
    if wrong:
        return f"{found} {wrong} of {len(network.weights)} gradients of weights are not finite."
    if top is None:
        return f"{found} All gradients of weights are 0."
    lit = said_on_lines(network)
    if lit:
        said = "; ".join(f"of {one_line(weight.label)} {product_text(weight)}" for weight in lit)
        return f"{found} Highlighted: {said}."
    return f"{found} The largest gradient of a weight is {number(top.share or 0.0)}, of {one_line(top.label)}."
