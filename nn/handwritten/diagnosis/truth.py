"""The right gradient: from the scalar engine, in plain `Value` arithmetic, and confirmed by the matrix version.

Cross-entropy after its own activation is computed from pre-activations, so that an output that saturates has its
gradient still.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from engine import DomainError
from engine.checking.agreement import judge
from nn.handwritten import matrix
from nn.handwritten.diagnosis.entries import UnreadableArraysError
from nn.handwritten.matrix import Array
from nn.handwritten.mistakes import Problem
from nn.handwritten.scalar import gradients_of, leaves_of, traced_loss
from nn.networks.activations import for_each_layer
from nn.networks.modules import MLP
from nn.networks.trace import LayerTrace, Trace


def find(problem: Problem, sizes: matrix.Gradients, exact: bool = True) -> matrix.Gradients:
    """Return the right gradients {"W1": array, …} of a problem, with those of λ Σ W².

    At a kink up to rounding both versions may be on other sides of it: `exact` False leaves out the confirmation.

    Raises:
        UnreadableArraysError: where the loss has no gradient at this point.
        RuntimeError: if the matrix version finds others: then one of the two is broken.
    """
    gradients = by_scalars(problem)
    for name, array in gradients.items():
        if not np.isfinite(array).all():
            raise UnreadableArraysError(
                f"the loss has no finite gradient at this point: ∂L/∂{name} holds {_first_odd(array)}. The outputs or "
                "the pre-activations are too large, or a probability is 0 or 1 where its logarithm is needed."
            )
    if exact:
        confirm(problem, gradients, sizes)
    return gradients


def _first_odd(array: Array) -> float:
    return float(array[~np.isfinite(array)].flat[0])


def by_scalars(problem: Problem) -> matrix.Gradients:
    """Return the gradients from one graph of Values."""
    model = MLP.from_arrays(
        problem.params, activations=for_each_layer(list(problem.names), len(problem.names)), orientation="in_out"
    )
    try:
        traces = [trace(model, problem, n) for n in range(len(problem.X))]
        words: dict[str, Any] = {"reduction": problem.reduction, "factor": problem.factor}
        total = traced_loss(traces, problem.names[-1], problem.Y, problem.row, **words)
    except (ValueError, DomainError, OverflowError) as error:
        raise UnreadableArraysError(f"the loss has no value at this point: {error}") from None
    return {name: g + problem.penalty(name) for name, g in gradients_of(leaves_of(model), total).items()}


def trace(model: MLP, problem: Problem, n: int) -> Trace:
    """Return one sample on its way through the network, its activations multiplied by their masks."""
    if not any(mask is not None for mask in problem.masks):
        return model.trace(problem.X[n])
    x: list[Any] = problem.X[n].tolist()
    layers = []
    for layer, mask in zip(model.layers, problem.masks, strict=True):
        s, a = layer.forward(x)
        x = a if mask is None else [v * float(m) for v, m in zip(a, mask[n], strict=True)]
        layers.append(LayerTrace([], s, x))
    return Trace(layers)


def confirm(problem: Problem, gradients: matrix.Gradients, sizes: matrix.Gradients) -> None:
    """Raise RuntimeError unless the matrix version agrees, wherever it has finite numbers."""
    for name, array in gradients.items():
        theirs = problem.gradients[name]
        if np.isfinite(theirs).all() and not judge(theirs, array, 1000 * sizes[name]):
            gap = float(np.abs(array - theirs).max())
            raise RuntimeError(
                f"the scalar engine and the matrix version disagree in d{name} by {gap:.1e}: one of them is broken. "
                "Please report this case."
            )
