"""What the learner hands in, read: any layout into the textbook's, or a sentence that says what does not fit.

`Seen` keeps each of their gradients twice: in the textbook's orientation, where its shape is right, and as it came,
because a wrong shape is most often the diagnosis itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from engine.arrays import numbers
from engine.table.checks import describe
from nn.batches import target_rows
from nn.handwritten import comparison
from nn.handwritten.mistakes import Layout
from nn.handwritten.mistakes.seats import Array
from nn.networks import activations as acts
from nn.networks.modules import MLP

BIASES = ("separate", "last_row")
SAMPLES = ("rows", "columns")

Params = list[tuple[Array, Array | None]]


class UnreadableError(ValueError):
    """What was handed in does not fit together; the message is for the learner."""


class Precision(NamedTuple):
    """How close numbers must be: a part of the number itself, and of the terms it was summed from."""

    relative: float
    noise: float
    explained: float


PRECISIONS = {2: Precision(1e-2, 1e-2, 3e-2), 4: Precision(1e-5, 2e-6, 2e-4), 8: Precision(1e-9, 1e-12, 1e-8)}
"""By bytes of a float: 8 for NumPy's usual one. A gradient whose summands were much larger than itself has lost
digits; `noise` times the sum of their sizes allows for that."""


@dataclass(frozen=True)
class Seen:
    """The learner's gradients of one layer.

    given    dW as it came; None if there is none
    W        in the textbook's orientation, whatever its shape, with the bias row if there is one
    inner    without the bias row, where the shape is right; else None
    b_given  db as it came; None if there is none, or it is a row of W
    b        one entry for each neuron, where the shape is right; else None
    """

    given: Array | None
    W: Array | None
    inner: Array | None
    b_given: Array | None
    b: Array | None


class Handed(NamedTuple):
    """All that was handed in, in the textbook's layout."""

    params: Params
    X: Array
    Y: Array
    names: list[str]
    seen: list[Seen]
    layout: Layout
    precision: Precision


def read(
    params: Any, X: Any, Y: Any, gradients: Any, activations: Any, layout: Layout, classes: bool = False
) -> Handed:
    """Everything in the textbook's layout; `classes` says whether a target may be the number of a class.

    Raises:
        UnreadableError: with a sentence, where something does not fit.
    """
    if isinstance(params, MLP):
        layers: list[tuple[Any, Any]] = list(comparison.numbers(params, "in_out"))
        names = [layer.activation for layer in params.layers]
        canonical = [(np.asarray(W, dtype=float), b) for W, b in layers]
        widths = len(layers[0][0])
        x = batch(X, "X", widths, layout, None)
    else:
        layers = pairs(params, "params", "W", "b", None)
        names = _names(activations, len(layers))
        first = array(layers[0][0], "W1")
        x = batch(X, "X", _inputs(first, layout, X), layout, None)
        canonical = chain(layers, x.shape[1], layout)
    finite("X", x)
    y = targets(Y, canonical[-1][0].shape[1], layout, len(x), classes)
    finite("Y", y)
    has_bias = [b is not None for _, b in canonical]
    found = pairs(gradients, "gradients", "dW", "db", [h and layout.bias == "separate" for h in has_bias])
    if len(found) != len(canonical):
        raise UnreadableError(
            f"gradients has {len(found)} layers, and the network has {len(canonical)}: one (dW, db) for each is needed."
        )
    seen = [see(k, given, canonical[k - 1], layout) for k, given in enumerate(found, start=1)]
    return Handed(canonical, x, y, names, seen, layout, precision(layers, X, found))


def _names(activations: Any, layers: int) -> list[str]:
    try:
        return [*acts.for_each_layer(activations, layers)]
    except (ValueError, TypeError) as error:
        raise UnreadableError(str(error)) from None


# --- single arrays -------------------------------------------------------------------------------


def array(given: Any, name: str) -> Array:
    """Numbers of any shape as floats; lists, views, arrays of objects or Values alike."""
    try:
        if isinstance(given, np.ndarray) and given.dtype.kind in "biuf":
            return np.asarray(given, dtype=float)
        return np.asarray(numbers(given), dtype=float)
    except (TypeError, ValueError, AttributeError, OverflowError):
        kind = (
            " with complex numbers; take their real part"
            if getattr(getattr(given, "dtype", None), "kind", "") == "c"
            else ""
        )
        raise UnreadableError(
            f"{name} got {describe(given)}{kind}; an array of real numbers is needed, all rows of one length."
        ) from None


def finite(name: str, found: Array) -> None:
    """UnreadableError for NaN or infinity, naming the first."""
    wrong = np.argwhere(~np.isfinite(found))
    if len(wrong):
        index = ",".join(map(str, wrong[0]))
        raise UnreadableError(
            f"{name}[{index}] is {found[tuple(wrong[0])]}, one of {len(wrong)} entries of {name} that are no finite "
            "number: nothing can be compared with it. Look for a log of 0, a division by 0 or an overflow first."
        )


def _depth(given: Any) -> int:
    """How many axes something has."""
    if hasattr(given, "ndim"):
        return int(given.ndim)
    return 1 + max(map(_depth, given), default=0) if isinstance(given, list | tuple) else 0


def pairs(given: Any, what: str, W: str, b: str, with_bias: Sequence[bool] | None) -> list[tuple[Any, Any]]:
    """(W, b or None) for each layer, from a list of them, of W alone, or a dict of names.

    `with_bias` says, for gradients, which layers have a bias; a flat list [dW1, db1, …] is then taken as well.
    """
    if isinstance(given, Mapping):
        keys = {str(key).removeprefix("d"): value for key, value in given.items()}
        count = sum(key.startswith(W.removeprefix("d")) for key in keys)
        return [(keys.get(f"W{k}"), keys.get(f"b{k}")) for k in range(1, count + 1)]
    if not isinstance(given, list | tuple) or not len(given):
        raise UnreadableError(f"{what} got {describe(given)}; a list is needed, with ({W}, {b}) or {W} for each layer.")
    if with_bias and all(with_bias) and len(given) == 2 * len(with_bias) and not any(map(_is_pair, given)):
        return [(given[i], given[i + 1]) for i in range(0, len(given), 2)]
    found = []
    for layer in given:
        if _is_pair(layer):
            found.append((layer[0], layer[1]))
        elif isinstance(layer, tuple) and len(layer) == 1:
            found.append((layer[0], None))
        else:
            found.append((layer, None))
    return found


def _is_pair(layer: Any) -> bool:
    """Whether a layer is (W, b), and not the two rows of a matrix W."""
    if not isinstance(layer, list | tuple) or len(layer) != 2:
        return False
    one, other = layer
    if other is None or isinstance(layer, tuple) or isinstance(one, np.ndarray):
        return True
    return _depth(one) == 2 or _depth(one) != _depth(other)


# --- the network ---------------------------------------------------------------------------------


def _inputs(first: Array, layout: Layout, X: Any) -> int:
    """How many inputs the network has, by its first matrix."""
    bias_row = layout.bias == "last_row"
    if first.ndim == 1:  # one neuron; or, if X says so, one input of several neurons
        given = array(X, "X")
        width = given.shape[1 if layout.samples == "rows" else 0] if given.ndim == 2 else given.size
        return width if len(first) - bias_row == width or width == 1 else len(first) - bias_row
    if first.ndim != 2 or not first.size:
        raise UnreadableError(f"W1 has shape {first.shape}; a matrix is needed.")
    return int(first.shape[0 if layout.orientation == "in_out" else 1]) - bias_row


def chain(layers: Sequence[tuple[Any, Any]], width: int, layout: Layout) -> Params:
    """The parameters as (inputs, neurons) and (neurons,), each layer fitting the one below."""
    found: Params = []
    for k, (w, b) in enumerate(layers, start=1):
        W = array(w, f"W{k}")
        finite(f"W{k}", W)
        rows = width + (layout.bias == "last_row")
        if (W.ndim == 1 and len(W) in (rows, 1)) or (W.ndim == 1 and rows == 1):
            W = W.reshape(rows, -1)
        elif W.ndim == 2 and layout.orientation == "out_in":
            W = W.T
        if W.ndim != 2 or W.shape[0] != rows or not W.size:
            raise UnreadableError(_misfit(k, np.shape(w), width, layout))
        if layout.bias == "last_row":
            if b is not None:
                raise UnreadableError(f"b{k} is given, and bias='last_row' says that the bias is the last row of W{k}.")
            found.append((W[:-1], W[-1]))
        else:
            found.append((W, None if b is None else _bias(b, f"b{k}", W.shape[1])))
        width = W.shape[1]
    return found


def _misfit(k: int, shape: tuple[int, ...], width: int, layout: Layout) -> str:
    before = "X has" if k == 1 else f"layer {k - 1} has"
    what = "features" if k == 1 else "neurons"
    order = "(inputs, neurons)" if layout.orientation == "in_out" else "(neurons, inputs)"
    row = ", its last one for the bias" if layout.bias == "last_row" else ""
    return (
        f"W{k} has shape {shape}, and {before} {width} {what}. Read as orientation={layout.orientation!r}, W has shape "
        f"{order}{row}: is it stored the other way round?"
    )


def _bias(given: Any, name: str, n: int) -> Array:
    b = array(given, name)
    finite(name, b)
    if b.size != n or max(b.shape, default=1) != b.size:
        raise UnreadableError(
            f"{name} has shape {b.shape}, and its layer has {n} neurons: one number for each is needed."
        )
    return b.reshape(n)


def targets(given: Any, width: int, layout: Layout, N: int, classes: bool) -> Array:
    """Y with a row for each of N samples, from all that `nn.batches.target_rows` takes."""
    found = array(given, "Y")
    try:
        rows = found.T if layout.samples == "columns" and found.ndim == 2 else found
        listed = target_rows(rows, N, width, classes=classes) if found.size and found.ndim <= 2 else None
    except ValueError as error:
        raise UnreadableError(f"Y does not fit: {error}") from None
    if listed is None:
        raise UnreadableError(_wrong_batch(found, "Y", width, layout, N))
    return np.array(listed, dtype=float)


def batch(given: Any, name: str, width: int, layout: Layout, N: int | None) -> Array:
    """X with a row for each sample; a flat vector is one sample, or one number for each of N."""
    found = array(given, name)
    if found.ndim < 2:
        if found.size == width and N in (None, 1):
            return found.reshape(1, width)
        if width == 1 and (N is None or found.size == N) and found.size:
            return found.reshape(-1, 1)
    rows = found.T if layout.samples == "columns" and found.ndim == 2 else found
    if name == "X" and layout.bias == "last_row":
        rows = _without_ones(rows, width)
    if rows.ndim != 2 or not rows.size or rows.shape[1] != width or (N is not None and len(rows) != N):
        raise UnreadableError(_wrong_batch(found, name, width, layout, N))
    return rows


def _without_ones(rows: Array, width: int) -> Array:
    """X without a column of ones that stands for the bias already."""
    ones = rows.ndim == 2 and rows.shape[1] == width + 1 and len(rows) and (rows[:, -1] == 1).all()
    return rows[:, :-1] if ones else rows


def _wrong_batch(found: Array, name: str, width: int, layout: Layout, N: int | None) -> str:
    if not found.size:
        return f"{name} is empty, shape {found.shape}: a batch of at least one sample is needed."
    count = "samples" if N is None else str(N)
    needed = f"({count}, {width})" if layout.samples == "rows" else f"({width}, {count})"
    why = "the first W takes" if name == "X" else "the last layer has"
    what = "inputs" if name == "X" else "neurons"
    turned = found.ndim == 2 and found.T.shape[0 if layout.samples == "columns" else 1] == width
    other = "columns" if layout.samples == "rows" else "rows"
    hint = f" It fits when transposed: are its samples {other}? Then say samples={other!r}." if turned else ""
    if name == "Y" and N is not None and found.shape in ((N,), (N, 1)) and width > 1:
        hint = " For class numbers write one-hot rows: np.eye(classes)[labels]."
    return (
        f"{name} has shape {found.shape}; {needed} is needed with samples={layout.samples!r}, for {why} {width} "
        f"{what}{'' if N is None else f' and X has {N} sample' + 's' * (N != 1)}.{hint}"
    )


# --- the gradients -------------------------------------------------------------------------------


def see(k: int, given: tuple[Any, Any], params: tuple[Array, Array | None], layout: Layout) -> Seen:
    """One layer's gradients, as they came and in the textbook's orientation."""
    W, b = params
    raw = _gradient(given[0], f"dW{k}")
    raw_b = _gradient(given[1], f"db{k}")
    with_row = layout.bias == "last_row"
    if raw_b is not None and (b is None or with_row):
        where = f"the bias is the last row of W{k}" if with_row else f"layer {k} has no b in params"
        raise UnreadableError(f"gradients gives db{k}, and {where}.")
    if raw is None:
        raise UnreadableError(f"dW{k} is missing in gradients: an array of shape {layout.weights(W)} is needed.")
    rows = W.shape[0] + with_row
    turned = raw.T if layout.orientation == "out_in" and raw.ndim == 2 else raw
    if turned.ndim != 2 and raw.size == rows * W.shape[1] and 1 in (rows, W.shape[1]) and raw.ndim < 2:
        turned = raw.reshape(rows, W.shape[1])  # a flat vector for a single row or column
    if turned.ndim == 3 and 1 in turned.shape and np.squeeze(turned).shape == (rows, W.shape[1]):
        turned = np.squeeze(turned)
    fits = turned.shape == (rows, W.shape[1])
    if not with_row:
        vector = None if raw_b is None else _vector(raw_b, W.shape[1])
        return Seen(raw, turned, turned if fits else None, raw_b, vector if b is not None else None)
    if fits:
        return Seen(raw, turned, turned[:-1], None, turned[-1])
    return Seen(raw, turned, turned if turned.shape == W.shape else None, None, None)


def _gradient(given: Any, name: str) -> Array | None:
    if given is None:
        return None
    found = array(given, name)
    finite(name, found)
    return found


def _vector(raw: Array, n: int) -> Array | None:
    """db with one entry for each neuron, from a vector, a row or a column."""
    return raw.reshape(n) if raw.size == n and max(raw.shape, default=1) == n else None


def precision(layers: Sequence[tuple[Any, Any]], X: Any, found: Sequence[tuple[Any, Any]]) -> Precision:
    """What to expect of the learner's numbers: those of the coarsest gradient, or of weights that are all coarse."""

    def coarsest(arrays: Sequence[Any]) -> int:
        kinds = [np.asarray(x).dtype for x in arrays if isinstance(x, np.ndarray | np.generic)]
        sizes = [kind.itemsize for kind in kinds if kind.kind == "f"]
        return min(sizes, default=8)

    def finest(arrays: Sequence[Any]) -> int:
        sizes = [x.dtype.itemsize if isinstance(x, np.ndarray) and x.dtype.kind == "f" else 8 for x in arrays]
        return max(sizes, default=8)

    flat = [x for layer in found for x in layer if x is not None]
    bytes_ = min(coarsest(flat), finest([W for W, _ in layers]))
    return PRECISIONS.get(bytes_, PRECISIONS[8])
