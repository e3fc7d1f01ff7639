"""The scalar engine beside the matrix version, entry by entry.

The same gradient is computed in two ways: by `Value` arithmetic and the chain rule on single numbers, and by the
textbook's matrix products (`nn.matrix`). A comparison lists both and the difference, and is true only where all agree.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from engine.checking.against_graph import Check
from engine.checking.agreement import CLOSE, judge, judge_all
from engine.checking.roundings import DIRECTIONS
from engine.table.checks import describe
from engine.table.notation import counted
from nn.batches import target_rows
from nn.handwritten import matrix
from nn.handwritten.comparison_report import Comparison, Entry
from nn.handwritten.forward_pass import ForwardPass, read_loss
from nn.handwritten.handed import untensored
from nn.handwritten.layers import gradients_by_name
from nn.handwritten.mistakes import Problem, Stated
from nn.handwritten.scalar import (
    Batch,
    gradient_arrays,
    gradients_of,
    leaves_of,
    loss_of,
    scalar_gradients,
    traced_loss,
)
from nn.loss_row import Loss
from nn.losses import row_of
from nn.networks.arrays import shape_words, weight_rows
from nn.networks.modules import MLP
from nn.settings import Activation, LossWord, Orientation, Reduction, check_choices, orientation_of

Array = matrix.Array
Gradients = matrix.Gradients
__all__ = ["Comparison", "Entry", "compare", "gradient_arrays", "scalar_gradients"]


def compare(
    model: Any,
    X: ArrayLike,
    Y: ArrayLike,
    *,
    activations: Activation | Sequence[Activation] | None = None,
    loss: LossWord = "mse",
    reduction: Reduction = "mean",
    factor: float = 1.0,
    orientation: Orientation | None = None,
    gradients: Any = None,
    outputs: Any = None,
    loss_value: Any = None,
) -> Comparison:
    """Compare the gradients of a batch by the scalar engine and by matrices, side by side.

    Each array has its own tolerance: the rounding of the operations that its entries came from. Gradients of yours
    that were rounded, by np.round, `print` or float32, are right to the digits they have; at an exact kink (relu at
    0) any slope between the two sides is right. With `outputs` and `loss_value` your forward pass is checked first:
    if it is another one, the report says so, and where, and judges no gradient.

    Args:
        model: an MLP; neither its parameters nor their `grad` are changed. Or your matrices, as `MLP.from_arrays` takes
            them: {"W1": …, "b1": …}, or a list with (W, b) for each layer.
        X: samples as rows, (samples, inputs); a flat list is one sample.
        Y: targets, (samples, outputs); a flat list for one output, or one sample; for "cross_entropy" also a class for
            each sample.
        activations: of your matrices, one name for each layer, or one for all; a model has its own.
        loss: a word of `nn.losses.TABLE`, "mse" or "cross_entropy" for example, of the model's activations.
        reduction: "mean" (over samples), "sum", or "mean_all" (over all entries).
        factor: a number in front of the loss, such as 0.5.
        orientation: how matrices are stored, shown and computed: "in_out" (inputs, neurons), or "out_in"; None is
            "in_out", with a warning if a matrix of yours is square.
        gradients: your own, {"W1": …, "b1": …} or a list with (dW, db) for each layer, to stand in place of the
            textbook's: lists, arrays or tensors.
        outputs: your own predictions, (samples, outputs), after the last activation.
        loss_value: your own loss of the batch, one number.

    Raises:
        ValueError: where shapes or words do not fit, or layers are not those of a plain network.
        TypeError: if `model` is neither an MLP nor matrices with activations, or `gradients` neither a dict nor a list.

    >>> model = MLP(2, [3, 1], activation="sigmoid", seed=1)
    >>> report = compare(model, [[0.5, -1.0], [1.0, 2.0]], [[1.0], [0.0]], factor=0.5)
    >>> bool(report), report.scalar["W1"].shape
    (True, (2, 3))
    >>> wrong = compare(model, [[0.5, -1.0]], [[1.0]], gradients=report.matrix, outputs=[[0.5]])
    >>> print(wrong)
    Scalar engine beside your gradients: ...
    <BLANKLINE>
    The forward pass differs: 1 of 1 outputs differ, the first is [0,0]: yours 0.500, right ...
    The gradients belong to it and are not judged.
    """
    network = model if isinstance(model, MLP) else _network(model, activations, orientation or "in_out")
    row = row_of(loss)
    check_choices(reduction=reduction)
    _check_model(network)
    has_matrices = gradients is not None or network is not model
    stored = orientation_of(orientation, matrix.matrix_shapes(numbers(network, "in_out")) if has_matrices else {})
    X, Y = batch_arrays(network, X, Y, row)
    words: dict[str, Any] = {"loss": loss, "reduction": reduction, "factor": factor}

    params, names = numbers(network, stored), [layer.activation for layer in network.layers]
    steps = matrix.TEXTBOOK[stored]

    def by_matrices(delta: Array) -> matrix.Gradients:
        return matrix.backward(params, run, None, names, steps=steps, delta=delta).gradients

    with np.errstate(all="ignore"):  # an overflow shows in the comparison
        run = matrix.forward(params, X, names, steps=steps)
        matrix_loss, delta = matrix.loss_and_delta(run, Y, names[-1], steps=steps, **words)
        by_matrix = by_matrices(delta)
    given: Mapping[str, NDArray[Any]] = by_matrix if gradients is None else _checked(gradients, by_matrix)
    whole = loss_of(network, X, Y, **words)
    leaves = leaves_of(network, stored)
    scalar = gradients_of(leaves, whole.loss)
    losses = [
        traced_loss([trace], names[-1], [y], row, reduction=reduction, factor=factor)
        for trace, y in zip(whole.traces, Y.tolist(), strict=True)
    ]
    alone = [gradients_of(leaves, of_sample) for of_sample in losses]
    per_sample = {name: np.stack([each[name] for each in alone]) for name in scalar}
    combine = np.sum if reduction == "sum" else np.mean
    combined = {name: np.asarray(combine(stack, axis=0)) for name, stack in per_sample.items()}

    def of_textbook() -> matrix.Gradients:
        # The engine goes from pre-activations to the loss; a hand-written a − y rounds where an output saturates.
        own = row.goes_with(names[-1], Y.shape[1])
        terms = abs(factor) / matrix.divisor(Y, reduction) * (np.abs(run.A[-1]) + np.abs(Y)) * own
        return _moved_by(terms, by_matrices)

    check = Check(whole.loss, leaves, scalar, of_textbook)
    found = check.against(given)
    quick = all(judge_all({name: (combined[name], scalar[name], 0.0) for name in scalar}).values())
    handed = [name for name, each in (("outputs", outputs), ("loss", loss_value)) if each is not None]
    problems = _forward_pass(network, X, Y, words, whole, check).problems(outputs, loss_value) if handed else ()
    beside = matrix_loss if gradients is None else None
    if loss_value is not None:
        beside = read_loss(loss_value)
    return Comparison(
        loss=None if beside is None else Entry("loss", whole.loss.data, beside, _same_loss(beside, check)),
        scalar=found.right,
        matrix={name: np.asarray(array, dtype=float) for name, array in given.items()},
        per_sample=per_sample,
        combined=combined,
        reduction=reduction,
        orientation=stored,
        title=_title(Y.shape, loss, reduction, factor, stored, gradients is not None),
        yours=gradients is not None,
        agreements=found.agreements,
        batch=scalar,
        scales=dict.fromkeys(scalar, 0.0) if quick else check.scales,
        kinks=found.kinks,
        forward=problems,
        checked=() if problems else tuple(handed),
        scalar_loss=whole.loss.data,
    )


def _moved_by(terms: Array, backward: Callable[[Array], matrix.Gradients]) -> matrix.Gradients:
    """Return how far a rounding of these terms of δ moves each gradient: twice the root mean square, same units."""
    rng = np.random.default_rng(0)
    with np.errstate(all="ignore"):
        tried = [backward(rng.choice((-1.0, 1.0), terms.shape) * terms) for _ in range(DIRECTIONS)]
        return {name: 2 * np.sqrt(np.mean([each[name] ** 2 for each in tried], axis=0)) for name in tried[0]}


def _same_loss(beside: float, check: Check) -> bool:
    """Return whether a loss is that of the graph, but for rounding."""
    loss = check.graph.root
    return bool(judge(beside, loss.data, 0.0) or judge(beside, loss.data, check.graph.size(loss), exact=CLOSE))


def _forward_pass(model: MLP, X: Array, Y: Array, words: Mapping[str, Any], whole: Batch, check: Check) -> ForwardPass:
    """Return the right forward pass, to compare a learner's outputs and loss with."""
    names = [layer.activation for layer in model.layers]
    return ForwardPass(
        Problem(numbers(model, "in_out"), X, Y, names, Stated(**words)),
        np.array([[v.data for v in trace.output] for trace in whole.traces]),
        np.array([[check.graph.size(v) for v in trace.output] for trace in whole.traces]),
        whole.loss.data,
        check.graph.size(whole.loss),
    )


def numbers(model: MLP, orientation: str) -> list[tuple[Array, Array | None]]:
    """Return the parameters as (W, b) for each layer, for `nn.matrix`."""
    return [
        (
            np.array(weight_rows([[w.data for w in neuron.w] for neuron in layer.neurons], orientation)),
            None if layer.neurons[0].b is None else np.array([n.b.data for n in layer.neurons if n.b is not None]),
        )
        for layer in model.layers
    ]


def _network(params: Any, activations: Any, orientation: Orientation) -> MLP:
    """Return a network with a learner's matrices."""
    if activations is None or not isinstance(params, Mapping | list | tuple):
        raise TypeError(f"compare got {describe(params)}; an MLP is needed, or your matrices and their activations=.")
    return MLP.from_arrays(params, activations=activations, orientation=orientation)


def _check_model(model: MLP) -> None:
    """Raise ValueError unless all neurons of a layer are alike and have parameters of their own, as a matrix needs."""
    for number, layer in enumerate(model.layers, start=1):
        if len({(neuron.activation, neuron.b is None) for neuron in layer.neurons}) > 1:
            raise ValueError(f"layer {number} has neurons with different activations, or only some with a bias.")
    neurons = [neuron for layer in model.layers for neuron in layer.neurons]
    if sum(len(neuron.w) + (neuron.b is not None) for neuron in neurons) != len(model.parameters()):
        raise ValueError("a parameter is shared between neurons: the matrix version has one matrix for each layer.")


def batch_arrays(model: MLP, X: ArrayLike, Y: ArrayLike, row: Loss) -> tuple[Array, Array]:
    """Return X and Y as matrices with a row for each sample, checked against the model and each other."""
    nin, nout = len(model.layers[0].neurons[0].w), len(model.layers[-1].neurons)
    x = _matrix("X", X, nin)
    given = _numbers("Y", Y, f"rows of {nout} numbers are needed, one for each sample")
    rows = target_rows(given, len(x), nout, classes=row.classes) if given.size and given.ndim <= 2 else None
    if rows is not None:
        return x, np.array(rows, dtype=float)
    y = _matrix("Y", given, nout, len(x))
    raise ValueError(f"X has {counted(len(x), 'sample')} and Y has {len(y)}: each sample needs its targets.")


def _matrix(name: str, given: ArrayLike, width: int, samples: int | None = None) -> Array:
    """Return an array with a row for each sample; ValueError for another one, which says so if its transpose fits."""
    array = _numbers(name, given, f"rows of {width} numbers are needed, one for each sample").astype(float)
    rows = array.reshape(1, -1) if array.ndim < 2 else array
    if rows.ndim != 2 or rows.shape[1] != width or not len(rows):
        turned = array.ndim == 2 and len(array) == width and samples in (None, array.shape[1])
        hint = f" Samples are rows here: {name}.T fits." if turned else ""
        raise ValueError(f"{name} has shape {array.shape}; (samples, {width}) is needed for this model.{hint}")
    return rows


def _numbers(name: str, given: Any, needed: str) -> NDArray[Any]:
    """Return an array of real numbers. Text and None are refused, which NumPy would read as numbers."""
    try:
        array = np.asarray(untensored(given))
    except ValueError:  # rows of different lengths
        array = np.asarray(None)
    if array.dtype.kind not in "biuf":
        raise ValueError(f"{name} got {describe(given)}; {needed}.")
    return array


def _checked(gradients: Any, textbook: Gradients) -> dict[str, NDArray[Any]]:
    """Return a learner's gradients under the textbook's names, if their shapes fit."""
    given = {}
    for name, mine in gradients_by_name(gradients, {name: array.shape for name, array in textbook.items()}).items():
        right = textbook[name].shape
        array = _numbers(f"d{name}", mine, f"numbers in the shape {right} are needed")
        if len(right) == 1 and array.shape in ((1, *right), (*right, 1)):
            array = array.reshape(right)  # a bias as a row or a column
        if array.shape != right:
            hint = " It fits when transposed." if array.T.shape == right else ""
            raise ValueError(f"d{name} has shape {array.shape}; {right} is needed, the shape of {name}.{hint}")
        given[name] = array
    return given


def _title(shape: tuple[int, ...], loss: str, reduction: str, factor: float, orientation: str, yours: bool) -> str:
    count = f"{shape[0]} sample{'s'[: shape[0] > 1]}"
    over = {"mean": f" / {count}", "sum": f" over {count}", "mean_all": f" / {shape[0] * shape[1]} entries of {count}"}
    front = "" if factor == 1 else f"{factor:g} · "
    other = "your gradients" if yours else "the matrix version"
    return (
        f"Scalar engine beside {other}: L = {front}{row_of(loss).text}{over[reduction]}, "
        f"weights {orientation} {shape_words(orientation)}"
    )
