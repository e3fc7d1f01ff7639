"""How exact a gradient can be: a number that was summed from larger ones has lost their last digits."""

from __future__ import annotations

import numpy as np

from nn.handwritten import matrix
from nn.handwritten.diagnosis.reading import Precision
from nn.handwritten.mistakes import Problem
from nn.handwritten.mistakes.seats import Array
from nn.losses import NUMBER


def magnitudes(problem: Problem) -> matrix.Gradients:
    """For each entry the sum of the sizes of the terms it is made of: what its rounding is measured by.

    It is the same backward pass, on absolute values; a slope counts 1 more, for 1 − a² near 0 is a difference of
    two numbers near 1. The idea is Wilkinson's running error analysis.
    """
    params = [(np.abs(W), None if b is None else np.abs(b)) for W, b in problem.params]
    run = matrix.Forward(problem.run.Z, [np.abs(A) for A in problem.run.A])
    slopes = iter([np.abs(seat.slope) + 1 if seat.name != "softmax" else 2.0 for seat in reversed(problem.seats)])
    steps = matrix.Steps(
        matrix.affine_in_out,
        matrix.weight_gradient_in_out,
        matrix.back_in_out,
        through_activation=lambda G, Z, A, activation: G * next(slopes),
    )
    return matrix.backward(params, run, _size(problem), problem.names, steps=steps).gradients


def _size(problem: Problem) -> Array:
    sizes = 2 * (np.abs(problem.output) + np.abs(problem.Y))
    G = np.abs(problem.G / problem.scale) if problem.scale else sizes
    if problem.row.outputs is NUMBER:  # a − y may have lost digits; a probability's loss divides by what is small
        G = np.maximum(G, sizes)
    return abs(problem.scale) * np.where(np.isfinite(G), G, sizes)


def floors(problem: Problem, precision: Precision) -> dict[str, float]:
    """For each array, the size below which its numbers are rounding and nothing else."""
    return {name: precision.noise * float(sizes.max(initial=0.0)) for name, sizes in magnitudes(problem).items()}
