"""Hints beside a right gradient: neurons that stay equal for ever, outputs that are saturated."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from engine.table.notation import in_words
from nn.handwritten.matrix import Array, Gradients
from nn.handwritten.mistakes import Problem, Seat

SATURATED = 1e-6
"""An output counts as saturated if it is this close to its limit."""
LIMITS = {"sigmoid": (0.0, 1.0), "softmax": (0.0, 1.0), "tanh": (-1.0, 1.0)}


def hints(problem: Problem) -> list[str]:
    """Return the hints, the most useful first."""
    return [*_equal_neurons(problem), *(list(_saturated(problem)) or _cancelled(problem))]


def _cancelled(problem: Problem) -> list[str]:
    """Return a hint on a δ that looks like a forgotten f′ and is right."""
    last = problem.seats[-1]
    if not last.cancels:
        return []
    return [
        f"Hint: δ{last.number} = a − y without {last.slope_name} is right here: the derivative of {problem.loss} "
        f"cancels {last.name}'s."
    ]


def _equal_neurons(problem: Problem) -> Iterator[str]:
    """Find hidden neurons with equal weights and equal gradients, which gradient descent keeps equal."""
    right = problem.gradients
    for seat in problem.seats[:-1]:
        groups: dict[bytes, list[int]] = {}
        for i in range(seat.n_out):
            groups.setdefault(_mark(problem, right, seat, i), []).append(i)
        for alike in groups.values():
            if len(alike) < 2:
                continue
            which = f"All {seat.n_out} neurons" if len(alike) == seat.n_out else f"Neurons {in_words(alike)}"
            yield (
                f"Hint: {which} of layer {seat.number} start with equal weights and get equal gradients, so they "
                "stay equal: start with random weights."
            )
            break


def _mark(problem: Problem, right: Gradients, seat: Seat, i: int) -> bytes:
    """Return the weights of a neuron and their gradients as bytes, up to rounding of the gradients."""
    k, up = seat.number, seat.up

    def rounded(g: Array) -> Array:
        size = float(np.abs(g).max(initial=0.0)) or 1.0
        return np.round(g / size, 9) + 0.0

    parts = [seat.W[:, i], up.W[i], rounded(right[f"W{k}"])[:, i], rounded(right[f"W{k + 1}"])[i]]
    if seat.b is not None:
        parts += [seat.b[i : i + 1], rounded(right[f"b{k}"])[i : i + 1]]
    mask = problem.masks[seat.k]
    parts += [] if mask is None else [mask[:, i]]
    return np.concatenate(parts).tobytes()


def _saturated(problem: Problem) -> Iterator[str]:
    last = problem.seats[-1]
    if last.name not in LIMITS:
        return
    low, high = LIMITS[last.name]
    at = (low + SATURATED >= last.A) | (high - SATURATED <= last.A)
    count = int(at.sum())
    if not count:
        return
    what = (
        "their δ is a − y all the same"
        if last.cancelled
        else f"{last.slope_name} is nearly 0 there, and so is their part of the gradient"
    )
    yield (
        f"Hint: {count} of {at.size} outputs {'is' if count == 1 else 'are'} saturated ({last.name} within "
        f"{SATURATED:g} of {low:g} or {high:g}): {what}."
    )
