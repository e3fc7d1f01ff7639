"""Read what the learner hands in: any layout into the textbook's, or a sentence that says what does not fit.

`Seen` keeps each of their gradients twice: in the textbook's orientation, where its shape is right, and as it came,
because a wrong shape is most often the diagnosis itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np

from engine.table.notation import counted
from nn.batches import target_rows
from nn.handwritten import comparison
from nn.handwritten.diagnosis.entries import DOUBLE, UnreadableArraysError, array, dtype_of, finite, readable
from nn.handwritten.handed import untensored
from nn.handwritten.layers import ListReading, depth, fits, gradients_by_name, layer_readings, readings
from nn.handwritten.matrix import Array
from nn.handwritten.mistakes import LearnerLayout
from nn.networks import activations as acts
from nn.networks.modules import MLP

Params = list[tuple[Array, Array | None]]


@dataclass(frozen=True)
class Seen:
    """The learner's gradients of one layer.

    given    dW as it came; None if there is none
    W        in the textbook's orientation, whatever its shape, with the bias row if there is one
    inner    without the bias row, where the shape is right; else None
    b_given  db as it came; None if there is none, or it is a row of W
    b        one entry for each neuron, where the shape is right; else None
    dtypes   of dW and db as they came: single precision is judged by its digits
    rows     which rows of W are not its bias row
    """

    given: Array | None
    W: Array | None
    inner: Array | None
    b_given: Array | None
    b: Array | None
    dtypes: tuple[np.dtype[Any], np.dtype[Any]] = (DOUBLE, DOUBLE)
    rows: tuple[int, int | None] = (0, None)

    def minus(self, penalty: Array | float) -> Seen:
        """Return the same without a term that was added to dW; a dW of another shape stays as it is."""
        if self.inner is None or self.W is None or np.ndim(penalty) == 0:
            return self
        W = self.W.copy()
        rows = slice(None) if W.shape == self.inner.shape else slice(*self.rows)
        W[rows] -= penalty
        return replace(self, given=W, W=W, inner=self.inner - penalty)


class Handed(NamedTuple):
    """All that was handed in, in the textbook's layout."""

    params: Params
    X: Array
    Y: Array
    names: list[str]
    seen: list[Seen]
    layout: LearnerLayout
    masks: tuple[Array | None, ...]
    outputs: Array | None


class Network(NamedTuple):
    """The parameters and the batch in the textbook's layout."""

    params: Params
    X: Array
    Y: Array
    names: list[str]
    layout: LearnerLayout


def read_handed(
    params: Any,
    X: Any,
    Y: Any,
    gradients: Any,
    activations: Any,
    layout: LearnerLayout,
    *,
    classes: bool = False,
    masks: Any = None,
    outputs: Any = None,
) -> Handed:
    """Read everything into the textbook's layout; `classes` says whether a target may be the number of a class.

    Raises:
        UnreadableArraysError: with a sentence, where something does not fit.
    """
    found = networks(params, X, Y, activations, layout, classes)
    if len(found) > 1 and any(depth(layer) < 2 for layer in params):
        raise UnreadableArraysError(
            "params can be read as W for each layer, and as [W1, b1, …]: give a list of (W, b)."
        )
    network = found[0]
    with readable():
        given = gradients_by_name(gradients, parameter_shapes(network))
    return handed(network, given, masks, outputs)


def other_ways(
    params: Any, X: Any, Y: Any, gradients: Any, activations: Any, layout: LearnerLayout, *, classes: bool = False
) -> Iterator[tuple[str, Handed]]:
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
        if each.orientation != layout.orientation and isinstance(params, MLP):
            continue  # a model's matrices are not stored the other way round
        try:
            for i, network in enumerate(networks(params, X, Y, activations, each, classes)):
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
                        yield said, handed(network, way.arrays)
        except (ValueError, TypeError):
            continue


def same_networks(one: Network, other: Network) -> bool:
    """Return whether two networks and their batches have the same numbers."""
    arrays = [[*(W for W, _ in network.params), network.X, network.Y] for network in (one, other)]
    return len(arrays[0]) == len(arrays[1]) and all(map(np.array_equal, *arrays))


def networks(params: Any, X: Any, Y: Any, activations: Any, layout: LearnerLayout, classes: bool) -> list[Network]:
    """Return the ways to read params in which all shapes fit, the documented one first.

    Raises:
        UnreadableArraysError: if there is none.
    """
    if isinstance(params, MLP):
        names = [layer.activation for layer in params.layers]
        canonical = [(np.asarray(W, dtype=float), b) for W, b in comparison.numbers(params, "in_out")]
        x = batch(X, "X", len(canonical[0][0]), layout, None)
        return [_network(canonical, x, X, Y, names, layout, classes)]
    with readable():
        ways = layer_readings(params)
    found, errors = [], []
    for layers in ways:
        try:
            names = _names(activations, len(layers))
            first = array(layers[0][0], "W1")
            x = batch(X, "X", _inputs(first, layout, X), layout, None, np.shape(first))
            found.append(_network(chain(layers, x.shape[1], layout), x, X, Y, names, layout, classes))
        except UnreadableArraysError as error:
            errors.append(error)
    if not found:
        raise errors[0]
    return found


def _network(
    canonical: Params, x: Array, X: Any, Y: Any, names: list[str], layout: LearnerLayout, classes: bool
) -> Network:
    finite("X", x)
    y = targets(Y, canonical[-1][0].shape[1], layout, len(x), classes)
    finite("Y", y)
    single = np.ndim(untensored(X)) < 2 and len(x) == 1 < x.size
    return Network(canonical, x, y, names, replace(layout, single=single))


def parameter_shapes(network: Network) -> dict[str, tuple[int, ...]]:
    """Return the shape of each parameter as the learner stores it, {"W1": (2, 3), "b1": (3,), …}."""
    found: dict[str, tuple[int, ...]] = {}
    for k, (W, b) in enumerate(network.params, start=1):
        rows, columns = W.shape[0] + network.layout.folded, W.shape[1]
        found[f"W{k}"] = (rows, columns) if network.layout.orientation == "in_out" else (columns, rows)
        if b is not None and not network.layout.folded:
            found[f"b{k}"] = (columns,)
    return found


def handed(network: Network, given: Mapping[str, Any], masks: Any = None, outputs: Any = None) -> Handed:
    """Return the network with the learner's gradients, dropout masks and outputs."""
    params, x, y, names, layout = network
    seen = [see(k, (given[f"W{k}"], given.get(f"b{k}")), layer, layout) for k, layer in enumerate(params, start=1)]
    theirs = None if outputs is None else predictions(outputs, y.shape[1], layout, len(x))
    return Handed(params, x, y, names, seen, layout, dropout(masks, params, layout, len(x)), theirs)


def predictions(given: Any, width: int, layout: LearnerLayout, N: int) -> Array:
    """Return the learner's outputs with a row for each sample."""
    found = batch(given, "outputs", width, layout, N)
    finite("outputs", found)
    return found


def dropout(given: Any, params: Params, layout: LearnerLayout, N: int) -> tuple[Array | None, ...]:
    """Return the masks with a row for each sample, or None for a layer without one; hidden layers' alone will do."""
    if given is None:
        return ()
    layers = range(1, len(params) + 1)
    if isinstance(given, Mapping) and not set(given) <= set(layers):
        raise UnreadableArraysError(f"masks has {[*given]}; the layers are {[*layers]}.")
    masks = [given.get(k) for k in layers] if isinstance(given, Mapping) else list(given)
    if len(masks) not in (len(params) - 1, len(params)):
        raise UnreadableArraysError(
            f"masks has {counted(len(masks), 'entry')}; one for each layer is needed, or for each hidden "
            "one, None where there is no mask."
        )
    found: list[Array | None] = []
    for k, (mask, (W, _)) in enumerate(zip(masks, params, strict=False), start=1):
        if mask is None:
            found.append(None)
            continue
        name, width = f"mask{k}", W.shape[1]
        mask_rows = array(mask, name)
        if mask_rows.ndim == 1 and mask_rows.size == width:
            mask_rows = np.tile(mask_rows, (N, 1))  # one mask for all samples
        elif layout.samples == "columns" and mask_rows.ndim == 2:
            mask_rows = mask_rows.T
        if mask_rows.shape != (N, width):
            raise UnreadableArraysError(
                f"{name} has shape {np.shape(mask)}; a number is needed for each activation of layer {k}."
            )
        finite(name, mask_rows)
        found.append(mask_rows)
    return tuple(found)


def _names(activations: Any, layers: int) -> list[str]:
    with readable():
        return [*acts.for_each_layer(activations, layers)]


# --- the network ---------------------------------------------------------------------------------


def _inputs(first: Array, layout: LearnerLayout, X: Any) -> int:
    """Return how many inputs the network has, by its first matrix."""
    bias_row = layout.folded
    if first.ndim == 1:  # one neuron; or, if X says so, one input of several neurons
        given = array(X, "X")
        width = given.shape[1 if layout.samples == "rows" else 0] if given.ndim == 2 else given.size
        return width if len(first) - bias_row == width or width == 1 else len(first) - bias_row
    if first.ndim != 2 or not first.size:
        raise UnreadableArraysError(f"W1 has shape {first.shape}; a matrix is needed.")
    return int(first.shape[0 if layout.orientation == "in_out" else 1]) - bias_row


def chain(layers: Sequence[tuple[Any, Any]], width: int, layout: LearnerLayout) -> Params:
    """Return the parameters as (inputs, neurons) and (neurons,), each layer fitting the one below."""
    found: Params = []
    for k, (w, b) in enumerate(layers, start=1):
        W = array(w, f"W{k}")
        finite(f"W{k}", W)
        rows = width + layout.folded
        if (W.ndim == 1 and len(W) in (rows, 1)) or (W.ndim == 1 and rows == 1):
            W = W.reshape(rows, -1)
        elif W.ndim == 2 and layout.orientation == "out_in":
            W = W.T
        if W.ndim != 2 or W.shape[0] != rows or not W.size:
            raise UnreadableArraysError(_misfit(k, np.shape(w), width, layout))
        if layout.folded:
            if b is not None:
                raise UnreadableArraysError(
                    f"b{k} is given, and bias={layout.bias!r} says that the bias is a row of W{k}."
                )
            found.append(layout.split(W))
        else:
            found.append((W, None if b is None else _bias(b, f"b{k}", W.shape[1])))
        width = W.shape[1]
    return found


def _misfit(k: int, shape: tuple[int, ...], width: int, layout: LearnerLayout) -> str:
    before = "X has" if k == 1 else f"layer {k - 1} has"
    what = "feature" if k == 1 else "neuron"
    order = "(inputs, neurons)" if layout.orientation == "in_out" else "(neurons, inputs)"
    row = f", its {layout.bias.removesuffix('_row')} one for the bias" if layout.folded else ""
    return (
        f"W{k} has shape {shape}, and {before} {counted(width, what)}. Read as "
        f"orientation={layout.orientation!r}, W has shape {order}{row}: is it stored the other way round?"
    )


def _bias(given: Any, name: str, n: int) -> Array:
    b = array(given, name)
    finite(name, b)
    if b.size != n or max(b.shape, default=1) != b.size:
        raise UnreadableArraysError(
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
        raise UnreadableArraysError(f"Y does not fit: {error}") from None
    if listed is None:
        raise UnreadableArraysError(_wrong_batch(found, "Y", width, layout, N))
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
        raise UnreadableArraysError(_wrong_batch(found, name, width, layout, N, first))
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
    """Return what would fit: W1 stored the other way round, or the samples."""
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


def see(k: int, given: tuple[Any, Any], params: tuple[Array, Array | None], layout: LearnerLayout) -> Seen:
    """Return one layer's gradients, as they came and in the textbook's orientation."""
    W, b = params
    raw = _gradient(given[0], f"dW{k}")
    raw_b = _gradient(given[1], f"db{k}")
    with_row = layout.folded
    if raw is None:
        raise UnreadableArraysError(f"dW{k} is missing in gradients: an array of shape {layout.weights(W)} is needed.")
    rows = W.shape[0] + with_row
    turned = raw.T if layout.orientation == "out_in" and raw.ndim == 2 else raw
    if turned.ndim != 2 and raw.size == rows * W.shape[1] and 1 in (rows, W.shape[1]) and raw.ndim < 2:
        turned = raw.reshape(rows, W.shape[1])  # a flat vector for a single row or column
    if turned.ndim == 3 and 1 in turned.shape and np.squeeze(turned).shape == (rows, W.shape[1]):
        turned = np.squeeze(turned)
    fits = turned.shape == (rows, W.shape[1])
    if not with_row:
        vector = None if raw_b is None else _vector(raw_b, W.shape[1])
        kinds = dtype_of(given[0]), dtype_of(given[1])
        return Seen(raw, turned, turned if fits else None, raw_b, vector if b is not None else None, kinds)
    kinds = dtype_of(given[0]), dtype_of(given[0])
    if fits:
        rows_of = (1, None) if layout.first else (0, -1)
        inner, row = layout.split(turned)
        return Seen(raw, turned, inner, None, row, kinds, rows_of)
    return Seen(raw, turned, turned if turned.shape == W.shape else None, None, None, kinds)


def _gradient(given: Any, name: str) -> Array | None:
    if given is None:
        return None
    found = array(given, name)
    finite(name, found)
    return found


def _vector(raw: Array, n: int) -> Array | None:
    """Return db with one entry for each neuron, from a vector, a row or a column."""
    return raw.reshape(n) if raw.size == n and max(raw.shape, default=1) == n else None
