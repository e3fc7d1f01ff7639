"""Weight matrices in and out, in either orientation, with shapes checked and named."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from engine import Value
from engine.table.checks import as_float, describe
from engine.table.notation import counted, one_line
from nn.settings import ORIENTATIONS, one_of

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

Arrays = dict[str, Any]
"""{"W1": rows of Values, "b1": list of Values, …}"""

Rows = list[list[float]]


def weight_rows(weights: Sequence[Sequence[Any]], orientation: str) -> list[list[Any]]:
    """Return weights given neuron by neuron as the rows of a matrix in `orientation`."""
    if one_of("orientation", orientation, ORIENTATIONS) == "out_in":
        return [list(row) for row in weights]
    return [list(column) for column in zip(*weights, strict=True)]


def load(params: Any, orientation: str) -> list[tuple[Rows, list[float] | None]]:
    """Return each layer's weights, neuron by neuron, and its biases or None; ValueError where shapes do not fit."""
    if isinstance(params, Mapping):
        params = pairs_by_name(params)
    if not isinstance(params, list | tuple) or (isinstance(params, tuple) and not all(map(_is_pair, params))):
        raise TypeError(f"params got {describe(params)}; a list is needed, with (W, b) or W for each layer, or a dict.")
    loaded: list[tuple[Rows, list[float] | None]] = []
    for number, layer in enumerate(params, start=1):
        w, b = layer if _is_pair(layer) else (layer, None)
        weights = weight_rows(matrix(w, f"W{number}"), orientation)  # a transpose is its own inverse
        if loaded and len(weights[0]) != len(loaded[-1][0]):
            raise ValueError(
                f"W{number} takes {len(weights[0])} inputs, and layer {number - 1} has {len(loaded[-1][0])} neurons. "
                f"Read as {orientation!r}, W has shape {shape_words(orientation)}: is it stored the other way round?"
            )
        loaded.append((weights, None if b is None else bias(b, f"b{number}", len(weights))))
    if not loaded:
        raise ValueError("params is empty: one (W, b) for each layer is needed.")
    return loaded


def pairs_by_name(given: Mapping[Any, Any], what: str = "params") -> list[tuple[Any, Any]]:
    """Return (W, b or None) for each layer of {"W1": …, "b1": …, "W2": …}.

    Raises:
        ValueError: if names are missing, or are not W1, b1, W2, ….

    >>> pairs_by_name({"W1": [[1.0]], "b1": [2.0], "W2": [[3.0]]})
    [([[1.0]], [2.0]), ([[3.0]], None)]
    """
    count = sum(str(key).startswith("W") for key in given)
    wanted = [f"W{k}" for k in range(1, count + 1)]
    wanted += [name for k in range(1, count + 1) if (name := f"b{k}") in given]
    unknown = [str(key) for key in given if str(key) not in wanted]
    if unknown or not count or len(given) != len(wanted):
        open_names = [name for k in range(1, count + 2) for name in (f"W{k}", f"b{k}") if name not in given]
        hint = name_hint(unknown[0], open_names) if unknown else ""
        raise ValueError(f"{what} has {[one_line(str(k)) for k in given]}; W1, b1, W2, … are needed.{hint}")
    return [(given[f"W{k}"], given.get(f"b{k}")) for k in range(1, count + 1)]


def name_hint(key: str, missing: Sequence[str]) -> str:
    """Return what to do about a name that is not a parameter's."""
    if re.fullmatch(r"d?[A-Za-z]_?0", key):
        return " Layers count from 1."
    near = get_close_matches(key.lower(), [name.lower() for name in missing], n=1, cutoff=0.0)
    nearest = [name for name in missing if name.lower() in near]
    return f" {one_line(repr(key))} is none of them" + (f": did you mean {one_line(nearest[0])}?" if nearest else ".")


def _is_pair(layer: Any) -> bool:
    """Return whether a layer is (W, b), and not the two rows of a matrix W."""
    two = isinstance(layer, list | tuple) and len(layer) == 2
    return two and (layer[1] is None or _depth(_nested(layer[0])) == 2)


def _depth(nested: Any) -> int:
    return 1 + _depth(nested[0]) if isinstance(nested, list) and nested else 0


def shape_words(orientation: str) -> str:
    """Return what the two sizes of a weight matrix mean."""
    return "(inputs, neurons)" if orientation == "in_out" else "(neurons, inputs)"


def matrix(given: ArrayLike, name: str) -> Rows:
    """Return a matrix as rows of floats."""
    rows = _nested(given)
    if not isinstance(rows, list) or not rows or not all(isinstance(row, list) and row for row in rows):
        raise ValueError(
            f"{name} got {describe(given)}; a matrix is needed, such as [[0.1, 0.2], [0.3, 0.4]]; "
            "with its bias it is a tuple, (W, b)."
        )
    if len({len(row) for row in rows}) != 1:
        raise ValueError(f"{name} has rows of different lengths: {[len(row) for row in rows]}.")
    return [[as_float(x, name) for x in row] for row in rows]


def bias(given: ArrayLike, name: str, size: int) -> list[float]:
    """Return a bias as `size` floats, from a list, a row or a column."""
    entries = _nested(given)
    if isinstance(entries, list) and len(entries) == 1 and isinstance(entries[0], list):
        entries = entries[0]
    elif isinstance(entries, list) and all(isinstance(x, list) and len(x) == 1 for x in entries):
        entries = [x[0] for x in entries]
    if not isinstance(entries, list) or any(isinstance(x, list) for x in entries):
        raise ValueError(f"{name} got {describe(given)}; {size} numbers are needed: a list, a row or a column.")
    if len(entries) != size:
        raise ValueError(f"{name} has {counted(len(entries), 'entry')}, and its layer has {counted(size, 'neuron')}.")
    return [as_float(x, name) for x in entries]


def _nested(given: Any) -> Any:
    """Return arrays and tuples as lists, and Values as their numbers."""
    if hasattr(given, "tolist") and not isinstance(given, Value):
        given = given.tolist()
    if isinstance(given, list | tuple):
        return [_nested(x) for x in given]
    return given.data if isinstance(given, Value) else given
