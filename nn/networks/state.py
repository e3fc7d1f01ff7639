"""The parameters of a network as matrices under PyTorch's names: out to a dict, and back from one.

PyTorch numbers the parts of a `Sequential` from 0, and an activation is a part, too. So the layers of a network
with activations are "0", "2", "4"; after a linear one, which needs no part, the next number is not skipped. A
weight is "0.weight", (neurons, inputs); a bias "0.bias", (neurons,).
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain
from typing import TYPE_CHECKING, Any

from engine import Value
from engine.table.checks import describe
from nn.networks.arrays import bias, matrix

if TYPE_CHECKING:
    from numpy import float64
    from numpy.typing import NDArray

    from nn.networks.modules import MLP


def check_plain(model: MLP, what: str) -> None:
    """Raise TypeError or ValueError unless matrices, with one activation for each layer, describe the whole network."""
    size = 0
    for number, layer in enumerate(model.layers, start=1):
        for part in (layer, *getattr(layer, "neurons", ())):
            if type(part) not in model.made_of:
                raise TypeError(
                    f"layer {number} has {describe(part)}, a class of your own, which may compute anything; "
                    f"{what} needs a Layer of Neurons."
                )
        alike: dict[str, set[Any]] = {
            "number of inputs": {len(neuron.w) for neuron in layer.neurons},
            "activation": {neuron.activation for neuron in layer.neurons},
            "bias": {neuron.b is not None for neuron in layer.neurons},
        }
        for word, found in alike.items():
            if len(found) > 1:
                raise ValueError(f"the neurons of layer {number} differ in {word}; {what} needs one for all of them.")
        size += sum(len(neuron.w) + (neuron.b is not None) for neuron in layer.neurons)
    if len(model.parameters()) < size:
        raise ValueError(f"the network uses a weight twice; with {what} it would become two.")


def named_parameters_of(model: MLP, what: str) -> dict[str, list[Any]]:
    """Return the parameters by name: for a weight a row of Values for each neuron, for a bias one Value for each."""
    check_plain(model, what)
    found: dict[str, list[Any]] = {}
    place = 0
    for layer in model.layers:
        found[f"{place}.weight"] = [neuron.w for neuron in layer.neurons]
        if layer.neurons[0].b is not None:
            found[f"{place}.bias"] = [neuron.b for neuron in layer.neurons]
        place += 1 if layer.activation == "linear" else 2
    return found


def state_dict(model: MLP) -> dict[str, NDArray[float64]]:
    """Return what `MLP.state_dict` gives."""
    from engine import numbers  # it brings NumPy, which only a caller who has arrays needs

    return {name: numbers(values) for name, values in named_parameters_of(model, "state_dict").items()}


def load_state_dict(model: MLP, state: Mapping[str, Any]) -> None:
    """Load a `state_dict` into a model; all of it is checked before the first number changes."""
    if not isinstance(state, Mapping):
        raise TypeError(f"load_state_dict got {describe(state)}; a dict is needed, as state_dict() gives it.")
    parameters = named_parameters_of(model, "load_state_dict")
    missing, unknown = [n for n in parameters if n not in state], [n for n in state if n not in parameters]
    if missing or unknown:
        raise ValueError(
            f"load_state_dict needs the names {', '.join(parameters)}; missing: {', '.join(missing) or 'none'}; "
            f"unknown: {', '.join(map(str, unknown)) or 'none'}. Activations count as parts of a Sequential."
        )
    new: list[tuple[Value, float]] = []
    for name, values in parameters.items():
        if name.endswith("bias"):
            new += zip(values, bias(state[name], name, len(values)), strict=True)
            continue
        rows, shape = matrix(state[name], name), (len(values), len(values[0]))
        if (len(rows), len(rows[0])) != shape:
            raise ValueError(f"{name} has shape {(len(rows), len(rows[0]))}; {shape} is needed: (neurons, inputs).")
        new += zip(chain(*values), chain(*rows), strict=True)
    for parameter, number in new:
        parameter.data = number
