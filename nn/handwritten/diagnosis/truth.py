"""The right gradient: from the scalar engine, in plain `Value` arithmetic, and confirmed by the matrix version.

Cross-entropy after its own activation is computed from pre-activations, so that an output that saturates has its
gradient still.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from engine import DomainError
from nn.handwritten import matrix
from nn.handwritten.diagnosis.reading import Precision, UnreadableError
from nn.handwritten.diagnosis.rounding import magnitudes
from nn.handwritten.mistakes import Problem
from nn.handwritten.mistakes.seats import Array
from nn.handwritten.scalar import gradients_of, traced_loss
from nn.networks.modules import MLP


class Truth(NamedTuple):
    """The right gradients {"W1": array, …}, and for each entry how far a right computation may be off it."""

    gradients: matrix.Gradients
    allowed: matrix.Gradients


def find(problem: Problem, precision: Precision) -> Truth:
    """The right gradients of a problem.

    Raises:
        UnreadableError: where the loss has no gradient at this point.
        RuntimeError: if the matrix version finds others: then one of the two is broken.
    """
    gradients = by_scalars(problem)
    for name, array in gradients.items():
        if not np.isfinite(array).all():
            raise UnreadableError(
                f"the loss has no finite gradient at this point: ∂L/∂{name} holds {_first_odd(array)}. The outputs or "
                "the pre-activations are too large, or a probability is 0 or 1 where its logarithm is asked for."
            )
    allowed = tolerances(problem, gradients, precision)
    confirm(problem, gradients)
    return Truth(gradients, allowed)


def _first_odd(array: Array) -> float:
    return float(array[~np.isfinite(array)].flat[0])


def by_scalars(problem: Problem) -> matrix.Gradients:
    """The gradients from one graph of Values."""
    model = MLP.from_arrays(problem.params, activations=problem.names)
    try:
        traces = [model.trace(x) for x in problem.X]
        words: dict[str, Any] = {"reduction": problem.reduction, "factor": problem.factor}
        total = traced_loss(traces, problem.names[-1], problem.Y, problem.row, **words)
    except (ValueError, DomainError, OverflowError) as error:
        raise UnreadableError(f"the loss has no value at this point: {error}") from None
    return gradients_of(model, total)


def tolerances(problem: Problem, right: matrix.Gradients, precision: Precision) -> matrix.Gradients:
    """How far each entry of a right gradient may be off: a part of itself, and of the terms it was summed from."""
    sizes = magnitudes(problem)
    return {name: precision.relative * np.abs(right[name]) + precision.noise * sizes[name] for name in right}


def confirm(problem: Problem, gradients: matrix.Gradients) -> None:
    """RuntimeError unless the matrix version agrees, wherever it has finite numbers."""
    if not np.isfinite(problem.G).all():
        return  # an output so near 0 or 1 that only the form from logits has a gradient
    matrices = problem.right.gradients
    sizes = magnitudes(problem)
    for name, array in gradients.items():
        gap = np.abs(array - matrices[name])
        if (gap > 1e-7 * (np.abs(array) + sizes[name])).any():
            raise RuntimeError(
                f"the scalar engine and the matrix version disagree in d{name} by {gap.max():.1e}: one of them is "
                "broken. Please report this case."
            )
