"""The scalar engine's side of a comparison: the loss of a batch as one graph, and its gradients as arrays."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from engine import Value
from engine.derivatives import adjoints
from nn.loss_row import Loss
from nn.losses import row_of
from nn.networks.modules import MLP
from nn.networks.trace import Trace
from nn.settings import Orientation

Gradients = dict[str, NDArray[np.float64]]
Leaves = dict[str, NDArray[Any]]


class Batch(NamedTuple):
    """The loss of a batch as a Value, and the traces of the samples that it was computed from."""

    loss: Value
    traces: list[Trace]


def traced_loss(
    traces: list[Trace], activation: str, Y: ArrayLike, row: Loss, *, reduction: str = "mean", factor: float = 1.0
) -> Value:
    """Return the loss of traced samples: from pre-activations, if the loss has a form for the last activation.

    A saturated output then has its loss and its gradient, a − y, still.

    >>> model = MLP.from_arrays([[[40.0]]], activations=["sigmoid"])
    >>> traced_loss([model.trace([1.0])], "sigmoid", [[0.0]], row_of("bce")).data
    40.0
    """
    last = [trace.layers[-1].values for trace in traces]
    words: dict[str, Any] = {"reduction": reduction, "factor": factor}
    if row.goes_with(activation, len(last[0].a)):
        return (row.logits or row.total_of_logits)([list(layer.s) for layer in last], Y, **words)
    return row([list(layer.a) for layer in last], Y, **words)


def loss_of(model: MLP, X: ArrayLike, Y: ArrayLike, *, loss: str = "mse", **words: Any) -> Batch:
    """Record the loss of a batch, samples as rows.

    Args:
        model: an MLP.
        X: samples, (samples, inputs).
        Y: targets, (samples, outputs).
        loss: a word of `nn.losses.TABLE`.
        words: `reduction` and `factor`, as for `nn.losses`.

    >>> loss_of(MLP(1, [1], init="ones"), [[3.0]], [[1.0]]).loss.data
    4.0
    """
    traces = [model.trace(x) for x in np.asarray(X, dtype=float)]
    total = traced_loss(traces, model.layers[-1].activation, np.asarray(Y, dtype=float), row_of(loss), **words)
    return Batch(total, traces)


def gradients_of(leaves: Leaves, loss: Value) -> Gradients:
    """Return the gradients of a loss for arrays of leaves, under the same names; every `grad` stays as it is."""
    found = adjoints(loss) if loss.requires_grad else {}
    return {
        name: np.array([found.get(v, 0.0) for v in values.flat]).reshape(values.shape)
        for name, values in leaves.items()
    }


def scalar_gradients(
    model: MLP, X: ArrayLike, Y: ArrayLike, *, orientation: Orientation = "in_out", **words: Any
) -> tuple[float, Gradients]:
    """Return the loss of a batch and its gradients {"W1": array, …}; `words` are those of `loss_of`.

    >>> model = MLP(1, [1], init="ones")
    >>> scalar_gradients(model, [[3.0]], [[1.0]])
    (4.0, {'W1': array([[12.]]), 'b1': array([4.])})
    """
    total = loss_of(model, X, Y, **words).loss
    return total.data, gradients_of(leaves_of(model, orientation), total)


def gradient_arrays(model: MLP, orientation: Orientation = "in_out") -> Gradients:
    """Return the parameters' present `grad`s as arrays, named as `model.arrays()` names them; "not computed" is 0."""
    found = model.arrays(orientation=orientation)
    return {name: np.vectorize(lambda v: float(v.grad), otypes=[float])(values) for name, values in found.items()}


def leaves_of(model: MLP, orientation: Orientation = "in_out") -> Leaves:
    """Return the parameters as arrays of Values, named as `model.arrays()` names them."""
    return {name: np.array(array, dtype=object) for name, array in model.arrays(orientation=orientation).items()}
