"""Predictions of a network, their accuracy, and the loss of samples without training."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any, cast

from engine import Value, no_grad
from engine.table.checks import as_float, check_kind, describe
from nn import losses
from nn.batches import target_rows
from nn.settings import Reduction, one_of
from nn.training.samples import Rows, paired, rows_of_numbers

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Metric = Callable[[Rows, Rows], float]


# --- predictions ---------------------------------------------------------------------------------


def outputs_of(model: Callable[[Any], Any], x: Sequence[float]) -> list[Value]:
    """Return what the model makes of one sample, as a list of Values also where it is one."""
    made = model(x)
    return list(made) if isinstance(made, list | tuple) else [made]


def unrecorded(model: Callable[[Any], Any], inputs: Rows) -> list[list[Value]]:
    """Return the outputs for each sample as constants; TypeError for what is no model."""
    check_kind("model", model, Callable, "an MLP is needed, or a function of one sample")
    with no_grad():
        made = [outputs_of(model, x) for x in inputs]
    for a in chain.from_iterable(made):
        check_kind("an output of the model", a, Value, "a Value is needed")
    return made


def predictions(model: Callable[[Any], Any], inputs: Rows) -> Rows:
    """Return the outputs for each sample as numbers; no graph is recorded."""
    return [[a.data for a in row] for row in unrecorded(model, inputs)]


def predict(model: Callable[[Any], Any], X: Any) -> NDArray[np.float64]:
    """Return the outputs for each sample, (samples, outputs).

    Args:
        model: an MLP, or anything that makes a Value or a list of Values of one sample.
        X: samples as rows; a flat list has one input for each sample.

    Raises:
        ValueError, TypeError: for what is not rows of numbers, or does not fit the model.

    >>> from nn import MLP
    >>> predict(MLP(2, [1], init="ones"), [[1.0, 2.0], [3.0, 4.0]])
    array([[3.],
           [7.]])
    """
    import numpy as np

    return np.array(predictions(model, rows_of_numbers("X", X)))


# --- how good they are -----------------------------------------------------------------------------


def accuracy(outputs: Any, targets: Any, *, threshold: float | None = None) -> float:
    """Return the share of samples that are put into the right class, from 0 to 1.

    With several outputs the largest one is the class, and so it is among the targets. With one output there are
    two classes, above and below a threshold.

    Args:
        outputs: (samples, outputs), as `predict` gives them.
        targets: of the same shape, classes one-hot; or the number of its class for each sample.
        threshold: for one output; None is 0 if a target is −1, and 0.5 if none is.

    Raises:
        ValueError: if the shapes differ.

    >>> accuracy([[0.2, 0.8], [0.9, 0.1]], [[0, 1], [0, 1]])
    0.5
    >>> accuracy([[0.2, 0.8], [0.9, 0.1]], [1, 0])
    1.0
    >>> accuracy([[0.7], [0.4]], [[1], [0]])
    1.0
    """
    a, given = rows_of_numbers("outputs", outputs), rows_of_numbers("targets", targets)
    rows = target_rows(given, len(a), len(a[0]), classes=True)
    if rows is None:
        raise ValueError(
            f"outputs have shape {(len(a), len(a[0]))} and targets {(len(given), len(given[0]))}: they must be the "
            "same, or the targets a class for each sample, a whole number from 0."
        )
    y = cast(Rows, rows)
    if len(a[0]) > 1:
        return sum(p.index(max(p)) == q.index(max(q)) for p, q in zip(a, y, strict=True)) / len(a)
    middle = 0.0 if any(q[0] == -1 for q in y) else 0.5
    between = middle if threshold is None else as_float(threshold, "threshold")
    return sum((p[0] > between) == (q[0] > middle) for p, q in zip(a, y, strict=True)) / len(a)


def metrics_named(given: Any, loss: Callable[..., Value]) -> dict[str, Metric]:
    """Return metrics by name, from a list of names and functions, or from one alone.

    >>> [*metrics_named("accuracy", losses.squared_error)]
    ['accuracy']
    """
    if isinstance(given, str) or callable(given):
        given = [given]
    if not isinstance(given, list | tuple):
        raise TypeError(f'metrics got {describe(given)}; a list is needed, such as ["accuracy"].')
    return dict(metric_named(metric, loss) for metric in given)


def metric_named(given: Any, loss: Callable[..., Value]) -> tuple[str, Metric]:
    """Return a metric and its name, from a name or a function; with logits the two classes part at 0."""
    if callable(given):
        return str(getattr(given, "__name__", type(given).__name__)), given
    one_of("metric", given, ("accuracy",))
    row = losses.row_behind(loss)
    logits = row is not None and loss is row.logits
    return "accuracy", lambda a, y: accuracy(a, y, threshold=0.0 if logits else None)


# --- losses --------------------------------------------------------------------------------------


def loss_named(given: Any) -> Callable[..., Value]:
    """Return a loss function, from a word of `nn.losses.TABLE`, or a function that is one already.

    >>> loss_named("mse").__name__
    'squared_error'
    """
    if callable(given):
        return given  # type: ignore[no-any-return]  # a function of predictions and targets
    row = losses.row_of(given)
    return row.function or row


def evaluate(
    model: Callable[[Any], Any],
    X: Any,
    Y: Any,
    *,
    loss: Any = "mse",
    reduction: Reduction = "mean",
    factor: float = 1.0,
    metrics: Any = (),
) -> dict[str, float]:
    """Return the loss and the metrics of a model on samples it is not trained on.

    Args:
        model: an MLP, or anything that makes a Value or a list of Values of one sample.
        X: samples as rows, (samples, inputs).
        Y: targets, (samples, outputs); a flat list for one output; for a cross-entropy also a class for each sample.
        loss: a word of `nn.losses.TABLE`, a function of `nn.losses`, or your own of (predictions, targets).
        reduction: "mean" over the samples, "sum", or "mean_all" over all entries; not for a loss of your own.
        factor: a number in front of the loss; not for a loss of your own.
        metrics: "accuracy", a function of (outputs, targets), rows of floats, that gives a number; or a list of these.

    Raises:
        ValueError, TypeError: for what does not fit; the message names it.

    Returns:
        {"loss": …, "accuracy": …}: the loss, then each metric by its name.

    >>> from nn import MLP
    >>> evaluate(MLP(1, [1], init="ones"), [[1.0], [0.25]], [[1.0], [0.0]], metrics=["accuracy"])
    {'loss': 0.03125, 'accuracy': 1.0}
    """
    inputs, targets = paired(X, Y)
    function = loss_named(loss)
    named = metrics_named(metrics, function)
    made = unrecorded(model, inputs)
    with no_grad():
        words: dict[str, Any] = {"reduction": reduction, "factor": factor} if losses.row_behind(function) else {}
        total = function(made, targets, **words).data
    numbers = [[a.data for a in outputs] for outputs in made]
    rows = as_the_loss_takes_them(function, targets, len(made[0]))
    return {"loss": total, **{name: as_float(metric(numbers, rows), name) for name, metric in named.items()}}


def as_the_loss_takes_them(loss: Callable[..., Value], targets: Rows, outputs: int) -> Rows:
    """Return targets with a number for each output: a class as its one-hot row, if the loss takes classes.

    >>> as_the_loss_takes_them(losses.cross_entropy, [[2.0]], 3), as_the_loss_takes_them(losses.hinge, [[1.0]], 1)
    ([[0.0, 0.0, 1.0]], [[1.0]])
    """
    row = losses.row_behind(loss)
    rows = target_rows(targets, len(targets), outputs, classes=True) if row is not None and row.classes else None
    return targets if rows is None else cast(Rows, rows)
