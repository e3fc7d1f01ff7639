"""A network in a table: each layer's shape, activation and number of parameters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.table.reports import Printable, Table

if TYPE_CHECKING:
    from nn.networks.modules import MLP


@dataclass(frozen=True, repr=False)
class LayerSummary:
    """One layer: weights of shape (inputs, neurons), biases, and what is counted in `parameters`."""

    number: int
    inputs: int
    neurons: int
    bias: bool
    activation: str
    parameters: int


@dataclass(frozen=True, repr=False)
class Summary(Printable):
    """What `MLP.summary` returns; it prints as a table."""

    layers: tuple[LayerSummary, ...]
    parameters: int

    def content(self) -> list[Table]:
        """Return a row for each layer, and the sum."""
        rows = []
        for layer in self.layers:
            shape, bias = f"({layer.inputs}, {layer.neurons})", f"({layer.neurons},)" if layer.bias else "none"
            rows.append([str(layer.number), shape, bias, layer.activation, f"{layer.parameters:,}"])
        header = ["layer", "weights (in, out)", "bias", "activation", "parameters"]
        return [Table(header, [*rows, ["all", "", "", "", f"{self.parameters:,}"]])]


def summary_of(model: MLP) -> Summary:
    """Return the table of a network; a parameter that several neurons share counts once in the sum."""
    layers = []
    for number, layer in enumerate(model.layers, start=1):
        neurons = layer.neurons
        count = sum(len(neuron.w) + (neuron.b is not None) for neuron in neurons)
        has_bias = any(neuron.b is not None for neuron in neurons)
        layers.append(LayerSummary(number, len(neurons[0].w), len(neurons), has_bias, layer.activation, count))
    return Summary(tuple(layers), len(model.parameters()))
