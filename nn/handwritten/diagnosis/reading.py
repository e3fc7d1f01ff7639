"""Read what the learner hands in: any layout into the textbook's, or a sentence that says what does not fit.

`Seen` keeps each of their gradients twice: in the textbook's orientation, where its shape is right, and as it came,
because a wrong shape is most often the diagnosis itself. What cannot be read is a ValueError or a TypeError here, and a
sentence of the report in the end (`entries.readable`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np

from engine.table.checks import describe
from engine.table.notation import counted
from nn.batches import target_rows
from nn.handwritten import comparison
from nn.handwritten.diagnosis.entries import DOUBLE, array, dtype_of
from nn.handwritten.layers import ListReading, depth, fits, gradients_by_name, layer_readings, readings
from nn.handwritten.matrix import Array
from nn.handwritten.mistakes import LearnerLayout
from nn.networks import activations as acts
from nn.networks.arrays import shape_words
from nn.networks.modules import MLP

Params = list[tuple[Array, Array | None]]


@dataclass(frozen=True)
class Seen:
    """The learner's gradients of one layer.

    given    dW as it came
    W        in the textbook's orientation, whatever its shape, with the bias row if there is one
    inner    without the bias row, where the shape is right; else None
    b_given  db as it came; None if there is none, or it is a row of W
    b        one entry for each neuron, where the shape is right; else None
    dtypes   of dW and db as they came: single precision is judged by its digits
    """

    given: Array
    W: Array
    inner: Array | None
    b_given: Array | None
    b: Array | None
    dtypes: tuple[np.dtype[Any], np.dtype[Any]] = (DOUBLE, DOUBLE)

    def minus(self, penalty: Array | float, layout: LearnerLayout) -> Seen:
        """Return the gradients without a term that was added to dW; a dW of another shape stays as it is."""
        if self.inner is None or np.ndim(penalty) == 0:
            return self
        inner = self.inner - penalty
        W = inner if self.b is None or self.W.shape == inner.shape else layout.joined(inner, self.b)
        return replace(self, given=W, W=W, inner=inner)


class Arguments(NamedTuple):
    """The network and the batch as they were handed in; with `classes` a target may be the number of its class."""

    params: Any
    X: Any
    Y: Any
    activations: Any
    classes: bool


class Network(NamedTuple):
    """The parameters and the batch in the textbook's layout, and the learner's layout."""

    params: Params
    X: Array
    Y: Array
    names: list[str]
    layout: LearnerLayout


class Handed(NamedTuple):
    """All that was handed in, in the textbook's layout."""

    network: Network
    seen: list[Seen]
    masks: tuple[Array | None, ...]
    outputs: Array | None


def read_handed(given: Arguments, gradients: Any, layout: LearnerLayout, masks: Any, outputs: Any) -> Handed:
    """Read everything into the textbook's layout.

    Raises:
        ValueError, TypeError: with a sentence, where something does not fit.
    """
    found = networks(given, layout)
    if len(found) > 1 and any(depth(layer) < 2 for layer in given.params):
        raise ValueError("params can be read as W for each layer, and as [W1, b1, …]: give a list of (W, b).")
    network = found[0]
    seen = _all_seen(network, gradients_by_name(gradients, parameter_shapes(network)))
    N, width = network.Y.shape
    theirs = None if outputs is None else batch(outputs, "outputs", width, layout, N)
    return Handed(network, seen, dropout(masks, network.params, layout, N), theirs)


def other_ways(given: Arguments, gradients: Any, layout: LearnerLayout) -> Iterator[tuple[str, Handed]]:
    """Yield the other ways to read the same arrays, where all of them fit: another layout, another order of a list.

    A layout that makes the same network (W symmetric, or 0) is none: there a turned dW is only transposed.
    """
    turned = {"in_out": "out_in", "out_in": "in_out"}[layout.orientation]
    across = {"rows": "columns", "columns": "rows"}[layout.samples]
    layouts = {
        "": layout,
        f"orientation={turned!r}": replace(layout, orientation=turned),
        f"samples={across!r}": replace(layout, samples=across),
        f"orientation={turned!r} and samples={across!r}": replace(layout, orientation=turned, samples=across),
    }
    read_as_stated: list[Network] = []
    for words, each in layouts.items():
        if each.orientation != layout.orientation and isinstance(given.params, MLP):
            continue  # a model's matrices are not stored the other way round
        try:
            for i, network in enumerate(networks(given, each)):
                if any(same_networks(network, other) for other in read_as_stated):
                    continue
                if each is layout:
                    read_as_stated.append(network)
                shapes = parameter_shapes(network)
                ways = [ListReading("", gradients_by_name(gradients, shapes))]
                if not isinstance(gradients, Mapping):
                    ways = readings(gradients, shapes)
                for way in ways:
                    order = f"gradients in the order [{way.order}]" if way is not ways[0] else ""
                    said = " and ".join(filter(None, [words, "params in the order [W1, b1, …]" if i else "", order]))
                    if said and fits(way.arrays, shapes):
                        yield said, Handed(network, _all_seen(network, way.arrays), (), None)
        except (ValueError, TypeError):
            continue


def same_networks(one: Network, other: Network) -> bool:
    """Return whether two networks and their batches have the same numbers."""
    arrays = [[*(W for W, _ in network.params), network.X, network.Y] for network in (one, other)]
    return len(arrays[0]) == len(arrays[1]) and all(map(np.array_equal, *arrays))


def networks(given: Arguments, layout: LearnerLayout) -> list[Network]:
    """Return the ways to read params in which all shapes fit, the documented one first.

    Raises:
        ValueError, TypeError: if there is none.
    """
    params, X = given.params, given.X
    if isinstance(params, MLP):
        names = [layer.activation for layer in params.layers]
        canonical = comparison.numbers(params, "in_out")
        x = batch(X, "X", len(canonical[0][0]), layout, None)
        return [_network(canonical, x, given, names, layout)]
    found, errors = [], []
    for layers in layer_readings(params):
        try:
            names = [*acts.for_each_layer(given.activations, len(layers))]
            first = array(layers[0][0], "W1")
            x = batch(X, "X", _inputs(first, layout, X), layout, None, np.shape(first))
            found.append(_network(chain(layers, x.shape[1], layout), x, given, names, layout))
        except (ValueError, TypeError) as error:
            errors.append(error)
    if not found:
        raise errors[0]
    return found


def _network(params: Params, x: Array, given: Arguments, names: list[str], layout: LearnerLayout) -> Network:
    y = targets(given.Y, params[-1][0].shape[1], layout, len(x), given.classes)
    return Network(params, x, y, names, layout)


def parameter_shapes(network: Network) -> dict[str, tuple[int, ...]]:
    """Return the shape of each parameter as the learner stores it, {"W1": (2, 3), "b1": (3,), …}."""
    found: dict[str, tuple[int, ...]] = {}
    for k, (W, b) in enumerate(network.params, start=1):
        rows, columns = W.shape[0] + network.layout.folded, W.shape[1]
        found[f"W{k}"] = (rows, columns) if network.layout.orientation == "in_out" else (columns, rows)
        if b is not None and not network.layout.folded:
            found[f"b{k}"] = (columns,)
    return found


def dropout(given: Any, params: Params, layout: LearnerLayout, N: int) -> tuple[Array | None, ...]:
    """Return the masks with a row for each sample, or None for a layer without one; hidden layers' alone will do."""
    if given is None:
        return ()
    layers = range(1, len(params) + 1)
    if isinstance(given, Mapping) and not set(given) <= set(layers):
        raise ValueError(f"masks has {[*given]}; the layers are {[*layers]}.")
    if not isinstance(given, Mapping | Sequence | np.ndarray) or isinstance(given, str):
        raise ValueError(f"masks got {describe(given)}; a list with a mask for each layer, or None, is needed.")
    masks = [given.get(k) for k in layers] if isinstance(given, Mapping) else list(given)
    if len(masks) not in (len(params) - 1, len(params)):
        raise ValueError(
            f"masks has {counted(len(masks), 'entry')}; one for each layer is needed, or for each hidden "
            "one, None where there is no mask."
        )
    widths = [W.shape[1] for W, _ in params]
    return tuple(
        None if mask is None else _mask(mask, k, (N, width), layout)
        for k, (mask, width) in enumerate(zip(masks, widths, strict=False), start=1)
    )


def _mask(given: Any, k: int, shape: tuple[int, int], layout: LearnerLayout) -> Array:
    """Return the mask of layer k with a row for each sample."""
    mask = array(given, f"mask{k}")
    if mask.ndim == 1 and mask.size == shape[1]:
        mask = np.tile(mask, (shape[0], 1))  # one mask for all samples
    elif layout.samples == "columns" and mask.ndim == 2:
        mask = mask.T
    if mask.shape != shape:
        raise ValueError(f"mask{k} has shape {np.shape(given)}; a number is needed for each activation of layer {k}.")
    return mask


# --- the network ---------------------------------------------------------------------------------


def _inputs(first: Array, layout: LearnerLayout, X: Any) -> int:
    """Return how many inputs the network has, by its first matrix."""
    bias_row = layout.folded
    if first.ndim == 1:  # one neuron; or, if X says so, one input of several neurons
        given = array(X, "X")
        width = given.shape[1 if layout.samples == "rows" else 0] if given.ndim == 2 else given.size
        return width if len(first) - bias_row == width or width == 1 else len(first) - bias_row
    if first.ndim != 2 or not first.size:
        raise ValueError(f"W1 has shape {first.shape}; a matrix is needed.")
    return int(first.shape[0 if layout.orientation == "in_out" else 1]) - bias_row


def chain(layers: Sequence[tuple[Any, Any]], width: int, layout: LearnerLayout) -> Params:
    """Return the parameters as (inputs, neurons) and (neurons,), each layer fitting the one below."""
    found: Params = []
    for k, (w, b) in enumerate(layers, start=1):
        W = array(w, f"W{k}")
        rows = width + layout.folded
        if (W.ndim == 1 and len(W) in (rows, 1)) or (W.ndim == 1 and rows == 1):
            W = W.reshape(rows, -1)
        elif W.ndim == 2 and layout.orientation == "out_in":
            W = W.T
        if W.ndim != 2 or W.shape[0] != rows or not W.size:
            raise ValueError(_misfit(k, np.shape(w), width, layout))
        if layout.folded:
            if b is not None:
                raise ValueError(f"b{k} is given, and bias={layout.bias!r} says that the bias is a row of W{k}.")
            found.append(layout.split(W))
        else:
            found.append((W, None if b is None else _bias(b, f"b{k}", W.shape[1])))
        width = W.shape[1]
    return found


def _misfit(k: int, shape: tuple[int, ...], width: int, layout: LearnerLayout) -> str:
    before = "X has" if k == 1 else f"layer {k - 1} has"
    what = "feature" if k == 1 else "neuron"
    row = f", its {layout.bias.removesuffix('_row')} one for the bias" if layout.folded else ""
    return (
        f"W{k} has shape {shape}, and {before} {counted(width, what)}. Read as orientation={layout.orientation!r}, W "
        f"has shape {shape_words(layout.orientation)}{row}: is it stored the other way round?"
    )


def _bias(given: Any, name: str, n: int) -> Array:
    b = array(given, name)
    if b.size != n or max(b.shape, default=1) != b.size:
        raise ValueError(
            f"{name} has shape {b.shape}, and its layer has {counted(n, 'neuron')}: one number for each is needed."
        )
    return b.reshape(n)


def targets(given: Any, width: int, layout: LearnerLayout, N: int, classes: bool) -> Array:
    """Return Y with a row for each of N samples, from all that `nn.batches.target_rows` takes."""
    found = array(given, "Y")
    try:
        rows = found.T if layout.samples == "columns" and found.ndim == 2 else found
        listed = target_rows(rows, N, width, classes=classes) if found.size and found.ndim <= 2 else None
    except ValueError as error:
        raise ValueError(f"Y does not fit: {error}") from None
    if listed is None:
        raise ValueError(_wrong_batch(found, "Y", width, layout, N))
    return np.array(listed, dtype=float)


def batch(
    given: Any, name: str, width: int, layout: LearnerLayout, N: int | None, first: tuple[int, ...] = ()
) -> Array:
    """Return X with a row for each sample; a flat vector is one sample, or one number for each of N."""
    found = array(given, name)
    if found.ndim < 2:
        if found.size == width and N in (None, 1):
            return found.reshape(1, width)
        if width == 1 and (N is None or found.size == N) and found.size:
            return found.reshape(-1, 1)
    rows = found.T if layout.samples == "columns" and found.ndim == 2 else found
    if name == "X" and layout.folded:
        rows = _without_ones(rows, width, layout)
    if rows.ndim != 2 or not rows.size or rows.shape[1] != width or (N is not None and len(rows) != N):
        raise ValueError(_wrong_batch(found, name, width, layout, N, first))
    return rows


def _without_ones(rows: Array, width: int, layout: LearnerLayout) -> Array:
    """Return X without a column of ones that stands for the bias already."""
    column = 0 if layout.first else -1
    ones = rows.ndim == 2 and rows.shape[1] == width + 1 and len(rows) and (rows[:, column] == 1).all()
    return np.delete(rows, column, axis=1) if ones else rows


def _wrong_batch(
    found: Array, name: str, width: int, layout: LearnerLayout, N: int | None, first: tuple[int, ...] = ()
) -> str:
    if not found.size:
        return f"{name} is empty, shape {found.shape}: a batch of at least one sample is needed."
    count = "samples" if N is None else str(N)
    needed = f"({count}, {width})" if layout.samples == "rows" else f"({width}, {count})"
    why = "the first W takes" if name == "X" else "the last layer has"
    what = "input" if name == "X" else "neuron"
    hint = _turned_hint(found, name, width, layout, first)
    if name == "Y" and N is not None and found.shape in ((N,), (N, 1)) and width > 1:
        hint = " For class numbers write one-hot rows: np.eye(classes)[labels]."
    return (
        f"{name} has shape {found.shape}; {needed} is needed with samples={layout.samples!r}, for {why} "
        f"{counted(width, what)}{'' if N is None else ' and X has ' + counted(N, 'sample')}.{hint}"
    )


def _turned_hint(found: Array, name: str, width: int, layout: LearnerLayout, first: tuple[int, ...]) -> str:
    """Return hints on what would fit: W1 stored the other way round, or samples as the other axis."""
    if found.ndim != 2:
        return ""
    side, hints = (1 if layout.samples == "rows" else 0), []
    inputs = first[1 if layout.orientation == "in_out" else 0] - layout.folded if len(first) == 2 else 0
    if inputs and found.shape[side] == inputs:
        other = "out_in" if layout.orientation == "in_out" else "in_out"
        hints.append(
            f"W1 has shape {first}: is it stored the other way round? Then say orientation={other!r}, or hand in W1.T"
        )
    if found.shape[1 - side] == width:
        other = "columns" if layout.samples == "rows" else "rows"
        hints.append(f"{name} fits when transposed: are its samples {other}? Then say samples={other!r}")
    return "".join(f" {'Or ' * (i > 0)}{hint}." for i, hint in enumerate(hints))


# --- the gradients -------------------------------------------------------------------------------


def _all_seen(network: Network, given: Mapping[str, Any]) -> list[Seen]:
    layers = enumerate(network.params, start=1)
    return [see(k, (given[f"W{k}"], given.get(f"b{k}")), layer, network.layout) for k, layer in layers]


def see(k: int, given: tuple[Any, Any], params: tuple[Array, Array | None], layout: LearnerLayout) -> Seen:
    """Return one layer's gradients, as they came and in the textbook's orientation."""
    (dW, db), (W, b) = given, params
    if dW is None:
        raise ValueError(f"dW{k} is missing in gradients: an array of shape {layout.weights(W)} is needed.")
    raw, raw_b = array(dW, f"dW{k}"), None if db is None else array(db, f"db{k}")
    shape, n = (W.shape[0] + layout.folded, W.shape[1]), W.shape[1]
    turned = raw.T if layout.orientation == "out_in" and raw.ndim == 2 else raw
    if raw.ndim < 2 and raw.size == shape[0] * n and 1 in shape:
        turned = raw.reshape(shape)  # a flat vector for a single row or column
    if raw.ndim == 3 and np.squeeze(raw).shape == shape:
        turned = np.squeeze(raw)
    dtypes = dtype_of(dW), dtype_of(dW if layout.folded else db)
    if layout.folded and turned.shape == shape:
        inner, row = layout.split(turned)
        return Seen(raw, turned, inner, None, row, dtypes)
    own = turned if turned.shape == (W.shape if layout.folded else shape) else None
    vector = raw_b if raw_b is not None and raw_b.size == n == max(raw_b.shape, default=1) else None
    return Seen(raw, turned, own, raw_b, None if b is None or vector is None else vector.reshape(n), dtypes)
