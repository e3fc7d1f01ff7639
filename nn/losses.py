"""The table of losses: one row for each, which holds all that is known of it.

`fit`, `evaluate`, `compare`, `per_sample`, `diagnose`, `nn.matrix`, the command line and the functions of this file
read the rows of `TABLE`; to add a loss is to add a row. Values and derivatives are written once, as plain expressions
that take a Value or an array alike.

All loss functions share these words:

    predictions  what the network gave: a Value, a list of Values (one sample), or a list of samples
    targets      what it should have given: numbers (or Values) of the same shape; a flat list for one output; for a
                 cross-entropy of several outputs also the number of its class for each sample
    reduction    "mean" divides the sum by the number of samples, "mean_all" by the number of entries,
                 "sum" by nothing
    factor       a number in front, such as 0.5 for ½Σ(a − y)²

A batch is a list of samples, each a list of outputs: `[model.trace(x).output for x in X]`. A flat list may be
the outputs of one sample, or, if the network has one output, `[model(x) for x in X]`. What a network made is
labelled, so that the two are distinguished; where they cannot be and the mean would be another number,
a loss asks for `[[a, b]]` (one sample) or `[[a], [b]]` (two).

The cross-entropies take activations (probabilities); those named `_with_logits` take pre-activations, and stay
finite where a probability would round to 0 or 1.

All raise ValueError where shapes, words, classes or probabilities do not fit, and TypeError for anything that is not
a number; the message names what was given.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from engine import Value, ops
from nn.batches import pair as pair  # what a loss of one's own is made of, too
from nn.loss_row import NUMBER as NUMBER  # for rows elsewhere
from nn.loss_row import Domain, Loss
from nn.loss_row import add as add
from nn.loss_row import reduce as reduce
from nn.settings import Reduction, one_of, positive

# --- what the rows are written with -------------------------------------------------------------


def weighted(weight: Any, function: Callable[[Any], Any], x: Any) -> Any:
    """Return weight · function(x), or 0 where the weight is the number 0, whatever function(x) is there.

    A weight that is the number 1 leaves no product.
    """
    if isinstance(weight, Value):
        return weight * function(x)
    if hasattr(weight, "ndim"):
        import numpy as np  # only a caller who has arrays gets here

        with np.errstate(divide="ignore"):
            return np.where(weight == 0, 0.0, weight * function(np.where(weight == 0, 1.0, x)))
    return 0.0 if weight == 0 else function(x) if weight == 1 else weight * function(x)


def both(one: Any, other: Any) -> Any:
    """Return the sum of two terms, without one that is the number 0."""
    kept = [term for term in (one, other) if not isinstance(term, float) or term != 0]
    return add(kept) if kept else 0.0


def inverse(x: Any) -> Any:
    """Return 1 / x; for the number 0 its limit from above, as in NumPy."""
    return math.inf if isinstance(x, float) and x == 0 else 1 / x


def log_of_sum(xs: list[Any]) -> Any:
    """Return log Σ e**x of Values, or of arrays entry by entry."""
    if any(hasattr(x, "ndim") and not isinstance(x, Value) for x in xs):
        import numpy as np  # only a caller who has arrays gets here

        return np.logaddexp.reduce(xs)
    return ops.logsumexp(xs)


def _shares(chances: Any) -> Any:
    """Return each row of an array divided by its sum, if it has more than one entry."""
    return chances / chances.sum(axis=1, keepdims=True) if chances.shape[1] > 1 else chances


def _huber(a: Any, y: Any, delta: float = 1.0) -> Any:
    """Return m · (d − m / 2), with the distance d and m = min(d, delta)."""
    d = ops.absolute(a - y)
    m = ops.minimum(d, delta)
    return m * (d - m * 0.5)


def _two_classes(a: Any, y: Any) -> Any:
    """Return −(y log a + (1 − y) log(1 − a))."""
    return both(_surprise(a, y), _surprise(1 - a, 1 - y))


def _surprise(p: Any, weight: Any) -> Any:
    """Return −weight · log p."""
    return -weighted(weight, ops.log, p)


def _two_classes_of_logits(s: list[Any], y: list[Any]) -> list[Any]:
    """Return −y log σ(s) − (1 − y) log σ(−s), each as a softplus, which keeps all digits of a tiny one."""
    return [both(weighted(t, ops.softplus, -z), weighted(1 - t, ops.softplus, z)) for z, t in zip(s, y, strict=True)]


def _classes_of_logits(s: list[Any], y: list[Any]) -> list[Any]:
    """Return −y log softmax(s), as in `log_softmax`."""
    if len(s) == 1:
        raise ValueError("softmax over one class is always 1: use binary_cross_entropy_with_logits for one output.")
    highest = log_of_sum(s)
    shifted = [z - highest for z in s]
    rest = log_of_sum(shifted)
    return [weighted(t, lambda z: rest - z, z) for z, t in zip(shifted, y, strict=True)]


# --- the losses as functions -----------------------------------------------------------------------


def squared_error(predictions: Any, targets: Any, *, reduction: Reduction = "mean", factor: float = 1.0) -> Value:
    """Return factor · Σ (a − y)², divided as `reduction` says.

    >>> squared_error([[Value(0.5), Value(2.0)]], [[1.0, 0.0]], factor=0.5).data
    2.125
    """
    return TABLE["mse"].total(predictions, targets, reduction=reduction, factor=factor)


def absolute_error(predictions: Any, targets: Any, *, reduction: Reduction = "mean", factor: float = 1.0) -> Value:
    """Return factor · Σ |a − y|, divided as `reduction` says; where a = y the derivative is 0. PyTorch's `L1Loss`.

    >>> absolute_error([[Value(0.5), Value(2.0)]], [[1.0, 0.0]]).data
    2.5
    """
    return TABLE["mae"].total(predictions, targets, reduction=reduction, factor=factor)


def huber(
    predictions: Any, targets: Any, *, delta: float = 1.0, reduction: Reduction = "mean", factor: float = 1.0
) -> Value:
    """Return half the squared error up to a distance of `delta`, and beyond it a straight line (Huber, 1964).

    It is factor · Σ huber(a − y). With d = |a − y| and m = min(d, delta), both pieces are m · (d − m / 2): d² / 2 where
    d ≤ delta, and delta · (d − delta / 2) beyond. An outlier pulls with delta at most. PyTorch's `HuberLoss`.

    Raises:
        ValueError: if `delta` is not positive.

    >>> huber([[Value(0.5), Value(3.0)]], [[0.0, 0.0]]).data  # 0.125 + 2.5
    2.625
    """
    positive("delta of huber", delta)
    return TABLE["huber"].total(predictions, targets, reduction=reduction, factor=factor, delta=delta)


def hinge(predictions: Any, targets: Any, *, reduction: Reduction = "mean", factor: float = 1.0) -> Value:
    """Return factor · Σ max(0, 1 − y a), for targets −1 and 1: the loss of a support vector machine.

    A score a on the right side of 0, by 1 or more, costs nothing. At the kink y a = 1 the derivative is 0.

    >>> hinge([[Value(0.5)], [Value(-2.0)]], [1, -1]).data  # (0.5 + 0) / 2 samples
    0.25
    """
    return TABLE["hinge"].total(predictions, targets, reduction=reduction, factor=factor)


def binary_cross_entropy(
    predictions: Any, targets: Any, *, reduction: Reduction = "mean", factor: float = 1.0
) -> Value:
    """Return −factor · Σ (y log a + (1 − y) log(1 − a)), for probabilities a, such as a sigmoid's.

    A term with weight 0 is left out, so a = 0 with y = 0 gives 0, not 0 · log 0.

    >>> round(binary_cross_entropy(Value(0.8), 1).data, 6)
    0.223144
    """
    return TABLE["bce"].total(predictions, targets, reduction=reduction, factor=factor)


def cross_entropy(predictions: Any, targets: Any, *, reduction: Reduction = "mean", factor: float = 1.0) -> Value:
    """Return −factor · Σ y log a, for probabilities a that sum to 1 in each sample, such as a softmax's.

    A target is a row of probabilities, such as a one-hot one, or the number of the sample's class. PyTorch's function
    of this name takes logits: that is `cross_entropy_with_logits` here.

    >>> round(cross_entropy([Value(0.2), Value(0.8)], [0, 1]).data, 6)
    0.223144
    >>> round(cross_entropy([[Value(0.2), Value(0.8)]], [1]).data, 6)
    0.223144
    """
    return TABLE["cross_entropy"].total(predictions, targets, reduction=reduction, factor=factor)


def binary_cross_entropy_with_logits(
    predictions: Any, targets: Any, *, reduction: Reduction = "mean", factor: float = 1.0
) -> Value:
    """Return the binary cross-entropy of sigmoid(s), from the logits s: Σ y softplus(−s) + (1 − y) softplus(s).

    It is exact also where a probability would round to 0 or 1.

    >>> binary_cross_entropy_with_logits(Value(-1000.0), 1).data
    1000.0
    """
    return TABLE["bce"].total_of_logits(predictions, targets, reduction=reduction, factor=factor)


def cross_entropy_with_logits(
    predictions: Any, targets: Any, *, reduction: Reduction = "mean", factor: float = 1.0
) -> Value:
    """Return the cross-entropy of softmax(s), from the logits s: Σ y · (log Σ e**s − s). PyTorch's `cross_entropy`.

    A target is a row of probabilities, such as a one-hot one, or the number of the sample's class. A number that all
    logits have in common cancels before anything is rounded by it, however large it is.

    >>> cross_entropy_with_logits([Value(1000.0), Value(0.0)], [0, 1]).data
    1000.0
    >>> cross_entropy_with_logits([[Value(1e16), Value(1e16)]], [0]).data == math.log(2)
    True
    """
    return TABLE["cross_entropy"].total_of_logits(predictions, targets, reduction=reduction, factor=factor)


# --- the table -------------------------------------------------------------------------------------

SIGN = Domain(
    "-1 or 1 is needed, for the two classes.",
    lambda x: x in (-1.0, 1.0),
    lambda rng, shape: rng.choice([-1.0, 1.0], shape),
)
CHANCE = Domain(
    "a probability is needed, from 0 to 1.", lambda x: 0 <= x <= 1, lambda rng, shape: rng.uniform(0.1, 0.9, shape)
)
YES_OR_NO = replace(CHANCE, needed="a probability is needed, from 0 to 1; a class is written one-hot, as [0, 0, 1].")
CLASS = Domain(
    "a probability is needed, from 0 to 1; a class is written one-hot, as [0, 0, 1], or as its number.",
    CHANCE.fits,
    lambda rng, shape: _shares(CHANCE.draw(rng, shape)),
)

ROWS = (
    Loss(
        "mse",
        value=lambda a, y: (a - y) ** 2,
        derivative=lambda a, y: 2 * (a - y),
        text="Σ (a − y)²",
        latex=r"\sum (a - y)^2",
        numpy="2 * (A - Y)",
        samples=((-1.5, 0.25), (0.5, 2.0), (2.5, 0.5)),
        function=squared_error,
    ),
    Loss(
        "mae",
        value=lambda a, y: ops.absolute(a - y),
        derivative=lambda a, y: ops.sign(a - y),
        text="Σ |a − y|",
        latex=r"\sum \left\lvert a - y \right\rvert",
        numpy="np.sign(A - Y)",
        samples=((-1.5, 0.25), (0.5, 2.0), (2.5, 0.5)),
        function=absolute_error,
    ),
    Loss(
        "huber",
        value=_huber,
        derivative=lambda a, y: ops.maximum(ops.minimum(a - y, 1.0), -1.0),
        text="Σ huber(a − y)",
        latex=r"\sum \mathrm{huber}(a - y)",
        numpy="np.clip(A - Y, -1, 1)",
        samples=((-1.5, 0.25), (0.5, 0.25), (2.5, 0.5), (0.25, 1.0)),
        function=huber,
    ),
    Loss(
        "hinge",
        value=lambda a, y: ops.relu(1 - y * a),
        derivative=lambda a, y: -y * ops.step(1 - y * a),
        text="Σ max(0, 1 − y a)",
        latex=r"\sum \max(0, 1 - y a)",
        numpy="-Y * (Y * A < 1)",
        targets=SIGN,
        samples=((0.25, 1.0), (-2.0, 1.0), (3.0, -1.0), (-2.0, -1.0)),
        function=hinge,
    ),
    Loss(
        "bce",
        value=_two_classes,
        derivative=lambda a, y: weighted(1 - y, inverse, 1 - a) - weighted(y, inverse, a),
        text="−Σ (y log a + (1 − y) log(1 − a))",
        latex=r"-\sum \left(y \log a + (1 - y) \log(1 - a)\right)",
        numpy="(A - Y) / (A * (1 - A))",
        targets=YES_OR_NO,
        outputs=CHANCE,
        samples=((0.3, 1.0), (0.8, 0.0), (0.6, 0.25)),
        partner="sigmoid",
        logits=binary_cross_entropy_with_logits,
        of_logits=_two_classes_of_logits,
        delta=lambda A, Y: A - Y,
        function=binary_cross_entropy,
    ),
    Loss(
        "cross_entropy",
        value=_surprise,
        derivative=lambda a, y: -weighted(y, inverse, a),
        text="−Σ y log a",
        latex=r"-\sum y \log a",
        numpy="-Y / A",
        targets=CLASS,
        outputs=CHANCE,
        samples=((0.3, 1.0), (0.8, 0.5), (0.6, 0.25)),
        partner="softmax",
        logits=cross_entropy_with_logits,
        of_logits=_classes_of_logits,
        delta=lambda A, Y: A * Y.sum(axis=1, keepdims=True) - Y,
        classes=True,
        function=cross_entropy,
    ),
)

TABLE: dict[str, Loss] = {row.word: row for row in ROWS}
"""The losses by the words for them: "mse", "mae", "huber", "hinge", "bce" and "cross_entropy"."""


def row_of(loss: str) -> Loss:
    """Return the row of a word.

    Raises:
        ValueError: for another word; the message lists them.

    >>> row_of("huber").numpy
    'np.clip(A - Y, -1, 1)'
    """
    return TABLE[one_of("loss", loss, TABLE)]


def row_behind(function: Any) -> Loss | None:
    """Return the row that a function is the loss of, or the form that takes logits; None for any other function.

    >>> row_behind(cross_entropy_with_logits).word
    'cross_entropy'
    """
    return next((row for row in TABLE.values() if any(function is f for f in (row, row.function, row.logits))), None)
