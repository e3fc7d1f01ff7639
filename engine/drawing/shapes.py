"""A network as shapes: what flows forward and backward between its layers, and the outer product that makes ∂L/∂W.

One sample is written as vectors, a batch as matrices with samples as rows, as `nn.matrix` computes it.
"""

from dataclasses import dataclass

from engine.drawing.dot import INK, LINE, PAPER, cell, coloured, escaped, quiet, table, text
from engine.drawing.network import activations_of, products_of
from engine.drawing.picture import Picture, new_picture
from engine.recording.places import PlacedNetwork
from engine.table.notation import number, one_line

FORWARD = INK
BACKWARD = "#8c510a"  # neither the blue nor the red of signs

MOST = 60  # how many layers are drawn

WIDTHS = 170, 190, 170  # the columns of a layer's table, in points, so that one layer stands below the other

FONT = {"fontname": "Helvetica", "fontsize": "12"}
STYLES = (
    {"rankdir": "TB", "bgcolor": PAPER, "nodesep": "0.3", "ranksep": "0.35", **FONT, "fontsize": "10"},
    {"shape": "plain", **FONT},
    {**FONT, "penwidth": "1.5", "arrowsize": "0.8"},
)


@dataclass(frozen=True)
class Shape:
    """One layer: how nn numbers it, its activation, how many come in and go out, whether it has biases."""

    number: int | None
    activation: str
    inputs: int
    outputs: int
    bias: bool

    @property
    def tag(self) -> str:
        """What stands behind W, s, a and δ: the layer's number."""
        return "" if self.number is None else str(self.number)


@dataclass(frozen=True)
class Shapes:
    """All layers, how many samples, the loss (label and number) if there is one, and how W is stored."""

    layers: tuple[Shape, ...]
    samples: int
    loss: tuple[str, float] | None
    inward: bool

    def matrix(self, tag: str, *, backward: bool = False) -> str:
        """Return what stands on the right of the @: W1 or W1.T."""
        return f"W{tag}" if self.inward != backward else f"W{tag}.T"


def describe_shapes(network: PlacedNetwork, orientation: str = "in_out") -> Shapes:
    """Describe the sizes of a network's layers; `orientation` says how W is stored.

    Raises:
        ValueError: if there are more than MOST layers, or a neuron is not a weighted sum.
    """
    if len(network.layers) > MOST:
        raise ValueError(
            f"The network has {len(network.layers)} layers; at most {MOST} are drawn. Draw a part: any activation of a "
            'layer, such as draw(trace.layers[0].values.a[0], level="layer").'
        )
    layers = []
    for layer in network.layers:
        bias, products = products_of(layer[0].s)
        layers.append(Shape(layer[0].layer, activations_of(layer), len(products), len(layer), bias is not None))
    loss = None if network.root is None else (str(network.root.label or "L"), network.root.data)
    return Shapes(tuple(layers), network.samples, loss, orientation == "in_out")


def picture_of_shapes(shapes: Shapes) -> Picture:
    """Draw the layers from top to bottom: the forward pass runs down on the left, the backward pass up on the right."""
    said, label = sentence_of_shapes(shapes), f"<{legend(shapes)}>"
    picture = new_picture("layers.gv", said, STYLES, labelloc="b", label=label)
    last = len(shapes.layers) + 1
    picture.node("n0", f"<{ending('input')}>")
    for k, layer in enumerate(shapes.layers, start=1):
        picture.node(f"n{k}", f"<{panel(shapes, layer, flowing(shapes, k - 1)[0])}>")
    label, shown = ("output", "") if shapes.loss is None else (shapes.loss[0], number(shapes.loss[1]))
    picture.node(f"n{last}", f"<{ending(one_line(label), shown)}>")
    for k in range(last):
        name, size = flowing(shapes, k)
        ahead = escaped(f"{name} {shape(shapes, size)}")
        tag = shapes.layers[k].tag if k + 1 < last else ""  # of the layer that makes ∂L/∂a of k from its own δ
        made = f" = δ{tag} @ {shapes.matrix(tag, backward=True)}" if k + 1 < last else ""
        back = escaped(f"∂L/∂{name}{made} {shape(shapes, size)}")
        backward = {"color": BACKWARD, "fontcolor": BACKWARD, "dir": "back", "style": "dashed"}
        picture.edge(f"n{k}:f_out:s", f"n{k + 1}:f_in:n", label=f"<  {ahead}>", color=FORWARD)
        picture.edge(f"n{k}:b_in:s", f"n{k + 1}:b_out:n", label=f"<  {back}>", **backward)
    return picture


# --- what is written -------------------------------------------------------------------------


def shape(shapes: Shapes, size: int) -> str:
    """Return the shape of what `size` neurons make: a vector, or a row for each sample."""
    return f"({size},)" if shapes.samples == 1 else f"({shapes.samples}, {size})"


def in_case(shapes: Shapes, name: str) -> str:
    """Return a name in lower case for a vector, in capitals for a batch."""
    return name if shapes.samples == 1 else name.upper()


def flowing(shapes: Shapes, k: int) -> tuple[str, int]:
    """Return what layer k hands on, and its size; 0 is the input."""
    if k == 0:
        return in_case(shapes, "x"), shapes.layers[0].inputs
    return in_case(shapes, "a") + shapes.layers[k - 1].tag, shapes.layers[k - 1].outputs


def panel(shapes: Shapes, layer: Shape, before: str) -> str:
    """Return the table of a layer: what it computes on the way forward and on the way back, with shapes."""
    title = f"layer{' ' * bool(layer.tag)}{layer.tag}: {layer.inputs} → {layer.outputs}, {layer.activation}"
    lines = [(FORWARD, *line) for line in ahead(shapes, layer, before)]
    lines += [(BACKWARD, *line) for line in back(shapes, layer, before)]
    rows = [
        (coloured(made, ink), coloured(sizes, ink), quiet(note) if note else "") for ink, made, sizes, note in lines
    ]
    return framed([(f"<b>{escaped(title)}</b>", "", ""), *rows])


def framed(rows: list[tuple[str, str, str]]) -> str:
    """Return a table of three columns: the forward pass goes in and out at the first, the backward pass at the last."""
    cells = []
    for i, row in enumerate(rows):
        first, last = {0: ("f_in", "b_out"), len(rows) - 1: ("f_out", "b_in")}.get(i, (None, None))
        columns = zip(row, (first, None, last), WIDTHS, strict=True)
        cells.append([cell(words, align="left", width=width, port=port) for words, port, width in columns])
    return table(cells, border=1, cellborder=0, cellspacing=0, cellpadding=3, color=LINE)


def ahead(shapes: Shapes, layer: Shape, before: str) -> list[tuple[str, str, str]]:
    """Return the forward lines of a layer: formula, shapes, a note."""
    k, n, m, out = layer.tag, layer.inputs, layer.outputs, shape(shapes, layer.outputs)
    s, a, bias = in_case(shapes, "s") + k, in_case(shapes, "a") + k, f" + b{k}" if layer.bias else ""
    plus = f" + ({m},)" if layer.bias else ""
    function = f"{a} = {s}" if layer.activation == "linear" else f"{a} = {layer.activation}({s})"
    sizes = f"{shape(shapes, n)} @ ({n}, {m}){plus} → {out}"
    return [(f"{s} = {before} @ {shapes.matrix(k)}{bias}", sizes, ""), (function, out, "")]


def back(shapes: Shapes, layer: Shape, before: str) -> list[tuple[str, str, str]]:
    """Return the backward lines of a layer: δ, ∂L/∂W as an outer product or a sum of them, ∂L/∂b."""
    k, n, m, many = layer.tag, layer.inputs, layer.outputs, shapes.samples
    s, a, out = in_case(shapes, "s") + k, in_case(shapes, "a") + k, shape(shapes, layer.outputs)
    slope = "" if layer.activation in ("linear", "softmax") else f" * f′({s})"
    delta = f"δ{k} = ∂L/∂{s if layer.activation == 'softmax' else a}{slope}"
    note = {"linear": "", "softmax": "every a depends on every s"}.get(layer.activation, "entry by entry")
    both = (before, n, "inputs"), (f"δ{k}", m, "neurons")
    (left, rows, first), (right, columns, second) = both if shapes.inward else both[::-1]
    if many == 1:
        product, factors = f"np.outer({left}, {right})", f"({rows},), ({columns},)"
    else:
        product, factors = f"{left}.T @ {right}", f"({rows}, {many}) @ ({many}, {columns})"
    stored = f"W as ({first}, {second})"
    lines = [(delta, out, note), (f"∂L/∂W{k} = {product}", f"{factors} → ({rows}, {columns})", stored)]
    if layer.bias:
        summed = f"δ{k}" if many == 1 else f"δ{k}.sum(axis=0)"
        lines.append((f"∂L/∂b{k} = {summed}", f"({m},)", ""))
    return lines


def ending(words: str, below: str = "") -> str:
    """Return the box at an end: the input, or the loss and its number."""
    return framed([(f"<b>{text(words)}</b>", below, ""), ("", "", "")])


def legend(shapes: Shapes) -> str:
    """Return what the two directions are."""
    down = coloured("Down: the forward pass. ", FORWARD)
    up = coloured("Dashed, up: the backward pass, δ = ∂L/∂s.", BACKWARD)
    gradient = "∂L/∂W is an outer product: each δ_i times each x_j, the neuron's input."
    if shapes.samples > 1:
        gradient = f"Rows are the {shapes.samples} samples; ∂L/∂W sums their outer products, Σ_n δ_ni x_nj."
    return quiet(f"{down}{up}<br/>{gradient}")


def sentence_of_shapes(shapes: Shapes) -> str:
    """Return what there is to see, in a sentence for those who do not see it."""
    sizes = [shapes.layers[0].inputs, *(layer.outputs for layer in shapes.layers)]
    many = f", for {shapes.samples} samples" if shapes.samples > 1 else ""
    return f"Shapes of a network of sizes {', '.join(map(str, sizes))}{many}: what flows forward and backward."
