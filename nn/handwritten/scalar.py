"""The scalar engine's side of a comparison: the loss of a batch as one graph, and its gradients as arrays."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from engine import Value
from nn import losses
from nn.networks.modules import MLP
from nn.settings import LOSSES, one_of

Gradients = dict[str, NDArray[np.float64]]

FROM_LOGITS = {
    ("sigmoid", "bce"): losses.binary_cross_entropy_with_logits,
    ("softmax", "cross_entropy"): losses.cross_entropy_with_logits,
}
"""Losses that have a stable form for a last activation."""


class Batch(NamedTuple):
    """The loss of a batch as a Value, and the outputs of each sample as Values."""

    loss: Value
    outputs: list[list[Value]]


def loss_of(
    model: MLP,
    X: ArrayLike,
    Y: ArrayLike,
    *,
    loss: str = "mse",
    reduction: str = "mean",
    factor: float = 1.0,
    stable: bool = False,
) -> Batch:
    """Record the loss of a batch, samples as rows.

    Args:
        model: an MLP.
        X: samples, (samples, inputs).
        Y: targets, (samples, outputs).
        loss: a word of `nn.settings.LOSSES`.
        reduction: a word of `nn.settings.REDUCTIONS`.
        factor: a number in front of the loss.
        stable: whether cross-entropy after its own activation is computed from pre-activations: the same loss, with
            a gradient, a − y, also where an output rounds to 0 or 1.

    >>> loss_of(MLP(1, [1], init="ones"), [[3.0]], [[1.0]]).loss.data
    4.0
    """
    function = losses.BY_NAME[one_of("loss", loss, LOSSES)]
    traces = [model.trace(x) for x in np.asarray(X, dtype=float)]
    outputs = [list(trace.output) for trace in traces]
    predictions = outputs
    last = model.layers[-1]
    if stable and (last.activation, loss) in FROM_LOGITS and (loss == "bce" or len(last.neurons) > 1):
        function = FROM_LOGITS[last.activation, loss]
        predictions = [list(trace.layers[-1].values.s) for trace in traces]
    total = function(predictions, np.asarray(Y, dtype=float), reduction=reduction, factor=factor)
    return Batch(total, outputs)


@contextmanager
def kept_grads(model: MLP) -> Iterator[None]:
    """Put every parameter's `grad` back at the end, also after an error."""
    parameters = model.parameters()
    before = [parameter.grad for parameter in parameters]
    try:
        yield
    finally:
        for parameter, grad in zip(parameters, before, strict=True):
            parameter.grad = grad


def backward(model: MLP, loss: Value, orientation: str = "in_out") -> Gradients:
    """Return the gradients of a loss for a model's parameters, {"W1": array, …}; every `grad` is left as it was."""
    with kept_grads(model):
        model.zero_grad()
        loss.backward()
        return gradient_arrays(model, orientation)


def scalar_gradients(
    model: MLP, X: ArrayLike, Y: ArrayLike, *, orientation: str = "in_out", **words: Any
) -> tuple[float, Gradients]:
    """Return the loss of a batch and its gradients {"W1": array, …}; `words` are those of `loss_of`.

    >>> model = MLP(1, [1], init="ones")
    >>> scalar_gradients(model, [[3.0]], [[1.0]])
    (4.0, {'W1': array([[12.]]), 'b1': array([4.])})
    """
    with kept_grads(model):
        total = loss_of(model, X, Y, **words).loss
        return total.data, backward(model, total, orientation)


def gradient_arrays(model: MLP, orientation: str = "in_out") -> Gradients:
    """Return the parameters' present `grad`s as arrays, named as `model.arrays()` names them; "not computed" is 0."""
    found = model.arrays(orientation=orientation)
    return {name: np.vectorize(lambda v: float(v.grad), otypes=[float])(values) for name, values in found.items()}


def leaves_of(model: MLP, orientation: str = "in_out") -> dict[str, NDArray[Any]]:
    """Return the parameters as arrays of Values, named as `model.arrays()` names them."""
    return {name: np.array(array, dtype=object) for name, array in model.arrays(orientation=orientation).items()}
