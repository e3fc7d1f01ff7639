"""Losses, written with `Value` arithmetic so that they can be read, drawn and differentiated.

All share these words:

    predictions  what the network gave: a Value, a list of Values (one sample), or a list of samples
    targets      what it should have given: numbers (or Values) of the same shape; classes one-hot
    reduction    "mean" divides the sum by the number of samples, "mean_all" by the number of entries,
                 "sum" by nothing
    factor       a number in front, such as 0.5 for ½Σ(a − y)²

A batch is a list of samples, each a list of outputs: `[model.trace(x).output for x in X]`. A flat list may be
the outputs of one sample, or, if the network has one output, `[model(x) for x in X]`. What a network made is
labelled, so that the two are told apart; where that cannot be told and the mean would be another number,
a loss asks for `[[a, b]]` (one sample) or `[[a], [b]]` (two).

The cross-entropies take activations (probabilities); those named `_with_logits` take pre-activations, and stay
finite where a probability would round to 0 or 1.

All raise ValueError where shapes, words or probabilities do not fit, and TypeError for what is no number; the
message names what was given.
"""

from collections.abc import Callable
from typing import Any

from engine import Value, logsumexp
from engine.table.checks import as_float
from nn.batches import Sample, pair
from nn.settings import REDUCTIONS, one_of, positive


def squared_error(predictions: Any, targets: Any, *, reduction: str = "mean", factor: float = 1.0) -> Value:
    """factor · Σ (a − y)², divided as `reduction` says.

    >>> squared_error([[Value(0.5), Value(2.0)]], [[1.0, 0.0]], factor=0.5).data
    2.125
    """
    batch = pair(predictions, targets, flat_is_clear=reduction != "mean")
    return reduce(lambda sample: add([(a - y) ** 2 for a, y in sample]), batch, reduction, factor)


def absolute_error(predictions: Any, targets: Any, *, reduction: str = "mean", factor: float = 1.0) -> Value:
    """factor · Σ |a − y|, divided as `reduction` says; where a = y the derivative is 0. PyTorch's `L1Loss`.

    >>> absolute_error([[Value(0.5), Value(2.0)]], [[1.0, 0.0]]).data
    2.5
    """
    batch = pair(predictions, targets, flat_is_clear=reduction != "mean")
    return reduce(lambda sample: add([(a - y).abs() for a, y in sample]), batch, reduction, factor)


def huber(predictions: Any, targets: Any, *, delta: float = 1.0, reduction: str = "mean", factor: float = 1.0) -> Value:
    """factor · Σ h(a − y): half the squared error up to `delta`, and beyond it a straight line (Huber, 1964).

    With d = |a − y| and m = min(d, delta), both pieces are h = m · (d − m / 2): d² / 2 where d ≤ delta, and
    delta · (d − delta / 2) beyond. An outlier pulls with delta at most. PyTorch's `HuberLoss`.

    Raises:
        ValueError: if `delta` is not positive.

    >>> huber([[Value(0.5), Value(3.0)]], [[0.0, 0.0]]).data  # 0.125 + 2.5
    2.625
    """
    positive("delta of huber", delta)
    batch = pair(predictions, targets, flat_is_clear=reduction != "mean")
    return reduce(lambda sample: add([_huber(a - y, delta) for a, y in sample]), batch, reduction, factor)


def hinge(predictions: Any, targets: Any, *, reduction: str = "mean", factor: float = 1.0) -> Value:
    """factor · Σ max(0, 1 − y a), for targets −1 and 1: the loss of a support vector machine.

    A score a on the right side of 0, by 1 or more, costs nothing. At the kink y a = 1 the derivative is 0.

    >>> hinge([[Value(0.5)], [Value(-2.0)]], [[1], [-1]]).data  # (0.5 + 0) / 2 samples
    0.25
    """
    batch = pair(predictions, targets, flat_is_clear=reduction != "mean")
    _check_targets(batch, "hinge", lambda y: y in (-1.0, 1.0), "-1 or 1 is needed, for the two classes.")
    return reduce(lambda sample: add([(1 - y * a).relu() for a, y in sample]), batch, reduction, factor)


def binary_cross_entropy(predictions: Any, targets: Any, *, reduction: str = "mean", factor: float = 1.0) -> Value:
    """−factor · Σ (y log a + (1 − y) log(1 − a)), for probabilities a, such as a sigmoid's.

    A term with weight 0 is left out, so a = 0 with y = 0 gives 0, not 0 · log 0.

    >>> round(binary_cross_entropy(Value(0.8), 1).data, 6)
    0.223144
    """
    batch = pair(predictions, targets, flat_is_clear=reduction != "mean")
    _check_probabilities(batch, "binary_cross_entropy")
    return reduce(lambda sample: add([_two_classes(a, y) for a, y in sample]), batch, reduction, factor)


def cross_entropy(predictions: Any, targets: Any, *, reduction: str = "mean", factor: float = 1.0) -> Value:
    """−factor · Σ y log a, for probabilities a that sum to 1 in each sample, such as a softmax's.

    PyTorch's function of this name takes logits: that is `cross_entropy_with_logits` here.

    >>> round(cross_entropy([Value(0.2), Value(0.8)], [0, 1]).data, 6)
    0.223144
    """
    batch = pair(predictions, targets, flat_is_clear=True)
    _check_probabilities(batch, "cross_entropy")
    return reduce(lambda sample: _weighted_logs([(y, a) for a, y in sample]), batch, reduction, factor)


def binary_cross_entropy_with_logits(
    predictions: Any, targets: Any, *, reduction: str = "mean", factor: float = 1.0
) -> Value:
    """Binary cross-entropy of sigmoid(s), from the logits s: softplus(s) − y s, which cannot overflow.

    >>> binary_cross_entropy_with_logits(Value(-1000.0), 1).data
    1000.0
    """
    batch = pair(predictions, targets, flat_is_clear=reduction != "mean")
    _check_targets(batch, "binary_cross_entropy_with_logits", *PROBABILITY)
    return reduce(lambda sample: add([s.softplus() - y * s for s, y in sample]), batch, reduction, factor)


def cross_entropy_with_logits(predictions: Any, targets: Any, *, reduction: str = "mean", factor: float = 1.0) -> Value:
    """Cross-entropy of softmax(s), from the logits s: Σ y · (log Σ e**s − s). PyTorch's `cross_entropy`.

    >>> cross_entropy_with_logits([Value(1000.0), Value(0.0)], [0, 1]).data
    1000.0
    """

    def one(sample: Sample) -> Value:
        if len(sample) == 1:
            raise ValueError("softmax over one class is always 1: use binary_cross_entropy_with_logits for one output.")
        log_sum = logsumexp([s for s, _ in sample])
        kept = [y * (log_sum - s) for s, y in sample if isinstance(y, Value) or y != 0]
        return add(kept) if kept else log_sum * 0.0

    batch = pair(predictions, targets, flat_is_clear=True)
    _check_targets(batch, "cross_entropy_with_logits", *PROBABILITY)
    return reduce(one, batch, reduction, factor)


BY_NAME: dict[str, Callable[..., Value]] = {
    "mse": squared_error,
    "mae": absolute_error,
    "huber": huber,
    "hinge": hinge,
    "bce": binary_cross_entropy,
    "cross_entropy": cross_entropy,
}
"""The losses by the short names of `nn.settings.LOSSES`."""


def reduce(loss_of: Callable[[Sample], Value], batch: list[Sample], reduction: str, factor: float) -> Value:
    """factor times the summed loss of all samples, divided as `reduction` says."""
    one_of("reduction", reduction, REDUCTIONS)
    counts = {"mean": len(batch), "sum": 1, "mean_all": sum(len(sample) for sample in batch)}
    scale = as_float(factor, "factor") / counts[reduction]
    total = add([loss_of(sample) for sample in batch])
    return total if scale == 1.0 else total * scale


def add(terms: list[Value]) -> Value:
    """The terms added from the left, with no 0 in front to draw."""
    total = terms[0]
    for term in terms[1:]:
        total = total + term
    return total


def _two_classes(a: Value, y: Any) -> Value:
    """−(y log a + (1 − y) log(1 − a))."""
    return _weighted_logs([(y, a), (1 - y, 1 - a)])


def _weighted_logs(terms: list[tuple[Any, Value]]) -> Value:
    """−Σ w · log p over (w, p); a weight that is the number 0 gives no term, and 1 no product."""
    kept = [(w, p.log()) for w, p in terms if isinstance(w, Value) or w != 0]
    if not kept:
        return terms[0][1] * 0.0  # nothing weighs anything: a loss of 0 that can still be differentiated
    return add([-(log if not isinstance(w, Value) and w == 1 else w * log) for w, log in kept])


def _huber(difference: Value, delta: float) -> Value:
    """m · (d − m / 2)."""
    d = difference.abs()
    m = d.min(delta)
    return m * (d - m * 0.5)


PROBABILITY = (
    lambda x: 0 <= x <= 1,
    "a probability is needed, from 0 to 1; a class is written one-hot, as [0, 0, 1].",
)
"""What the target of a cross-entropy must be, and how that is said."""


def _check_targets(batch: list[Sample], name: str, fits: Callable[[float], bool], needed: str) -> None:
    """ValueError for the first target that makes no sense for the loss."""
    for sample in batch:
        for _, y in sample:
            number = y.data if isinstance(y, Value) else y
            if not fits(number):
                raise ValueError(f"a target of {name} got {number:g}; {needed}")


def _check_probabilities(batch: list[Sample], name: str) -> None:
    """Outside 0 to 1 the formulas give numbers that mean nothing."""
    _check_targets(batch, name, *PROBABILITY)
    for sample in batch:
        for a, _ in sample:
            if not 0 <= a.data <= 1:
                raise ValueError(
                    f"a prediction of {name} got {a.data}; a probability is needed, from 0 to 1. "
                    f"For pre-activations (logits) use {name}_with_logits."
                )
