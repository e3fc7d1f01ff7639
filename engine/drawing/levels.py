"""`draw`: which picture of a graph is drawn, by what is asked for, and by size where nothing is."""

from collections.abc import Sequence
from operator import gt
from typing import Any, Literal, TypeAlias

from engine.drawing.card import describe_card, picture_of_card
from engine.drawing.collapsed import picture_of_network
from engine.drawing.dot import picture_of
from engine.drawing.network import describe_model, describe_network, is_model
from engine.drawing.picture import Picture
from engine.drawing.products.picture import picture_of_layer
from engine.drawing.records import LIMIT, describe_graph, highlight_in, members, message_name
from engine.drawing.shapes import MOST, describe_shapes, picture_of_shapes
from engine.drawing.slide import in_theme
from engine.graph import topological_order, with_leaves
from engine.recording.places import PlacedNetwork, is_trace, network_of
from engine.table import checks
from engine.value import Value

Level: TypeAlias = Literal["value", "neuron", "layer", "matrix"]
LEVELS = ("value", "neuron", "layer", "matrix")

EASY = 60  # up to this many values are drawn one by one, unless a level is named

READABLE = 24, 1000, 8  # up to this many neurons in a layer, weights and layers, a network is drawn as neurons, unasked

DRAWABLE = 120, 5000, MOST  # how many of each are drawn as neurons at most


def draw(
    value: Any,
    *,
    level: Level | None = None,
    highlight: Value | Sequence[Value] | None = None,
    neuron: tuple[int, int] | None = None,
    folded: bool = False,
    weights: bool = False,
    limit: int = LIMIT,
    layer: int = 1,
    of: Literal["W", "A", "b"] = "W",
    entry: tuple[int, int] | int | None = None,
    orientation: Literal["in_out", "out_in"] = "in_out",
    line: int | str | None = None,
    theme: Literal["slide"] | None = None,
) -> Picture:
    """Draw the graph that made `value`, or the network in it.

    Level "value": one box per value, one arrow per operand. A box shows the label and the operation, the data
    and the gradient; the number on an arrow is the local derivative, by which a gradient is multiplied on its
    way back. Blue means a positive gradient, red with a dashed border a negative one, and the fuller the colour
    the larger the gradient. A box without a border is a constant; the thick border marks `value` itself.

    Level "neuron", for a trace of `nn.MLP`, or a loss of one sample: one box per neuron with its activation and
    δ = ∂L/∂s, one line per weight, as wide as |∂L/∂w|, blue for + and red and dashed for −.

    A model is drawn as it is, before any sample: neurons with their biases, weights as wide as |w|.

    Level "layer": what each layer hands forward and back, with shapes, and the outer product that makes ∂L/∂W.

    Level "matrix", for a trace or a list of traces, one for each sample: why dW = A.T @ δ. Both arrays stand beside
    their product, with the row and the column that make one entry lit, and its sum written out. `.page()` of the
    picture, or `.save("matrix.html")`, is the same as a page, on which a click or an arrow key chooses the entry.

    A program that `vectorize` derived is drawn as a graph of arrays, with shapes; with level="value" beside the scalar
    graph. `line` draws one line of it that is a product, as level="matrix" does, with the numbers of the trace.

    Args:
        value: the result whose graph is drawn, a trace, a model, or a program; draw before or after `backward()`. With
            level="matrix" a trace or a list of them, after it.
        level: None chooses: up to 60 values one by one; a larger network as neurons, or, if it is too wide for
            that or holds several samples, as layers; any other graph value by value.
        highlight: a Value of the graph, such as a weight, or a list of them: everything that does not carry
            gradient from the loss to it stands back, at a quarter of its strength; not the input of a weight, which
            is a factor of its gradient. With level="neuron" that product, δ · x, is written on the weight's line.
        neuron: (layer, i) asks for the card of one neuron: its δ, and ∂L/∂w = δ · x for each weight. Layers
            count from 1, neurons from 0.
        folded: True draws value by value, and the weighted sum of each neuron of an `nn` layer as one box; the
            arrow from a weight then reads ∂s/∂w_j = x_j, the one from an input ∂s/∂x_j = w_j.
        weights: with level="neuron", True writes the value of each weight on its line, for neurons of up to 4 inputs.
        limit: how many values are still drawn one by one; more than 250 are hard to read, more than 2000 are
            refused.
        layer: with level="matrix", which layer, counted from 1.
        of: with level="matrix", whose gradient: "W" is ∂L/∂W = A.T @ δ, "A" that of the layer's inputs, δ @ W.T, "b"
            that of the biases, δ.sum(axis=0).
        entry: with level="matrix", the entry to light: (row, column) of the array as shown, i for a bias; None lights
            the largest.
        line: of a program, the line of `program.source` to draw, or the name of the array that it makes.
        theme: "slide" is for a projector: text of 24 points and more, thick lines, full colours, no legend.
        orientation: with level="layer" or "matrix", how W is stored: "in_out", used as X @ W, or "out_in", used as
            X @ W.T.

    Returns:
        A `graphviz.Digraph` that shows itself in a notebook. `.save("graph.svg")` writes it to a file
        (.svg, .png, .gv; .pdf where Graphviz itself is installed), `.source` is the DOT text; `scale=2` gives a PNG
        twice as many pixels in each direction.

    Raises:
        TypeError: if `value` is not a Value and no trace, or another argument is of the wrong kind.
        ValueError: if the graph is too large, the level does not exist or does not fit, no network is found,
            what is highlighted is not in the picture, or `folded` is given with another level than "value".

    >>> from engine import Value, draw
    >>> a = Value(3.0, label="a")
    >>> draw(a * a)
    <Picture: Computation graph of an unnamed value: 2 values. The result, made by ×, is 9.000. Gradients not computed.>
    """
    if hasattr(value, "_draw"):  # a program that `vectorize` derived
        return in_theme(value._draw(level=level, line=line, entry=entry), theme)
    if line is not None:
        raise ValueError("line names a line of a program: draw(vectorize(loss, model), line=…).")
    if level not in (None, *LEVELS):
        raise ValueError(f"draw got level={level!r}; there is {', '.join(map(repr, LEVELS))} (or None).")
    check_folded(folded, level, neuron)
    check_matrix(level, orientation, layer=layer, of=of, entry=entry, highlight=highlight, neuron=neuron)
    if level == "matrix":
        picture = picture_of_layer(networks_in(value), layer, of, entry, orientation)
    elif is_model(value) and not is_trace(value):
        picture = picture_of_model(value, level, weights, highlight=highlight, neuron=neuron, folded=folded or None)
    elif neuron is not None:
        picture = card(value, level, highlight, neuron)
    else:
        picture = picture_of_level(value, level, highlight, folded, weights, limit, orientation)
    return in_theme(picture, theme)


def picture_of_level(
    value: Any, level: Level | None, highlight: Any, folded: bool, weights: bool, limit: int, orientation: str
) -> Picture:
    """Return the picture of a graph or of the network in it, at the level asked for or the one that reads best."""
    found = None
    if level is None:
        level, found = ("value", None) if folded else chosen_level(value, highlight, limit)
    if weights and level != "neuron":
        raise ValueError(f'weights=True writes on lines their weights, level="neuron"; this is level={level!r}.')
    if level == "value":
        return value_by_value(value, highlight, limit, folded)
    network = found or network_in(value, level)
    if level == "layer":
        if highlight is not None:
            raise ValueError('level="layer" has no single values to highlight; ask for level="neuron" or "value".')
        return picture_of_shapes(describe_shapes(network, orientation))
    remedy = 'Draw its shapes, draw(trace, level="layer"), or the card of one neuron, draw(trace, neuron=(1, 0)).'
    check_size("network", *sizes_of(network)[:2], remedy)
    return picture_of_network(describe_network(network, highlight_in(network.roots, highlight)), weights=weights)


def picture_of_model(model: Any, level: str | None, weights: bool, **more: Any) -> Picture:
    """Return the picture of a model at rest: neurons with their biases, and weights."""
    given = [] if level in (None, "neuron") else [f"level={level!r}"]
    given += [name for name, x in more.items() if x is not None]
    if given:
        remedy = f"{given[0]} needs a sample: draw(model.trace(x), …)."
        raise ValueError(f"draw(model) shows weights and biases, neuron by neuron; {remedy}")
    network = describe_model(model)
    remedy = "print(model.summary()) lists its layers."
    check_size("model", max(map(len, network.layers)), len(network.weights), remedy)
    return picture_of_network(network, weights=weights)


def check_folded(folded: Any, level: str | None, neuron: Any) -> None:
    """Raise TypeError or ValueError for what `folded` cannot mean."""
    if not isinstance(folded, bool):
        raise TypeError(f"draw got folded={checks.describe(folded)}; True or False is needed.")
    if folded and (level not in (None, "value") or neuron is not None):
        asked = f"level={level!r}" if neuron is None else "neuron=(layer, i)"
        raise ValueError(
            f'folded=True makes one box of a weighted sum where values are drawn one by one, level="value"; '
            f"with {asked} a neuron is one box already: leave folded out."
        )


def check_matrix(level: str | None, orientation: Any, *, highlight: Any, neuron: Any, **options: Any) -> None:
    """Raise ValueError for options that say nothing about the picture that is asked for."""
    if level == "matrix" and (highlight is not None or neuron is not None):
        raise ValueError('level="matrix" lights entry=(row, column); it goes with no highlight and no neuron.')
    if orientation not in ("in_out", "out_in"):
        raise ValueError(f'draw got orientation={orientation!r}; there is "in_out", X @ W, and "out_in", X @ W.T.')
    given = [name for name, default in {"layer": 1, "of": "W", "entry": None}.items() if options[name] != default]
    if level != "matrix" and given:
        raise ValueError(f'{", ".join(given)} says which product level="matrix" draws; draw got level={level!r}.')
    if level not in ("matrix", "layer") and orientation != "in_out":
        raise ValueError(f'orientation says how level="layer" and "matrix" write W; draw got level={level!r}.')


def value_by_value(value: Any, highlight: Any, limit: int, folded: bool) -> Picture:
    """Draw a graph value by value."""
    if is_trace(value):
        raise TypeError('level="value" draws the graph behind one Value: draw(trace.output[0], level="value").')
    shown = set(members(value, limit, folded))  # refuses what is too large before any route is sought
    routes = highlight_in([value], highlight)
    for chosen in routes.chosen:
        if chosen not in shown:
            raise ValueError(
                f"highlight got {message_name(chosen)}, which is a part of a sum that folded=True draws as one box; "
                "leave folded out to see it, or highlight the sum."
            )
    return picture_of(describe_graph(value, limit, routes, folded=folded))


def card(value: Any, level: str | None, highlight: Any, neuron: Any) -> Picture:
    """Draw the card of one neuron."""
    if level not in (None, "neuron") or highlight is not None:
        raise ValueError("neuron=(layer, i) draws one neuron's card: it goes with no other level, and no highlight.")
    return picture_of_card(describe_card(network_in(value, "neuron"), neuron))


def network_in(value: Any, level: str) -> PlacedNetwork:
    """Return the network of a trace or in a graph; raise TypeError or ValueError if there is none."""
    if not isinstance(value, Value) and not is_trace(value):
        raise TypeError(
            f"draw got {checks.describe(value)}; level={level!r} draws a trace, draw(model.trace(x)), or a Value, such "
            "as the loss of one sample."
        )
    network = network_of(value)
    if network is None:
        raise ValueError(
            f"no network was found behind this value: level={level!r} draws what nn.MLP, nn.Layer and nn.Neuron "
            'compute and label. draw(value, level="value") draws any graph.'
        )
    return network


def networks_in(value: Any) -> list[PlacedNetwork]:
    """Return the network of each sample, of a list of traces or of one; raise ValueError if they differ in size."""
    samples = [network_in(one, "matrix") for one in (value if isinstance(value, list | tuple) else [value])]
    sizes = {tuple(map(len, network.layers)) for network in samples}
    if len(sizes) != 1 or any(network.samples > 1 for network in samples):
        raise ValueError(
            'level="matrix" draws the traces of one network, one for each sample: draw([model.trace(x) for x in X], '
            'level="matrix"), after the loss of them all went backward.'
        )
    return samples


def chosen_level(value: Any, highlight: Any, limit: Any) -> tuple[Level, PlacedNetwork | None]:
    """Return the level that reads best, and the network that was found for it."""
    if not is_trace(value):
        asked = limit != LIMIT or not isinstance(value, Value)
        if asked or len(topological_order(value)) <= EASY >= len(with_leaves(value)):
            return "value", None
    network = network_of(value)
    if network is None:
        return "value", None
    try:
        sizes = sizes_of(network)
        if network.samples > 1 or any(map(gt, sizes, READABLE if highlight is None else DRAWABLE)):
            return ("layer" if highlight is None else "value"), network
        describe_network(network)
        return "neuron", network
    except ValueError:  # labelled as a network, but put together in another way
        if is_trace(value):
            raise
        return "value", None


def sizes_of(network: PlacedNetwork) -> tuple[int, int, int]:
    """Return how many neurons the widest layer has, how many weights there are without biases, and how many layers."""
    shapes = describe_shapes(network).layers
    return max(each.outputs for each in shapes), sum(each.inputs * each.outputs for each in shapes), len(shapes)


def check_size(what: str, widest: int, weights: int, remedy: str) -> None:
    """Raise ValueError if a network is too large to be drawn neuron by neuron."""
    if widest > DRAWABLE[0] or weights > DRAWABLE[1]:
        raise ValueError(
            f"The {what} has {weights:,} weights and up to {widest:,} neurons in a layer; at most {DRAWABLE[1]:,} and "
            f"{DRAWABLE[0]} can be drawn as neurons. {remedy}"
        )
