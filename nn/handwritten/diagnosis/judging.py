"""Whether the learner's numbers are the right ones: `engine.checking.agreement`, with the scale that each entry has.

The scale of an entry says how much rounding a right computation may bring to it. It is found by a running error
analysis (Wilkinson): beside each number of the pass goes the size of the rounding in it, in units of eps; a product
passes on both, a sum adds the sizes of its terms. So each array has its own, however small its numbers are.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from engine.checking.agreement import EXACT, SINGLE, Agreement, judge_all
from nn.handwritten import matrix
from nn.handwritten.diagnosis.reading import Seen
from nn.handwritten.matrix import Array
from nn.handwritten.mistakes import Problem, Seat
from nn.handwritten.mistakes.seats import properly_at
from nn.losses import CHANCE

EXPLAINED = {"exact": 1e-8, "single": 2e-4}
"""How close, as a part of itself, a number must come to what a mistake makes for a closer look."""
TIMES = 100
"""How many times better than the right gradient a mistake must fit before it is offered."""
FINEST = 10
"""Decimals that numbers may have been rounded to."""


class Grain(NamedTuple):
    """How coarse the learner's numbers are: a part of each, and for each array a size below which all is rounding."""

    relative: float
    floors: dict[str, float]


# --- how much rounding there may be ----------------------------------------------------------------


def scales(problem: Problem) -> matrix.Gradients:
    """For each entry of each gradient the size of its terms, and of the rounding that they bring along."""
    with np.errstate(all="ignore"):
        of_A, of_Z = of_forward(problem)
        found: matrix.Gradients = {}
        size, error = _at_output(problem, of_A[-1], of_Z[-1])
        for seat in reversed(problem.seats):
            k = seat.number
            total = size + error
            found[f"W{k}"] = np.abs(seat.A_prev).T @ total + of_A[seat.k].T @ size
            found[f"W{k}"] += np.abs(problem.penalty(f"W{k}"))
            if seat.b is not None:
                found[f"b{k}"] = total.sum(axis=0)
            if not seat.first:
                below = problem.seats[seat.k - 1]
                W = np.abs(seat.W).T
                G, of_G = (np.abs(problem.masked(below.k, x @ W)) for x in (size, total))
                size, error = _through(below, G, of_G, of_Z[below.k], of_A[below.k + 1])
        return {name: np.where(np.isfinite(x), x, 0.0) for name, x in found.items()}


def of_forward(problem: Problem) -> tuple[list[Array], list[Array]]:
    """The rounding in the activations, from A[0] = X, which is exact, and in the pre-activations."""
    of_A, of_Z = [np.zeros_like(problem.X)], []
    for seat, mask in zip(problem.seats, problem.masks, strict=True):
        W = np.abs(seat.W)
        of_Z.append((np.abs(seat.A_prev) + of_A[-1]) @ W + (0.0 if seat.b is None else np.abs(seat.b)))
        if seat.name == "softmax":
            error = seat.A * (1 + of_Z[-1] + (seat.A * of_Z[-1]).sum(axis=1, keepdims=True))
        else:
            error = np.abs(seat.slope) * of_Z[-1] + np.abs(seat.A)
        of_A.append(error if mask is None else error * np.abs(mask))
    return of_A, of_Z


def _at_output(problem: Problem, of_A: Array, of_Z: Array) -> tuple[Array, Array]:
    """The size of δ of the output and the rounding in it; a − y has that of its two terms."""
    last, c = problem.seats[-1], abs(problem.scale)
    error = c * (np.abs(problem.output) + np.abs(problem.Y) + of_A)
    if last.cancelled:
        return np.abs(problem.delta), error
    G = np.abs(problem.G)
    return _through(last, G, G + _bend(problem) * error, of_Z, of_A)


def _bend(problem: Problem) -> Array:
    """|∂²L/∂a²| of each output, from differences: how much a rounding of a changes ∂L/∂a."""
    A, Y = problem.output, problem.Y
    step = 1e-4 * np.minimum(A, 1 - A) if problem.row.outputs is CHANCE else np.full_like(A, 1e-6)
    step = np.where(step > 0, step, 1e-300)
    rise = np.asarray(problem.row.derivative(A + step, Y)) - np.asarray(problem.row.derivative(A - step, Y))
    bend = np.abs(rise) / (2 * step)
    return (
        np.where(np.isfinite(bend) & (bend < 1e300), bend, 0.0)
        if problem.row.outputs is CHANCE
        else np.minimum(bend, 2)
    )


def _through(seat: Seat, G: Array, of_G: Array, of_Z: Array, of_A: Array) -> tuple[Array, Array]:
    """The size of δ and the rounding in it, from those of G."""
    if seat.name == "softmax":
        A = seat.A
        size = A * (G + (G * A).sum(axis=1, keepdims=True))
        spread = of_G + (of_G * A + G * of_A).sum(axis=1, keepdims=True)
        return size, size + of_A * (G + (G * A).sum(axis=1, keepdims=True)) + A * spread
    slope = np.abs(seat.slope)
    return G * slope, of_G * slope + G * (slope + _lost(seat) + _bend_of_slope(seat) * of_Z)


def _lost(seat: Seat) -> Array | float:
    """What f′ may lose by cancelling: 1 − a² and a(1 − a) are differences of numbers up to 1."""
    if seat.name == "sigmoid":
        return seat.A
    return 1.0 if seat.name in ("tanh", "silu", "gelu") else 0.0


def _bend_of_slope(seat: Seat) -> Array | float:
    """|f″(z)|, from differences; 0 where f is made of straight lines."""
    if seat.name in ("linear", "relu", "leaky_relu"):
        return 0.0
    above, below = properly_at(seat.name, seat.Z + 1e-5), properly_at(seat.name, seat.Z - 1e-5)
    if above is None or below is None:
        return np.abs(seat.slope)
    return np.asarray(np.minimum(np.abs(above - below) / 2e-5, 1 + np.abs(seat.slope)))


# --- verdicts ----------------------------------------------------------------------------------------


def verdicts(
    problem: Problem, seen: Sequence[Seen], right: matrix.Gradients, sizes: matrix.Gradients
) -> dict[str, Agreement]:
    """For each array W1, b1, … how it agrees with the right one; one of another shape is left out."""
    arrays = {}
    for seat, given in zip(problem.seats, seen, strict=True):
        for at, mine, kind in (("W", given.inner, given.dtypes[0]), ("b", given.b, given.dtypes[1])):
            name = f"{at}{seat.number}"
            if mine is not None and name in right:
                arrays[name] = (mine.astype(kind), right[name], sizes[name])
    return judge_all(arrays)


def grains(problem: Problem, seen: Sequence[Seen], sizes: matrix.Gradients) -> list[Grain]:
    """How coarse the numbers may be, the finest first: as double precision has them, single, or rounded to decimals."""
    largest = {name: float(x.max(initial=0.0)) for name, x in sizes.items()}
    exact = Grain(EXPLAINED["exact"], {name: EXACT * x for name, x in largest.items()})
    raw = [x for each in seen for x in (each.given, each.b_given) if x is not None and x.size]
    flat = np.concatenate([x.ravel() for x in raw]) if raw else np.zeros(1)
    found = [exact]
    with np.errstate(over="ignore"):
        single = any(kind != np.float64 for each in seen for kind in each.dtypes) or (
            bool((flat.astype(np.float32) == flat).all()) and not _decimals(flat, 6)
        )
    if single:
        found.append(Grain(EXPLAINED["single"], {name: SINGLE * x for name, x in largest.items()}))
    k = _decimals(flat, FINEST)
    if k:
        found.append(
            Grain(EXPLAINED["exact"], {name: 1.1 * 10.0**-k + SINGLE * single * x for name, x in largest.items()})
        )
    return found


def _decimals(x: Array, most: int) -> int:
    """The fewest decimals, from 2 on, with which all numbers can be written; 0 if more than `most` are needed."""
    largest = float(np.abs(x).max(initial=0.0))
    for k in range(2, most + 1):
        if (np.abs(x - np.round(x, k)) <= 4e-16 * largest).all():
            return k
    return 0
