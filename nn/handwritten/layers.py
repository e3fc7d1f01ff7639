"""Parameters and gradients of the layers, as they were handed in: a dict of names, a list of pairs, or a flat list.

`diagnose`, `compare`, `audit` and the command line read them here, so that all take the same, and refuse the same. A
gradient under the wrong name would be called wrong, so what is not certain is refused: a name that is not there, a
list in another order, a list that can be read in two ways.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from itertools import product
from typing import Any, NamedTuple, TypeGuard

import numpy as np

from engine.table.checks import describe
from engine.table.notation import counted, one_line
from nn.handwritten.handed import untensored
from nn.networks.arrays import name_hint, pairs_by_name

NAME = re.compile(r"([Wb])([1-9][0-9]*)")
"""W1, b1, W2, …: layers count from 1."""

Layers = list[tuple[Any, Any]]
Shapes = Mapping[str, tuple[int, ...]]


class ListReading(NamedTuple):
    """One way to read a list: its order, "dW1, db1, …", and the arrays by the names of their parameters."""

    order: str
    arrays: dict[str, Any]


# --- gradients, for parameters that are known ------------------------------------------------------


def gradients_by_name(given: Any, shapes: Shapes) -> dict[str, Any]:
    """Return gradients by the names of their parameters, in the parameters' order.

    Args:
        given: {"W1": dW1, …}, or with the names "dW1", …; a list with (dW, db) or dW for each layer; or a flat list
            [dW1, db1, dW2, …] or [dW1, dW2, …, db1, …] whose shapes leave one reading. None is an array that was not
            made.
        shapes: the shape of each parameter, {"W1": (2, 3), "b1": (3,), …}. Lists need names like these.

    Raises:
        TypeError: if it is neither a dict nor such a list.
        ValueError: if names or lengths do not fit, or the order is another one, or uncertain.

    >>> shapes = {"W1": (2, 3), "b1": (3,), "W2": (3, 1), "b2": (1,)}
    >>> dW1, dW2, db1, db2 = np.ones((2, 3)), np.ones((3, 1)), np.ones(3), np.ones(1)
    >>> list(gradients_by_name([dW1, dW2, db1, db2], shapes))
    ['W1', 'b1', 'W2', 'b2']
    >>> gradients_by_name({"dW1": dW1, "B1": db1, "dW2": dW2, "db2": db2}, shapes)
    Traceback (most recent call last):
    ValueError: gradients has ['B1', 'W1', 'W2', 'b2']; ['W1', 'W2', 'b1', 'b2'] are needed: the names must agree. ...
    """
    if isinstance(given, Mapping):
        return _by_key(given, tuple(shapes))
    ways = readings(given, shapes)
    first, fitting = ways[0], [way for way in ways if fits(way.arrays, shapes)]
    if any(way is first for way in fitting):
        return _only(first, fitting, shapes).arrays
    grouped = [way for way in ways[1:2] if _is_flat(given, shapes) and _score(way, shapes) > _score(first, shapes)]
    if grouped and (fits(grouped[0].arrays, shapes) or not fitting):
        return grouped[0].arrays
    if fitting and not fits(_turned(first.arrays), shapes):
        raise ValueError(
            f"gradients has the shapes of [{fitting[0].order}]; [{_pairs_words(shapes)}] is needed, in this order."
        )
    return first.arrays


def fits(arrays: Mapping[str, Any], shapes: Shapes) -> bool:
    """Return whether every array has its parameter's shape; a vector may be a row or a column, and a db may be None."""
    return all(
        _fits(arrays[name], shape) or (arrays[name] is None and name[0] == "b") for name, shape in shapes.items()
    )


def readings(given: Any, shapes: Shapes) -> list[ListReading]:
    """Return the ways to read a list of gradients: first the documented one, then those in other orders."""
    if not all(map(NAME.fullmatch, shapes)):
        raise TypeError(f"gradients got {describe(given)}; a dict is needed, {{'W1': …, 'b1': …}}.")
    if not _is_list(given):
        raise TypeError(
            f"gradients got {describe(given)}; a dict is needed, {{'W1': …, 'b1': …}}, or a list with (dW, db) or dW "
            "for each layer."
        )
    layers = _layers(shapes)
    if _is_flat(given, shapes):
        flat = [(names, dict(zip(names, given, strict=True))) for names in _orders(layers)]
        return [ListReading(_words(names), {name: arrays[name] for name in shapes}) for names, arrays in flat]
    if len(given) != len(layers):
        raise ValueError(
            f"gradients has {counted(len(given), 'layer')}, and the network has {len(layers)}: one (dW, db) "
            "for each is needed."
        )
    pairs = [pair_of(layer) for layer in given]
    turned = [(b, W) for W, b in pairs]
    found = [ListReading(_pairs_words(shapes), _of_pairs(pairs, layers))]
    for words, other in (
        (_pairs_words(shapes, backwards=True), pairs[::-1]),
        (_pairs_words(shapes, turned=True), turned),
        (_pairs_words(shapes, backwards=True, turned=True), turned[::-1]),
    ):
        if len(layers) > 1 or other is turned:
            arrays = {name: array for k, pair in zip(layers, other, strict=True) for name, array in _names(k, pair)}
            found.append(ListReading(words, {name: arrays[name] for name in shapes}))
    return found


def _by_key(given: Mapping[Any, Any], names: Collection[str]) -> dict[str, Any]:
    """Return the arrays of a dict, each under the name of its parameter."""
    keys = {key: str(key) if str(key) in names else str(key).removeprefix("d") for key in given}
    if sorted(keys.values()) != sorted(names):
        known = [name for name in keys.values() if name in names]
        missing = [name for name in names if name not in known]
        hints = [name_hint(str(key), missing) for key, name in keys.items() if name not in names]
        hints += [f" {one_line(name)} is given twice." for name in dict.fromkeys(known) if known.count(name) > 1]
        if missing and not hints:
            hints = [" For an array that you did not make, give None."]
        has = [one_line(name) for name in sorted(keys.values())]
        raise ValueError(f"gradients has {has}; {sorted(names)} are needed: the names must agree.{''.join(hints)}")
    found = {name: given[key] for key, name in keys.items()}
    return {name: found[name] for name in names}


# --- lists --------------------------------------------------------------------------------------


def _layers(shapes: Shapes) -> dict[str, list[str]]:
    """Return the names of each layer, by its number."""
    found: dict[str, list[str]] = {}
    for name in shapes:
        found.setdefault(name[1:], []).append(name)
    return found


def _is_list(given: Any) -> TypeGuard[list[Any] | tuple[Any, ...]]:
    return isinstance(given, list | tuple) and len(given) > 0


def _is_flat(given: Sequence[Any], shapes: Shapes) -> bool:
    """Return whether a list has an array for each parameter, and not a pair for each layer."""
    return len(given) == len(shapes) > len(_layers(shapes)) and not any(map(is_pair, given))


def _orders(layers: Mapping[str, list[str]]) -> list[list[str]]:
    """Return the orders in which a flat list may be: W1, b1, …; W1, W2, …, b1, …; and those two turned round."""
    found: list[list[str]] = []
    for last_first, bias_first, by_kind in product((False, True), repeat=3):
        by_layer = [*layers.values()][:: -1 if last_first else 1]
        names = [name for of_layer in by_layer for name in of_layer[:: -1 if bias_first else 1]]
        if by_kind:
            names.sort(key=lambda name: name[0], reverse=bias_first)  # "W" before "b"
        if names not in found:
            found.append(names)
    return found


def _of_pairs(pairs: Layers, layers: Mapping[str, list[str]]) -> dict[str, Any]:
    """Return the arrays of one pair for each layer; ValueError for a db of a layer without b."""
    found = {}
    for k, pair in zip(layers, pairs, strict=True):
        for name, array in _names(k, pair):
            if name in layers[k]:
                found[name] = array
            elif array is not None:
                raise ValueError(f"gradients gives d{name}, and layer {k} has no b in params.")
    return found


def _names(k: str, pair: tuple[Any, Any]) -> list[tuple[str, Any]]:
    return [(f"W{k}", pair[0]), (f"b{k}", pair[1])]


def _only(first: ListReading, fitting: list[ListReading], shapes: Shapes) -> ListReading:
    """Return the documented reading, or another order of a flat list that fits better; ValueError if both fit alike."""
    grouped = _words(sorted(shapes, key=lambda name: name[0]))
    other = next((way for way in fitting if way.order == grouped != first.order), None)
    if other is None or _exact(first, shapes) > _exact(other, shapes):
        return first
    if _exact(other, shapes) > _exact(first, shapes):
        return other
    raise ValueError(
        f"gradients can be read as [{first.order}] and as [{grouped}]: give [{_pairs_words(shapes)}], or a dict."
    )


def _exact(reading: ListReading, shapes: Shapes) -> bool:
    """Return whether matrices have two axes, and biases one."""
    return all(depth(reading.arrays[name]) == len(shape) for name, shape in shapes.items())


def _score(reading: ListReading, shapes: Shapes) -> int:
    return sum(_fits(reading.arrays[name], shape) for name, shape in shapes.items())


def _fits(array: Any, shape: tuple[int, ...]) -> bool:
    if array is None:
        return False
    try:
        given = np.shape(untensored(array))
    except Exception:  # what is not an array is refused later, where it is read
        return False
    size = int(np.prod(given))
    vector = size == int(np.prod(shape)) == max(given, default=1) == max(shape, default=1)
    return given == shape or (vector and (len(given) < 2 or len(shape) < 2))


def _turned(arrays: Mapping[str, Any]) -> dict[str, Any]:
    """Return the same with every matrix transposed."""
    return {name: array.T if getattr(array, "ndim", 0) == 2 else array for name, array in arrays.items()}


def _words(names: Sequence[str]) -> str:
    return ", ".join(f"d{name}" for name in names)


def _pairs_words(shapes: Shapes, *, backwards: bool = False, turned: bool = False) -> str:
    """Return a list with a pair for each layer, as a message writes it."""
    layers = [names[::-1] if turned else names for names in _layers(shapes).values()]
    return ", ".join(
        f"({_words(names)})" if len(names) > 1 else _words(names) for names in (layers[::-1] if backwards else layers)
    )


# --- one layer -----------------------------------------------------------------------------------


def pair_of(layer: Any) -> tuple[Any, Any]:
    """Return (W, b) of one entry of a list: a pair, (W,), or W alone, whose b is None."""
    if is_pair(layer):
        return layer[0], layer[1]
    return (layer[0], None) if isinstance(layer, tuple) and len(layer) == 1 else (layer, None)


def is_pair(layer: Any) -> bool:
    """Return whether a layer is (W, b), and not the two rows of a matrix W.

    >>> is_pair(([[1.0, 2.0]], [3.0, 4.0])), is_pair([[1.0, 2.0], [3.0, 4.0]])
    (True, False)
    """
    if not isinstance(layer, list | tuple) or len(layer) != 2:
        return False
    one, other = layer
    if other is None or isinstance(layer, tuple) or isinstance(one, np.ndarray):
        return True
    return depth(one) == 2 or depth(one) != depth(other)


def depth(given: Any) -> int:
    """Return the number of axes of an array or of nested lists."""
    if hasattr(given, "ndim"):
        return int(given.ndim)
    return 1 + max(map(depth, given), default=0) if isinstance(given, list | tuple) else 0


# --- parameters ----------------------------------------------------------------------------------


def parameters_by_name(given: Any) -> Mapping[Any, Any]:
    """Return parameters by name: a dict as it is, a list with (W, b) or W for each layer as {"W1": …, "b1": …, …}.

    Raises:
        TypeError: if it is neither, or empty.

    >>> parameters_by_name([([[1.0]], [2.0]), [[3.0]]])
    {'W1': [[1.0]], 'b1': [2.0], 'W2': [[3.0]]}
    """
    if not isinstance(given, Mapping | list | tuple) or not given:
        raise TypeError(
            f"parameters got {describe(given)}; a dict is needed, {{'W1': W1, 'b1': b1}}, or a list of (W, b)."
        )
    if isinstance(given, Mapping):
        return given
    named = [pair for k, layer in enumerate(given, start=1) for pair in _names(str(k), pair_of(layer))]
    return {name: array for name, array in named if array is not None}


def layer_readings(given: Any) -> list[Layers]:
    """Return the ways to read parameters as (W, b or None) for each layer: of a dict or a list of pairs there is one.

    A list of arrays alone may be a matrix for each layer, or flat: [W1, b1, W2, b2] or [W1, W2, b1, b2]. The caller
    takes the one that fits.

    Raises:
        TypeError: if it is neither a dict nor a list.
        ValueError: if names of a dict are missing, or are not W1, b1, W2, ….

    >>> layer_readings({"W1": [[1.0]], "b1": [2.0], "W2": [[3.0]]})
    [[([[1.0]], [2.0]), ([[3.0]], None)]]
    """
    if isinstance(given, Mapping):
        return [pairs_by_name(given)]
    if not _is_list(given):
        raise TypeError(
            f"params got {describe(given)}; a list is needed, with (W, b) or W for each layer, or a dict "
            "{'W1': …, 'b1': …}."
        )
    found = [[pair_of(layer) for layer in given]]
    half = len(given) // 2
    if len(given) % 2 == 0 and not any(map(is_pair, given)):
        flat = [(given[i], given[i + 1]) for i in range(0, len(given), 2)]
        grouped = [(given[i], given[i + half]) for i in range(half)]
        found += [flat] if half == 1 else [flat, grouped]
    return found
