"""The first stage of the pictures of networks: the neurons that were found become records."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, NamedTuple

from engine.drawing.records import NO_HIGHLIGHT, Highlight
from engine.recording.places import PlacedNetwork, PlacedNeuron, place_of, role_of
from engine.table.floats import NOT_COMPUTED, NotComputed
from engine.table.notation import one_line
from engine.value import Value


class WeightedInput(NamedTuple):
    """One product of a pre-activation: weight, input, and ∂s/∂w, the input as it was when s was computed."""

    w: Value
    x: Value
    slope: float


@dataclass(frozen=True)
class WeightLine:
    """One weight, an arrow."""

    label: str  # as given, w1[2,0]
    source: tuple[int, int]  # the box it comes from: column, row; column 0 holds the inputs
    target: tuple[int, int]  # the box it goes to
    input: str  # what that number is called: x[0] or a1[0]
    x: float  # that number
    data: float  # the weight itself
    delta: float  # δ of the neuron it leads to
    share: float | None  # δ·x, ∂L/∂w of this sample, or of a model at rest the weight; None for a constant
    grad: float  # what its `grad` holds, which may be more
    faint: bool  # whether it stands back behind what is highlighted
    lit: bool = False  # whether it is highlighted itself


@dataclass(frozen=True)
class NeuronBox:
    """One neuron, a box."""

    place: tuple[int, int]  # column and row, from 0; column 0 holds the inputs
    layer: int | None  # as nn counts them; None outside an MLP
    index: int  # its place in the layer
    activation: str  # the name of its row in the table, "linear", "softmax", or "" for another
    s: float  # pre-activation
    a: float | None  # activation; None if nothing uses it
    delta: float  # ∂L/∂s
    weights: tuple[WeightLine, ...]
    bias: WeightLine | None  # its label, data and gradient; None if there is none
    faint: bool

    @property
    def name(self) -> str:
        """What it is called in a picture."""
        return f"neuron {self.index}" + ("" if self.layer is None else f" of layer {self.layer}")

    @property
    def computed(self) -> bool:
        """Whether a backward pass has been here."""
        return not isinstance(self.delta, NotComputed)


@dataclass(frozen=True)
class End:
    """A box that is not a neuron: an input, or the loss."""

    label: str
    data: float
    faint: bool


@dataclass(frozen=True)
class NetworkPicture:
    """All there is to draw: inputs, the neurons of each layer, and the loss with the neurons it is made from."""

    inputs: tuple[End, ...]
    layers: tuple[tuple[NeuronBox, ...], ...]
    loss: End | None
    resting: bool = False  # of a model without a sample: then only its weights and biases are known

    @property
    def neurons(self) -> list[NeuronBox]:
        """All neurons, layer by layer."""
        return [neuron for layer in self.layers for neuron in layer]

    @property
    def weights(self) -> list[WeightLine]:
        """All weights, neuron by neuron."""
        return [weight for neuron in self.neurons for weight in neuron.weights]

    @property
    def computed(self) -> bool:
        """Whether δ is known anywhere."""
        return any(neuron.computed for neuron in self.neurons)


# --- what a neuron is made of ------------------------------------------------------------------


def products_of(s: Value) -> tuple[Value | None, list[WeightedInput]]:
    """Return the bias of a pre-activation, and its products.

    Raises:
        ValueError: if s is not a weighted sum.
    """
    bias, found, waiting = None, [], [s]
    while waiting:
        value = waiting.pop()
        if value.op == "add" and (value is s or place_of(value) is None):
            waiting += reversed(value.parents)
        elif value.op == "mul":
            found.append(weighted_input(value.parents[0], value.parents[1], value.partials[0]))
        elif value.op == "dot":
            half = len(value.parents) // 2
            found += map(weighted_input, value.parents[:half], value.parents[half:], value.partials[:half])
        elif value.is_leaf and value is not s and bias is None:
            bias = value
        else:
            made = "a leaf, made under no_grad or by hand" if value.is_leaf else f"made by {value.op}"
            raise ValueError(
                f"{one_line(str(value.label)) or 'a value'} is {made}; a neuron is drawn from its graph, "
                's = b + Σ w·x. draw(value, level="value") draws any graph.'
            )
    if found and role_of(found[0].w) == "b":  # of a neuron that is written with dot: the bias times 1
        bias = found.pop(0).w
    return bias, found


def weighted_input(w: Value, x: Value, slope: float | None) -> WeightedInput:
    """Return a product as a term: `slope` is ∂s/∂w, the input as it was, also if its data was changed later."""
    return WeightedInput(w, x, x.data if slope is None else slope)


def activation_of(neuron: PlacedNeuron) -> str:
    """Return the name of the function between s and a; softmax is known by e**s / Σ, "" is something else."""
    if neuron.a is None:
        return ""
    if neuron.a is neuron.s:
        return "linear"
    if neuron.s in neuron.a.parents:
        return neuron.a.op
    divides = neuron.a.op == "div" and neuron.a.parents[0].op == "exp"
    return "softmax" if divides else ""


def activations_of(layer: list[PlacedNeuron]) -> str:
    """Return the activation of a layer, or all of them; "f" is one without a name."""
    return ", ".join(dict.fromkeys(activation_of(neuron) or "f" for neuron in layer if neuron.a is not None))


# --- describing them -------------------------------------------------------------------------


def describe_network(network: PlacedNetwork, highlight: Highlight = NO_HIGHLIGHT) -> NetworkPicture:
    """Return one sample's network as records; what does not lead to a highlighted value is faint.

    Raises:
        ValueError: if there are several samples, or layers do not feed one another.
    """
    if network.samples > 1:
        raise ValueError(
            f"The graph holds {network.samples} samples (each neuron was used {network.samples} times), and a neuron "
            'has one δ for each. Draw one sample: draw(model.trace(x), level="neuron"), after its loss went backward; '
            'see all samples of one neuron with nn.per_sample; or draw(loss, level="layer").'
        )
    sources: dict[Value, tuple[int, int]] = {}
    layers = []
    for column, layer in enumerate(network.layers, start=1):
        layers.append(tuple(neuron_box(each, column, row, sources, highlight) for row, each in enumerate(layer)))
        sources |= {each.a: (column, row) for row, each in enumerate(layer) if each.a is not None}
    fullest = max((products_of(each.s)[1] for each in network.layers[0]), key=len)
    inputs = tuple(
        End(input_label(each.x, j), each.slope, highlight.fades_box(each.x)) for j, each in enumerate(fullest)
    )
    loss = None if network.root is None else End(str(network.root.label or "L"), network.root.data, False)
    return NetworkPicture(tuple(inputs), tuple(layers), loss)


def neuron_box(
    placed: PlacedNeuron, column: int, row: int, sources: dict[Value, tuple[int, int]], highlight: Highlight
) -> NeuronBox:
    """Return the record of one neuron."""
    s, a, faint, here = placed.s, placed.a, highlight.fades, (column, row)
    bias, products = products_of(s)
    weights = []
    for j, (w, x, slope) in enumerate(products):
        if column > 1 and x not in sources:
            raise ValueError(
                f"{one_line(str(s.label)) or 'a neuron'} has an input that is no neuron's activation, so layers "
                'cannot be drawn one after the other. draw(value, level="value") draws any graph.'
            )
        source, called = (sources[x], str(x.label)) if x in sources else ((0, j), input_label(x, j))
        stands_back = faint(w) and (faint(s) or faint(x))
        weights.append(weight_line(w, source, here, called, slope, s.grad, stands_back, w in highlight.chosen))
    return NeuronBox(
        place=here, layer=placed.layer, index=placed.neuron, activation=activation_of(placed),
        s=s.data, a=None if a is None else a.data, delta=s.grad, weights=tuple(weights),
        bias=None if bias is None else weight_line(bias, here, here, "1", 1.0, s.grad, faint(bias)),
        faint=faint(s) and (a is None or highlight.fades_box(a)),
    )  # fmt: skip


def weight_line(
    w: Value, source: tuple[int, int], target: tuple[int, int], called: str, x: float, delta: float, faint: bool,
    lit: bool = False,
) -> WeightLine:  # fmt: skip
    """Return the record of one weight."""
    share = None if not w.requires_grad else NOT_COMPUTED if isinstance(delta, NotComputed) else delta * x
    return WeightLine(str(w.label or "w"), source, target, called, x, w.data, delta, share, w.grad, faint, lit)


# --- a model at rest -----------------------------------------------------------------------------


def is_model(thing: Any) -> bool:
    """Return whether a thing looks like an `nn.MLP`: layers of neurons with weights."""
    layers = getattr(thing, "layers", None)
    return isinstance(layers, list) and bool(layers) and all(getattr(layer, "neurons", None) for layer in layers)


def describe_model(model: Any) -> NetworkPicture:
    """Return a model as records, without a sample: weights and biases."""
    inputs = tuple(End(f"x[{j}]", math.nan, False) for j in range(len(model.layers[0].neurons[0].w)))
    layers = []
    for column, layer in enumerate(model.layers, start=1):
        before = "x" if column == 1 else f"a{column - 1}"
        neurons = enumerate(layer.neurons)
        layers.append(tuple(resting_neuron(each, layer.activation, column, row, before) for row, each in neurons))
    return NetworkPicture(inputs, tuple(layers), None, resting=True)


def resting_neuron(neuron: Any, activation: str, column: int, row: int, before: str) -> NeuronBox:
    """Return the record of a neuron that computed nothing yet."""
    nan, unknown, here = math.nan, NOT_COMPUTED, (column, row)

    def line(w: Value, source: tuple[int, int], called: str) -> WeightLine:
        return WeightLine(str(w.label or "w"), source, here, called, nan, w.data, unknown, w.data, w.grad, faint=False)

    weights = tuple(line(w, (column - 1, j), f"{before}[{j}]") for j, w in enumerate(neuron.w))
    bias = None if neuron.b is None else line(neuron.b, here, "1")
    return NeuronBox(here, column, row, activation, nan, nan, unknown, weights, bias, faint=False)


def input_label(x: Value, j: int) -> str:
    """Return what an input is called: by its own label, else by its position."""
    return str(x.label or f"x[{j}]")
