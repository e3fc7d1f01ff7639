"""Networks, and the state of whatever trains them, kept in files: see `files.py` for what a file promises."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from engine.table.checks import check_kind, describe
from engine.table.notation import path_text
from nn.keeping import files
from nn.networks.modules import MLP, Layer
from nn.networks.state import check_plain

if TYPE_CHECKING:
    from engine.table.writing import StrPath

MODEL = "MLP"


def save(model: MLP, path: StrPath) -> None:
    """Keep a network in a file, to the last bit: weights, biases, activations and what else it was made with.

    The file is JSON that can be read: each layer's weights are rows, one for each neuron. If saving is
    interrupted, what was at `path` before is still there, whole.

    Args:
        model: an MLP. For a class of your own, keep its numbers with `save_state`.
        path: where to; a file that is there is replaced.

    Raises:
        TypeError: for anything else, and for a parameter that is not a leaf.
        ValueError: for what a file could not bring back: shared weights, or neurons of a layer that are not alike.
        OSError: if the file cannot be written.

    >>> import tempfile, pathlib
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "model.json"
    >>> model = MLP(2, [3, 1], activation="tanh", seed=1)
    >>> save(model, path)
    >>> load(path)([0.5, -1.0]).data == model([0.5, -1.0]).data
    True
    """
    if type(model) is not MLP:
        raise TypeError(
            f"save got {describe(model)}; an MLP is needed. For a class of your own, keep its numbers: "
            'save_state({name: p.data for name, p in model.named_parameters()}, path, "my model").'
        )
    check_plain(model, "save")
    files.write([layer_contents(layer) for layer in model.layers], path, MODEL)


def load(path: StrPath) -> MLP:
    """Return the network that `save` kept: the same numbers to the last bit, and no gradients.

    Raises:
        ValueError: if the file is damaged, cut off, of a newer version, or not a network; the message says which.
        OSError: if there is no such file.
    """
    contents = files.read_file(path, MODEL)
    try:
        return from_contents(contents)
    except (TypeError, ValueError) as error:
        raise ValueError(f"{path_text(os.fspath(path))} is not a network as this version saves it: {error}") from error


def save_state(state: Mapping[str, Any], path: StrPath, kind: str) -> None:
    """Keep the state of something, such as an optimiser's, in a file of the same kind and with the same promises.

    Args:
        state: text for keys; floats, ints, text, True, False, None, lists, dicts and NumPy arrays, nested at will.
            A tuple or an array comes back as a list.
        path: where to; a file that is there is replaced.
        kind: what it is the state of, such as "optimiser"; `load_state` asks for it again.

    Raises:
        TypeError: for what a file cannot bring back, naming where in the state it stands: other objects, what
            contains itself, or more than 100 lists and dicts inside one another.
        OSError: if the file cannot be written.

    >>> import tempfile, pathlib
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "state.json"
    >>> save_state({"step": 3, "means": [0.1, float("inf")]}, path, "optimiser")
    >>> load_state(path, "optimiser")
    {'step': 3, 'means': [0.1, inf]}
    """
    check_kind("save_state", state, Mapping, "a dict is needed, such as optimiser.state_dict()")
    files.write(state, path, own_kind(kind))


def load_state(path: StrPath, kind: str) -> dict[str, Any]:
    """Return the state that `save_state` kept under the same kind.

    Raises:
        ValueError: if the file is damaged, cut off, of a newer version or another kind; the message says which.
        OSError: if there is no such file.
    """
    state = files.read_file(path, own_kind(kind))
    if not isinstance(state, dict):
        raise ValueError(f"{path_text(os.fspath(path))} is not a state as this version saves it: {describe(state)}.")
    return state


def own_kind(kind: str) -> str:
    """Return a kind of state: text, and not the one that networks are saved under."""
    if not isinstance(kind, str) or kind in ("", MODEL):
        raise ValueError(f"kind got {describe(kind)}; a word of your own is needed, such as 'optimiser'.")
    return kind


# --- a layer as plain data -------------------------------------------------------------------------


def layer_contents(layer: Layer) -> dict[str, Any]:
    """Return what a file says of a layer."""
    return {
        "activation": layer.activation,
        "weights": [[w.data for w in neuron.w] for neuron in layer.neurons],
        "biases": [neuron.b.data for neuron in layer.neurons if neuron.b is not None] or None,
    }


def from_contents(contents: Any) -> MLP:
    """Return the network of what a file says; ValueError if it says anything that `layer_contents` does not."""
    if not isinstance(contents, list):
        raise ValueError(f"a list of layers is needed, not {describe(contents)}")
    for number, layer in enumerate(contents, start=1):
        check_layer(layer, number)
    params = [(layer["weights"], layer["biases"]) for layer in contents]
    return MLP.from_arrays(params, activations=[layer["activation"] for layer in contents], orientation="out_in")


def check_layer(layer: Any, number: int) -> None:
    """Raise ValueError unless a layer of a file has the fields and kinds of numbers that `layer_contents` gives."""
    # Older files also say how sums were recorded.
    if not isinstance(layer, dict) or layer.keys() - {"fused"} != {"activation", "weights", "biases"}:
        raise ValueError(f"layer {number} needs 'activation', 'weights' and 'biases', and is {describe(layer)}")
    fits = {
        "activation": isinstance(layer["activation"], str),
        "fused": isinstance(layer.get("fused", False), bool),
        "weights": isinstance(layer["weights"], list) and all(map(are_floats, layer["weights"])),
        "biases": layer["biases"] is None or are_floats(layer["biases"]),
    }
    if wrong := [word for word, fit in fits.items() if not fit]:
        raise ValueError(f"{wrong[0]} of layer {number} are {describe(layer[wrong[0]])}")


def are_floats(row: Any) -> bool:
    """Return True for a list of floats and nothing else: JSON's true and 1 are not weights."""
    return isinstance(row, list) and all(type(x) is float for x in row)
