"""The scalar engine beside the matrix version, entry by entry.

Two roads to the same gradient: `Value` arithmetic and the chain rule on single numbers, and the textbook's
matrix products (`nn.matrix`). A comparison lists both and the difference, and is true only where all agree.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from html import escape
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from engine import Value
from engine.table.checks import describe
from nn.batches import target_rows
from nn.handwritten import matrix
from nn.loss_row import Loss
from nn.losses import row_of
from nn.networks.arrays import rows_of, shape_words
from nn.networks.modules import MLP
from nn.networks.trace import Trace
from nn.settings import ORIENTATIONS, REDUCTIONS, one_of

Array = matrix.Array
Gradients = matrix.Gradients
TOLERANCE = 1e-12
LISTED = 40
"""How many entries a printed comparison lists before it leaves the rest to `report.entries`."""


def agree(a: float, b: float) -> bool:
    """|a − b| ≤ 1e-12 · max(1, |a|, |b|); an infinity agrees with itself only."""
    return a == b or (math.isfinite(a - b) and abs(a - b) <= TOLERANCE * max(1.0, abs(a), abs(b)))


class Entry(NamedTuple):
    """One entry of one gradient, both ways. `name` reads dW1[0,2]: row 0, column 2 of the matrix as stored."""

    name: str
    scalar: float
    matrix: float

    @property
    def difference(self) -> float:
        """Scalar minus matrix."""
        return self.scalar - self.matrix if self.scalar != self.matrix else 0.0

    @property
    def agrees(self) -> bool:
        """Whether they are the same number, within 1e-12 of the larger one or of 1."""
        return agree(self.scalar, self.matrix)


@dataclass(frozen=True, eq=False, repr=False)
class Comparison:
    """What `compare` found. It prints as a table, and is true only where every entry agrees.

    loss             both ways, as an Entry
    scalar, matrix   the gradient of the batch both ways: {"W1": array, "b1": array, …}
    per_sample       the scalar engine's gradients of each sample alone, with a leading axis of samples
    combined         their mean (or sum, as the reduction says): the same as `scalar`
    yours            whether `matrix` holds gradients that were handed in, and not the textbook's
    entries          all entries in order, the loss first
    """

    loss: Entry
    scalar: Gradients
    matrix: Gradients
    per_sample: Gradients
    combined: Gradients
    reduction: str
    orientation: str
    title: str
    yours: bool = False

    @cached_property
    def entries(self) -> list[Entry]:
        """All entries in order, the loss first."""
        return [self.loss, *_entries(self.scalar, self.matrix)]

    def __bool__(self) -> bool:
        return all(entry.agrees for entry in self.entries) and self.samples_agree

    @property
    def samples_agree(self) -> bool:
        """Whether the per-sample gradients combine to the gradient of the batch."""
        return all(entry.agrees for entry in _entries(self.scalar, self.combined))

    @property
    def largest_difference(self) -> float:
        """The largest absolute difference of all entries, NaN if one is NaN."""
        return float(np.max([abs(entry.difference) for entry in self.entries]))

    def __repr__(self) -> str:
        lines = [
            self.title,
            "",
            _line("", "scalar", "yours" if self.yours else "matrix", "difference"),
            _entry_line(self.loss),
        ]
        rows = {name: list(_entries({name: self.scalar[name]}, self.matrix)) for name in self.scalar}
        budget = LISTED
        for name, entries in rows.items():
            wrong = [i for i, entry in enumerate(entries) if not entry.agrees]
            listed = sorted({*range(min(budget, len(entries))), *wrong[:LISTED]})
            budget = max(budget - len(listed), 2)
            lines += ["", self._heading(name), *[_entry_line(entries[i]) for i in listed]]
            if left := len(entries) - len(listed):
                differ = len(set(wrong) - set(listed))
                which = f", {differ} of which differ" if differ else " that agree"
                lines.append(f"  … {left} more{which}, in report.entries")
        return "\n".join([*lines, "", self._verdict()])

    def _heading(self, name: str) -> str:
        """The matrix formula of a gradient, its shape, what the sizes mean, and which w an entry belongs to."""
        kind, k, shape = name[0], int(name[1:]), self.scalar[name].shape
        before = "X" if k == 1 else f"A{k - 1}"
        if kind == "b":
            return f"d{name} = δ{k}.sum(axis=0), shape {shape} (neurons,)"
        formula, entry = {
            "in_out": (f"{before}.T @ δ{k}", "[j,i]"),
            "out_in": (f"δ{k}.T @ {before}", "[i,j]"),
        }[self.orientation]
        return f"d{name} = {formula}, shape {shape} {shape_words(self.orientation)}: entry {entry} is ∂L/∂w{k}_ij"

    def _verdict(self) -> str:
        wrong = [entry.name for entry in self.entries if not entry.agrees]
        count = len(next(iter(self.per_sample.values())))
        verdict = f"All {len(self.entries)} entries agree within {TOLERANCE:g}; largest difference"
        if wrong:
            named = ", ".join(wrong[:8]) + (", …" if len(wrong) > 8 else "")
            verdict = f"{len(wrong)} of {len(self.entries)} entries DIFFER: {named}; largest difference"
        lines = [f"{verdict} {self.largest_difference:.1e}."]
        if count > 1:
            how = "is" if self.samples_agree else "IS NOT"
            combination = "sum" if self.reduction == "sum" else "mean"
            lines.append(f"The {combination} of the {count} per-sample gradients {how} the batch gradient.")
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        return f"<pre>{escape(repr(self))}</pre>"


def compare(
    model: MLP,
    X: ArrayLike,
    Y: ArrayLike,
    *,
    loss: str = "mse",
    reduction: str = "mean",
    factor: float = 1.0,
    orientation: str = "in_out",
    gradients: Mapping[str, ArrayLike] | None = None,
) -> Comparison:
    """Gradients of a batch by the scalar engine and by matrices, side by side.

    Args:
        model: an MLP; neither its parameters nor their `grad` are changed.
        X: samples as rows, (samples, inputs); a flat list is one sample.
        Y: targets, (samples, outputs); a flat list for one output, or one sample; for "cross_entropy" also a class for
            each sample.
        loss: a word of `nn.losses.TABLE`, "mse" or "cross_entropy" for example, of the model's activations.
        reduction: "mean" (over samples), "sum", or "mean_all" (over all entries).
        factor: a number in front of the loss, such as 0.5.
        orientation: how matrices are shown and computed: "in_out" (inputs, neurons), or "out_in".
        gradients: your own, {"W1": …, "b1": …}, to stand in place of the textbook's.

    Raises:
        ValueError: where shapes or words do not fit, or layers are not those of a plain network.
        TypeError: if `model` is no MLP, or `gradients` no dict.

    >>> model = MLP(2, [3, 1], activation="sigmoid", seed=1)
    >>> report = compare(model, [[0.5, -1.0], [1.0, 2.0]], [[1.0], [0.0]], factor=0.5)
    >>> bool(report), report.scalar["W1"].shape
    (True, (2, 3))
    """
    if not isinstance(model, MLP):
        raise TypeError(f"compare got {describe(model)}; an MLP is needed: MLP.from_arrays takes your matrices.")
    row = row_of(loss)
    one_of("reduction", reduction, REDUCTIONS)
    one_of("orientation", orientation, ORIENTATIONS)
    _check_model(model)
    X, Y = _batch(model, X, Y, row)

    def scalar_of(samples: slice) -> tuple[float, Gradients]:
        return scalar_gradients(
            model, X[samples], Y[samples], loss=loss, reduction=reduction, factor=factor, orientation=orientation
        )

    batch_loss, scalar = scalar_of(slice(None))
    alone = [scalar_of(slice(n, n + 1))[1] for n in range(len(X))]
    params, names = numbers(model, orientation), [layer.activation for layer in model.layers]
    run = matrix.forward(params, X, names, orientation=orientation)
    steps = matrix.TEXTBOOK[orientation]
    matrix_loss, delta = matrix.loss_and_delta(run, Y, names[-1], loss, reduction=reduction, factor=factor, steps=steps)
    by_matrix = matrix.backward(params, run, None, names, steps=steps, delta=delta).gradients
    if gradients is not None:
        by_matrix = _checked(gradients, by_matrix)

    per_sample = {name: np.stack([each[name] for each in alone]) for name in scalar}
    combine = np.sum if reduction == "sum" else np.mean
    return Comparison(
        Entry("loss", batch_loss, matrix_loss),
        scalar,
        by_matrix,
        per_sample,
        {name: combine(stack, axis=0) for name, stack in per_sample.items()},
        reduction,
        orientation,
        _title(Y.shape, loss, reduction, factor, orientation, gradients is not None),
        gradients is not None,
    )


def scalar_gradients(
    model: MLP,
    X: ArrayLike,
    Y: ArrayLike,
    *,
    loss: str = "mse",
    reduction: str = "mean",
    factor: float = 1.0,
    orientation: str = "in_out",
) -> tuple[float, Gradients]:
    """The loss of a batch and its gradients {"W1": array, …}, from one graph of Values; `grad`s are left as they were.

    >>> model = MLP(1, [1], init="ones")
    >>> scalar_gradients(model, [[3.0]], [[1.0]])
    (4.0, {'W1': array([[12.]]), 'b1': array([4.])})
    """
    parameters = model.parameters()
    before = [parameter.grad for parameter in parameters]
    model.zero_grad()
    try:
        traces = [model.trace(x) for x in np.asarray(X, dtype=float)]
        total = loss_of(traces, model.layers[-1].activation, Y, row_of(loss), reduction=reduction, factor=factor)
        total.backward()
        return total.data, gradient_arrays(model, orientation)
    finally:
        for parameter, grad in zip(parameters, before, strict=True):
            parameter.grad = grad


def loss_of(
    traces: list[Trace], activation: str, Y: ArrayLike, row: Loss, *, reduction: str = "mean", factor: float = 1.0
) -> Value:
    """The loss of traced samples: from pre-activations, if the loss has a form for the activation of the last layer.

    A saturated output then has its loss and its gradient still.

    >>> model = MLP.from_arrays([[[40.0]]], activations=["sigmoid"])
    >>> loss_of([model.trace([1.0])], "sigmoid", [[0.0]], row_of("bce")).data
    40.0
    """
    last = [trace.layers[-1].values for trace in traces]
    words: dict[str, Any] = {"reduction": reduction, "factor": factor}
    if row.goes_with(activation, len(last[0].a)):
        return (row.logits or row.total_of_logits)([list(layer.s) for layer in last], Y, **words)
    return row([list(layer.a) for layer in last], Y, **words)


def gradient_arrays(model: MLP, orientation: str = "in_out") -> Gradients:
    """The parameters' present `grad`s as arrays, under the names of `model.arrays()`; "not computed" is 0."""
    found = model.arrays(orientation=orientation)
    return {name: np.vectorize(lambda v: float(v.grad), otypes=[float])(values) for name, values in found.items()}


def numbers(model: MLP, orientation: str) -> list[tuple[Array, Array | None]]:
    """The parameters as (W, b) for each layer, for `nn.matrix`."""
    return [
        (
            np.array(rows_of([[w.data for w in neuron.w] for neuron in layer.neurons], orientation)),
            None if layer.neurons[0].b is None else np.array([n.b.data for n in layer.neurons if n.b is not None]),
        )
        for layer in model.layers
    ]


def _entries(left: Mapping[str, Array], right: Mapping[str, Array]) -> Iterator[Entry]:
    for name, array in left.items():
        for index, number in np.ndenumerate(array):
            yield Entry(f"d{name}[{','.join(map(str, index))}]", float(number), float(right[name][index]))


def _check_model(model: MLP) -> None:
    """The matrix version needs layers in which all neurons are alike, and parameters of their own."""
    for number, layer in enumerate(model.layers, start=1):
        if len({(neuron.activation, neuron.b is None) for neuron in layer.neurons}) > 1:
            raise ValueError(f"layer {number} has neurons with different activations, or only some with a bias.")
    neurons = [neuron for layer in model.layers for neuron in layer.neurons]
    if sum(len(neuron.w) + (neuron.b is not None) for neuron in neurons) != len(model.parameters()):
        raise ValueError("a parameter is shared between neurons: the matrix version has one matrix for each layer.")


def _batch(model: MLP, X: ArrayLike, Y: ArrayLike, row: Loss) -> tuple[Array, Array]:
    """X and Y as matrices with a row for each sample, checked against the model and each other."""
    nin, nout = len(model.layers[0].neurons[0].w), len(model.layers[-1].neurons)
    x = _matrix("X", X, nin)
    given = _numbers("Y", Y, f"rows of {nout} numbers are needed, one for each sample")
    rows = target_rows(given, len(x), nout, classes=row.classes) if given.size and given.ndim <= 2 else None
    if rows is not None:
        return x, np.array(rows, dtype=float)
    y = _matrix("Y", given, nout)
    raise ValueError(f"X has {len(x)} samples and Y has {len(y)}: each sample needs its targets.")


def _matrix(name: str, given: ArrayLike, width: int) -> Array:
    array = _numbers(name, given, f"rows of {width} numbers are needed, one for each sample")
    rows = array.reshape(1, -1) if array.ndim < 2 else array
    if rows.ndim != 2 or rows.shape[1] != width or not len(rows):
        raise ValueError(f"{name} has shape {array.shape}; (samples, {width}) is needed for this model.")
    return rows


def _numbers(name: str, given: ArrayLike, needed: str) -> Array:
    """An array of floats. Text and None are refused, which NumPy would read as numbers."""
    try:
        array = np.asarray(given)
    except ValueError:  # rows of different lengths
        array = np.asarray(None)
    if array.dtype.kind not in "biuf":
        raise ValueError(f"{name} got {describe(given)}; {needed}.")
    return array.astype(float)


def _checked(gradients: Mapping[str, ArrayLike], textbook: Gradients) -> Gradients:
    """A learner's gradients under the textbook's names, if their shapes fit."""
    if not isinstance(gradients, Mapping):
        raise TypeError(f"gradients got {describe(gradients)}; a dict is needed, {{'W1': …, 'b1': …}}.")
    names = [name.removeprefix("d") for name in gradients]
    if sorted(names) != sorted(textbook):
        raise ValueError(f"gradients has {sorted(names)}; {sorted(textbook)} are needed.")
    given = {}
    for name, mine in zip(names, gradients.values(), strict=True):
        right = textbook[name].shape
        array = _numbers(f"d{name}", mine, f"numbers in the shape {right} are needed")
        if len(right) == 1 and array.shape in ((1, *right), (*right, 1)):
            array = array.reshape(right)  # a bias as a row or a column
        if array.shape != right:
            hint = " It fits when transposed." if array.T.shape == right else ""
            raise ValueError(f"d{name} has shape {array.shape}; {right} is needed, the shape of {name}.{hint}")
        given[name] = array
    return {name: given[name] for name in textbook}


def _title(shape: tuple[int, ...], loss: str, reduction: str, factor: float, orientation: str, yours: bool) -> str:
    count = f"{shape[0]} sample{'s'[: shape[0] > 1]}"
    over = {"mean": f" / {count}", "sum": f" over {count}", "mean_all": f" / {shape[0] * shape[1]} entries of {count}"}
    front = "" if factor == 1 else f"{factor:g} · "
    other = "your gradients" if yours else "the matrix version"
    return (
        f"Scalar engine beside {other}: L = {front}{row_of(loss).text}{over[reduction]}, "
        f"weights {orientation} {shape_words(orientation)}"
    )


def _line(*columns: str) -> str:
    return f"  {columns[0]:<12}{columns[1]:>22}{columns[2]:>22}{columns[3]:>13}".rstrip()


def _entry_line(entry: Entry) -> str:
    difference = f"{entry.difference:+.1e}" if entry.difference else "0"
    line = _line(entry.name, f"{entry.scalar:+.15f}", f"{entry.matrix:+.15f}", difference)
    return line if entry.agrees else f"{line}  ≠"
