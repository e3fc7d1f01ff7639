"""Where in a network values stand: the one reader of neurons and layers, for pictures, explanations and programs.

`nn` marks its values with `label.place`: layer, neuron, role and index. The roles are "w" and "b" for parameters, "x"
for inputs, "s" for pre-activations, "a" for activations. Nothing of `nn` is imported; of a trace, its layers are read.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from engine.graph import topological_order
from engine.value import Value


def place_in(label: Any) -> Any:
    """Return the place that a label has; None for any other text."""
    return getattr(label, "place", None)


def place_of(value: Value) -> Any:
    """Return where in a network a value stands; None elsewhere."""
    return place_in(value.label)


def role_of(value: Value) -> str:
    """Return what a value is in its neuron, "" if it has no place."""
    return str(getattr(place_of(value), "role", ""))


def marked(values: Iterable[Value]) -> list[Value]:
    """Return the pre-activations and activations among values, in order."""
    return [value for value in values if role_of(value) in ("s", "a")]


class PlacedNeuron(NamedTuple):
    """A neuron of one sample: its layer as nn numbers it, its index, and the Values it made.

    `a` is `s` in a linear layer, and None where the loss leaves an activation out, as cross-entropy may.
    """

    layer: int | None
    neuron: int
    s: Value
    a: Value | None


class PlacedNetwork(NamedTuple):
    """The neurons that were found, a list for each layer; how many samples; the loss, if there is one."""

    layers: list[list[PlacedNeuron]]
    samples: int
    root: Value | None

    @property
    def roots(self) -> list[Value]:
        """From where gradients come: the loss, or the outputs of a trace."""
        outputs = [neuron.a for neuron in self.layers[-1] if neuron.a is not None]
        return outputs if self.root is None else [self.root]


def is_trace(thing: Any) -> bool:
    """Return whether it looks like an `nn.Trace`."""
    layers = getattr(thing, "layers", None)
    return isinstance(layers, list) and bool(layers) and all(hasattr(layer, "values") for layer in layers)


def network_of(thing: Any) -> PlacedNetwork | None:
    """Return the neurons in a trace or in the graph of a Value; None if nothing in the graph has a place."""
    if not isinstance(thing, Value):
        pairs = [zip(layer.values.s, layer.values.a, strict=True) for layer in thing.layers]
        layers = [[PlacedNeuron(n, i, s, a) for i, (s, a) in enumerate(each)] for n, each in enumerate(pairs, start=1)]
        return PlacedNetwork(layers, 1, None)
    made: dict[tuple[int | None, int], dict[str, list[Value]]] = {}
    for value in marked(topological_order(thing)):
        place = place_of(value)
        made.setdefault((place.layer, place.neuron), {"s": [], "a": []})[place.role].append(value)
    found = {key: values for key, values in made.items() if values["s"]}
    if not found:
        return None
    by_layer: dict[int | None, list[PlacedNeuron]] = {}
    for (layer, index), values in sorted(found.items(), key=lambda item: (item[0][0] or 0, item[0][1])):
        by_layer.setdefault(layer, []).append(PlacedNeuron(layer, index, values["s"][0], next(iter(values["a"]), None)))
    columns = [
        [n._replace(a=n.s) for n in layer] if all(n.a is None for n in layer) else layer for layer in by_layer.values()
    ]
    samples = max(len(values["s"]) for values in found.values())
    is_output = any(thing in (neuron.s, neuron.a) for neuron in columns[-1])
    return PlacedNetwork(columns, samples, None if is_output else thing)
