"""Losses, written with `Value` arithmetic so that they can be read, drawn and differentiated.

All share these words:

    predictions  what the network gave: a Value, a list of Values (one sample), or a list of samples
    targets      what it should have given: numbers (or Values) of the same shape; classes one-hot
    reduction    "mean" divides the sum by the number of samples, "mean_all" by the number of entries,
                 "sum" by nothing
    factor       a number in front, such as 0.5 for ½Σ(a − y)²

A flat list is one sample. A batch is a list of samples, each a list: `[model.trace(x).output for x in X]`.
Squared error and the cross-entropies take activations (probabilities); those named `_with_logits` take
pre-activations, and stay finite where a probability would round to 0 or 1.
"""

from collections.abc import Callable
from typing import Any

from engine import Value
from engine.checks import as_float, describe, is_number
from nn.words import REDUCTIONS, one_of

Target = Value | float
Sample = list[tuple[Value, Target]]


def squared_error(predictions: Any, targets: Any, *, reduction: str = "mean", factor: float = 1.0) -> Value:
    """factor · Σ (a − y)², divided as `reduction` says.

    >>> squared_error([Value(0.5), Value(2.0)], [1.0, 0.0], factor=0.5).data
    2.125
    """
    return _reduce(_entries(lambda a, y: (a - y) ** 2), predictions, targets, reduction, factor)


def binary_cross_entropy(predictions: Any, targets: Any, *, reduction: str = "mean", factor: float = 1.0) -> Value:
    """−factor · Σ (y log a + (1 − y) log(1 − a)), for probabilities a, such as a sigmoid's.

    A term with weight 0 is left out, so a = 0 with y = 0 gives 0, not 0 · log 0.

    >>> round(binary_cross_entropy(Value(0.8), 1).data, 6)
    0.223144
    """
    return _reduce(
        _entries(lambda a, y: _sum(_weighted([(y, a), (1 - y, 1 - a)]))), predictions, targets, reduction, factor
    )


def cross_entropy(predictions: Any, targets: Any, *, reduction: str = "mean", factor: float = 1.0) -> Value:
    """−factor · Σ y log a, for probabilities a that sum to 1 in each sample, such as a softmax's.

    >>> round(cross_entropy([Value(0.2), Value(0.8)], [0, 1]).data, 6)
    0.223144
    """
    return _reduce(lambda sample: _sum(_weighted([(y, a) for a, y in sample])), predictions, targets, reduction, factor)


def binary_cross_entropy_with_logits(
    predictions: Any, targets: Any, *, reduction: str = "mean", factor: float = 1.0
) -> Value:
    """Binary cross-entropy of sigmoid(s), from the logits s: softplus(s) − y s, which cannot overflow.

    >>> binary_cross_entropy_with_logits(Value(-1000.0), 1).data
    1000.0
    """
    return _reduce(_entries(lambda s, y: s.softplus() - y * s), predictions, targets, reduction, factor)


def cross_entropy_with_logits(predictions: Any, targets: Any, *, reduction: str = "mean", factor: float = 1.0) -> Value:
    """Cross-entropy of softmax(s), from the logits s: Σ y · (log Σ e**s − s). PyTorch's `cross_entropy`.

    >>> cross_entropy_with_logits([Value(1000.0), Value(0.0)], [0, 1]).data
    1000.0
    """

    def one(sample: Sample) -> Value:
        shift = max(s.data for s, _ in sample)  # a plain number: it cancels, and keeps the exponentials in range
        log_sum = _sum([(s - shift).exp() for s, _ in sample]).log() + shift
        return _sum([y * (log_sum - s) for s, y in sample])

    return _reduce(one, predictions, targets, reduction, factor)


BY_NAME: dict[str, Callable[..., Value]] = {
    "mse": squared_error,
    "bce": binary_cross_entropy,
    "cross_entropy": cross_entropy,
}
"""The losses by the short names of `nn.words.LOSSES`."""


def _entries(term: Callable[[Value, Any], Value]) -> Callable[[Sample], Value]:
    """The loss of a sample as the sum of a term for each entry."""
    return lambda sample: _sum([term(a, y) for a, y in sample])


def _weighted(terms: list[tuple[Any, Value]]) -> list[Value]:
    """−w · log p for each (w, p); a weight that is the number 0 gives no term, and 1 no product."""
    kept = [(w, p.log()) for w, p in terms if isinstance(w, Value) or w != 0]
    if not kept:
        return [terms[0][1] * 0.0]  # nothing weighs anything: a loss of 0 that can still be differentiated
    return [-(log if not isinstance(w, Value) and w == 1 else w * log) for w, log in kept]


def _sum(terms: list[Value]) -> Value:
    """The terms added from the left, with no 0 in front to draw."""
    total = terms[0]
    for term in terms[1:]:
        total = total + term
    return total


def _reduce(loss_of: Callable[[Sample], Value], predictions: Any, targets: Any, reduction: str, factor: float) -> Value:
    """factor times the summed loss of all samples, divided as `reduction` says."""
    one_of("reduction", reduction, REDUCTIONS)
    batch = pair(predictions, targets, reduction)
    counts = {"mean": len(batch), "sum": 1, "mean_all": sum(len(sample) for sample in batch)}
    scale = as_float(factor, "factor") / counts[reduction]
    total = _sum([loss_of(sample) for sample in batch])
    return total if scale == 1.0 else total * scale


def pair(predictions: Any, targets: Any, reduction: str = "mean") -> list[Sample]:
    """Predictions with their targets, sample by sample; ValueError, naming the shapes, where they do not fit."""
    a, y = _listed(predictions), _listed(targets)
    if _shape(y) == (*_shape(a), 1) and len(_shape(a)) == 1:
        a = [[prediction] for prediction in a]  # targets in a column: each prediction is a sample
    if {_shape(a), _shape(y)} == {(), (1,)}:
        a, y = (v if isinstance(v, list) else [v] for v in (a, y))  # one output, one target
    if _shape(a) != _shape(y):
        raise ValueError(
            f"predictions have shape {_shape(a)} and targets have shape {_shape(y)}: they must be the same, "
            "with a row for each sample."
        )
    if len(_shape(a)) == 1:
        _refuse_flat_batch(a, reduction)
    for _ in range(2 - len(_shape(a))):
        a, y = [a], [y]
    return [[_checked(*entry) for entry in zip(*sample, strict=True)] for sample in zip(a, y, strict=True)]


def _refuse_flat_batch(flat: list[Any], reduction: str) -> None:
    """A flat list is one sample; two outputs of the same neuron in it are two samples, and "mean" would be wrong."""
    labels = [label for v in flat if hasattr(label := getattr(v, "label", ""), "place")]
    if reduction == "mean" and len(set(map(id, labels))) < len(labels):  # a neuron has one label object
        raise ValueError(
            f"a flat list of {len(flat)} predictions is one sample, but these are several samples of the same neuron, "
            "and the mean would divide by the wrong number: write [[model(x)] for x in X], a row for each sample, "
            "and targets likewise."
        )


def _checked(prediction: Any, target: Any) -> tuple[Value, Target]:
    if not isinstance(prediction, Value):
        raise TypeError(f"a prediction got {describe(prediction)}; a Value is needed, as a model gives it.")
    return prediction, target if isinstance(target, Value) else as_float(target, "a target")


def _listed(given: Any) -> Any:
    """Arrays, tuples and lists as lists; a single number or Value as it is."""
    if hasattr(given, "tolist"):
        given = given.tolist()
    if isinstance(given, list | tuple):
        return [_listed(x) for x in given]
    if isinstance(given, Value) or is_number(given):
        return given
    raise TypeError(f"a loss got {describe(given)}; numbers or Values are needed, alone or in lists.")


def _shape(nested: Any) -> tuple[int, ...]:
    """The shape of nested lists; ValueError if rows differ, or there are none, or they nest too deep."""
    if not isinstance(nested, list):
        return ()
    shapes = {_shape(x) for x in nested}
    if len(shapes) != 1:
        found = f"shapes {sorted(shapes)}" if shapes else "nothing"
        raise ValueError(f"a loss needs at least one sample, and samples of one length; got {found}.")
    shape = (len(nested), *shapes.pop())
    if len(shape) > 2:
        raise ValueError(f"a batch is a list of samples, each a list of numbers; got {len(shape)} levels of lists.")
    return shape
