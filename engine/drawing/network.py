"""The first stage of the pictures of networks: a trace, or the graph of one sample, becomes records.

A network is recognised by what `nn` marks its values with, `label.place`: layer, neuron, role ("s" for a
pre-activation, "a" for an activation, "w", "b", "x"). Nothing of nn is imported. Of a trace, its layers are read.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

from engine.graph import topological_order
from engine.table.floats import NOT_COMPUTED, NotComputed
from engine.table.notation import one_line
from engine.value import Value


class Seat(NamedTuple):
    """A neuron of one sample: its layer as nn numbers it, its index, and the Values it made.

    `a` is `s` in a linear layer, and None where the loss leaves an activation out, as cross-entropy may.
    """

    layer: int | None
    neuron: int
    s: Value
    a: Value | None


class Seats(NamedTuple):
    """The neurons that were found, a list for each layer; how many samples; the loss, if there is one."""

    layers: list[list[Seat]]
    samples: int
    root: Value | None

    @property
    def roots(self) -> list[Value]:
        """From where gradients come: the loss, or the outputs of a trace."""
        outputs = [seat.a for seat in self.layers[-1] if seat.a is not None]
        return outputs if self.root is None else [self.root]


class Term(NamedTuple):
    """One product of a pre-activation: weight, input, and ∂s/∂w, the input as it was when s was computed."""

    w: Value
    x: Value
    slope: float


@dataclass(frozen=True)
class Weight:
    """One weight, an arrow.

    label   as given, w1[2,0]
    source  the box it comes from: column, row; column 0 holds the inputs
    input   what that number is called: x[0] or a1[0]
    x       that number
    data    the weight
    delta   δ of the neuron it leads to
    share   δ·x, ∂L/∂w of this sample; None for a constant
    grad    what its `grad` holds, which may be more
    faint   whether it stands back behind what is highlighted
    """

    label: str
    source: tuple[int, int]
    input: str
    x: float
    data: float
    delta: float
    share: float | None
    grad: float
    faint: bool


@dataclass(frozen=True)
class Neuron:
    """One neuron, a box.

    column, row        where it stands, both from 0; column 0 holds the inputs
    layer, index       what nn calls it; layer is None outside an MLP
    activation         the name of its row in the table, "linear", "softmax", or "" for another
    s, a, delta        pre-activation, activation (None if nothing uses it), δ = ∂L/∂s
    bias               its label, data and gradient; None if there is none
    """

    column: int
    row: int
    layer: int | None
    index: int
    activation: str
    s: float
    a: float | None
    delta: float
    weights: tuple[Weight, ...]
    bias: Weight | None
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
    """A box that is no neuron: an input, or the loss."""

    label: str
    data: float
    faint: bool


@dataclass(frozen=True)
class Network:
    """All there is to draw: inputs, the neurons of each layer, and the loss with the neurons it is made from."""

    inputs: tuple[End, ...]
    layers: tuple[tuple[Neuron, ...], ...]
    loss: End | None

    @property
    def neurons(self) -> list[Neuron]:
        """All neurons, layer by layer."""
        return [neuron for layer in self.layers for neuron in layer]

    @property
    def weights(self) -> list[Weight]:
        """All weights, neuron by neuron."""
        return [weight for neuron in self.neurons for weight in neuron.weights]

    @property
    def computed(self) -> bool:
        """Whether δ is known anywhere."""
        return any(neuron.computed for neuron in self.neurons)


# --- finding the neurons ---------------------------------------------------------------------


def is_trace(thing: Any) -> bool:
    """Whether it looks like an `nn.Trace`."""
    layers = getattr(thing, "layers", None)
    return isinstance(layers, list) and bool(layers) and all(hasattr(layer, "values") for layer in layers)


def seats_of(thing: Any) -> Seats | None:
    """The neurons in a trace or in the graph of a Value; None if nothing in the graph has a place."""
    if not isinstance(thing, Value):
        return seats_of_trace(thing)
    made: dict[tuple[int | None, int], dict[str, list[Value]]] = {}
    for value in topological_order(thing):
        place = place_of(value)
        if place is not None and place.role in ("s", "a"):
            made.setdefault((place.layer, place.neuron), {"s": [], "a": []})[place.role].append(value)
    found = {key: values for key, values in made.items() if values["s"]}
    if not found:
        return None
    layers: dict[int | None, list[Seat]] = {}
    for (layer, index), values in sorted(found.items(), key=lambda item: (item[0][0] or 0, item[0][1])):
        layers.setdefault(layer, []).append(Seat(layer, index, values["s"][0], next(iter(values["a"]), None)))
    samples = max(len(values["s"]) for values in found.values())
    columns = [linear(layer) if all(seat.a is None for seat in layer) else layer for layer in layers.values()]
    return Seats(columns, samples, None if any(thing in (seat.s, seat.a) for seat in columns[-1]) else thing)


def linear(layer: list[Seat]) -> list[Seat]:
    """A layer whose activations are its pre-activations."""
    return [seat._replace(a=seat.s) for seat in layer]


def seats_of_trace(trace: Any) -> Seats:
    """The neurons of a trace."""
    layers = []
    for number, layer in enumerate(trace.layers, start=1):
        pairs = zip(layer.values.s, layer.values.a, strict=True)
        layers.append([Seat(number, i, s, a) for i, (s, a) in enumerate(pairs)])
    return Seats(layers, 1, None)


def place_of(value: Value) -> Any:
    """Where in a network a value stands, as nn marked it; None elsewhere."""
    return getattr(value.label, "place", None)


def terms(s: Value) -> tuple[Value | None, list[Term]]:
    """The bias of a pre-activation, and its products.

    Raises:
        ValueError: if s is no weighted sum.
    """
    bias, found, waiting = None, [], [s]
    while waiting:
        value = waiting.pop()
        if value.op == "add" and (value is s or place_of(value) is None):
            waiting += reversed(value.parents)
        elif value.op == "mul":
            found.append(term(value.parents[0], value.parents[1], value.partials[0]))
        elif value.op == "dot":
            half = len(value.parents) // 2
            found += map(term, value.parents[:half], value.parents[half:], value.partials[:half])
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


def term(w: Value, x: Value, slope: float | None) -> Term:
    """A product as a term: `slope` is ∂s/∂w, which is the input, also if its data was changed later."""
    return Term(w, x, x.data if slope is None else slope)


def role_of(value: Value) -> str:
    """The role of its place, "" without one."""
    return getattr(place_of(value), "role", "")


def activation_of(seat: Seat) -> str:
    """The name of the function between s and a; softmax is known by e**s / Σ, "" is something else."""
    if seat.a is None:
        return ""
    if seat.a is seat.s:
        return "linear"
    if seat.s in seat.a.parents:
        return seat.a.op
    divides = seat.a.op == "div" and seat.a.parents[0].op == "exp"
    return "softmax" if divides else ""


def activations_of(layer: list[Seat]) -> str:
    """The activation of a layer, or all of them; "f" is one without a name."""
    return ", ".join(dict.fromkeys(activation_of(seat) or "f" for seat in layer if seat.a is not None))


# --- describing them -------------------------------------------------------------------------


def describe_network(seats: Seats, carrying: set[Value] | None = None) -> Network:
    """One sample's network as records. What is not in `carrying` is faint, if that is given.

    Raises:
        ValueError: if there are several samples, or layers do not feed one another.
    """
    if seats.samples > 1:
        raise ValueError(
            f"The graph holds {seats.samples} samples (each neuron was used {seats.samples} times), and a neuron has "
            'one δ for each. Draw one sample: draw(model.trace(x), level="neuron"), after its loss went backward; '
            'see all samples of one neuron with nn.per_sample; or draw(loss, level="layer").'
        )
    sums = {seat.s: terms(seat.s) for layer in seats.layers for seat in layer}
    sources: dict[Value, tuple[int, int]] = {}
    layers = []
    for column, layer in enumerate(seats.layers, start=1):
        layers.append(
            tuple(neuron(seat, column, row, sums[seat.s], sources, carrying) for row, seat in enumerate(layer))
        )
        sources |= {seat.a: (column, row) for row, seat in enumerate(layer) if seat.a is not None}
    width = max(len(sums[seat.s][1]) for seat in seats.layers[0])
    fullest = max((sums[seat.s][1] for seat in seats.layers[0]), key=len)
    inputs = [
        End(input_label(t.x, j), t.slope, is_faint(carrying, t.x)) for j, t in zip(range(width), fullest, strict=True)
    ]
    loss = None if seats.root is None else End(str(seats.root.label or "L"), seats.root.data, False)
    return Network(tuple(inputs), tuple(layers), loss)


def neuron(
    seat: Seat,
    column: int,
    row: int,
    found: tuple[Value | None, list[Term]],
    sources: dict[Value, tuple[int, int]],
    carrying: set[Value] | None,
) -> Neuron:
    """The record of one neuron."""
    bias, products = found
    delta = seat.s.grad
    weights = []
    for j, (w, x, slope) in enumerate(products):
        if column > 1 and x not in sources:
            raise ValueError(
                f"{one_line(str(seat.s.label)) or 'a neuron'} has an input that is no neuron's activation, so layers "
                'cannot be drawn one after the other. draw(value, level="value") draws any graph.'
            )
        faint = is_faint(carrying, w) and (is_faint(carrying, seat.s) or is_faint(carrying, x))
        source, called = (sources[x], str(x.label)) if x in sources else ((0, j), input_label(x, j))
        weights.append(weight(w, source, called, slope, delta, faint))
    return Neuron(
        column=column,
        row=row,
        layer=seat.layer,
        index=seat.neuron,
        activation=activation_of(seat),
        s=seat.s.data,
        a=None if seat.a is None else seat.a.data,
        delta=delta,
        weights=tuple(weights),
        bias=None if bias is None else weight(bias, (column, row), "1", 1.0, delta, is_faint(carrying, bias)),
        faint=is_faint(carrying, seat.s) and (seat.a is None or is_faint(carrying, seat.a)),
    )


def weight(w: Value, source: tuple[int, int], called: str, x: float, delta: float, faint: bool) -> Weight:
    """The record of one weight."""
    share = NOT_COMPUTED if isinstance(delta, NotComputed) else delta * x
    return Weight(
        str(w.label or "w"), source, called, x, w.data, delta, share if w.requires_grad else None, w.grad, faint
    )


def input_label(x: Value, j: int) -> str:
    """What an input is called: by its own label, else by its position."""
    return str(x.label or f"x[{j}]")


def is_faint(carrying: set[Value] | None, value: Value) -> bool:
    """Whether something is highlighted, and `value` carries no gradient to it."""
    return carrying is not None and value not in carrying
