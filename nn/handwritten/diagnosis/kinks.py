"""Exact kinks, where any derivative between both sides is right: relu at z = 0, |a − y| at a = y, hinge's corner.

The convention is that of the whole library: a kink is where the argument is 0 up to its own rounding, and any
subgradient from the one side's derivative to the other's is right there, for each entry by itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from nn.handwritten.diagnosis.judging import roundings
from nn.handwritten.diagnosis.reading import Seen
from nn.handwritten.matrix import Array
from nn.handwritten.mistakes import Kinks, Problem, Seat
from nn.networks import activations as acts

KINKED = ("relu", "leaky_relu")
NEAR = 16 * 2.0**-52
"""A pre-activation is 0 if it is at most this part of the terms it was summed from."""
SWEEPS = 400


Where = NDArray[np.bool_]


class Choices(NamedTuple):
    """Where the kinks are: for each layer, and for ∂L/∂a of the output, which entries, and the slopes of both sides."""

    layers: dict[int, tuple[Where, float, float]]
    G: tuple[Where, Array, Array] | None

    def __bool__(self) -> bool:
        return bool(self.layers) or self.G is not None

    @property
    def where(self) -> str:
        """The layers, and the loss, that are at a kink, in words."""
        found = [f"relu in layer {k + 1}" for k in self.layers]
        return " and ".join([*found, *(["the loss"] if self.G else [])])


def find(problem: Problem) -> Choices:
    """Return the kinks of a problem at this point."""
    found = roundings(problem)
    of_A, of_Z = found.A, found.Z
    layers = {}
    for seat in problem.seats:
        if seat.name in KINKED:
            at = np.abs(seat.Z) <= NEAR * of_Z[seat.k]
            if at.any():
                low, high = (float(acts.derivative(seat.name, z, z)[0]) for z in (np.array([-1.0]), np.array([1.0])))
                layers[seat.k] = (at, low, high)
    return Choices(layers, _of_loss(problem, of_A[-1]))


def _of_loss(problem: Problem, of_A: Array) -> tuple[Where, Array, Array] | None:
    """Return which outputs are at a kink of the loss, and ∂L/∂a on both of its sides there."""
    if problem.row.partner is not None:
        return None
    A, Y = problem.output, problem.Y
    near = NEAR * (np.abs(A) + np.abs(Y) + of_A)
    below, above = (problem.scale * np.asarray(problem.row.derivative(A + side * near, Y)) for side in (-1.0, 1.0))
    at = np.abs(above - below) > 1e-6 * abs(problem.scale)  # elsewhere ∂L/∂a has no jump
    return (at, np.where(at, below, 0.0), np.where(at, above, 0.0)) if at.any() else None


def chosen(problem: Problem, kinks: Choices, share: float) -> Problem:
    """Return the problem with the same choice at every kink: 0 is the one side, 1 the other."""
    slopes = {
        k: np.where(at, low + share * (high - low), problem.seats[k].slope)
        for k, (at, low, high) in kinks.layers.items()
    }
    G = None
    if kinks.G is not None:
        at, below, above = kinks.G
        G = np.where(at, below + share * (above - below), problem.G)
    return problem.with_(kinks=Kinks(slopes, G))


def candidates(problem: Problem, kinks: Choices, seen: Sequence[Seen]) -> Iterator[Problem]:
    """Yield problems with other derivatives at the kinks: common choices, then those that fit the learner's numbers."""
    for share in (1.0, 0.0, 0.5):
        yield chosen(problem, kinks, share)
    yield fitted(problem, kinks, seen)


def fitted(problem: Problem, kinks: Choices, seen: Sequence[Seen]) -> Problem:
    """Return the problem with the derivatives, between both sides, that come nearest to the learner's dW and db.

    It goes down from the output; the entries of one neuron are fitted to its column of dW and its entry of db.
    """
    slopes: dict[int, Array] = {}
    G, of_loss = problem.G, None
    if kinks.G is not None:
        at, below, above = kinks.G
        last = problem.seats[-1]
        shares = _shares(last, last.apply(np.where(at, below, G)), last.apply(above - below), at, seen[-1])
        G = of_loss = np.where(at, below + shares * (above - below), G)
    for seat in reversed(problem.seats):
        slope = seat.slope if seat.name != "softmax" else None
        if seat.k in kinks.layers and slope is not None:
            at, low, high = kinks.layers[seat.k]
            base = np.where(at, low, slope)
            shares = _shares(seat, G * base, G * (high - low), at, seen[seat.k])
            slope = np.where(at, low + shares * (high - low), slope)
            slopes[seat.k] = slope
        delta = seat.through(G) if slope is None or (seat.last and G is problem.G) else G * slope
        if not seat.first:
            G = problem.steps[seat.k].back_through_weights(delta, seat.W)
    return problem.with_(kinks=Kinks(slopes, of_loss))


def _shares(seat: Seat, base: Array, step: Array, at: Where, given: Seen) -> Array:
    """Return for each entry at a kink the share that fits dW and db of its layer best; 0.5 elsewhere.

    With a share s from 0 to 1, the entry's δ is base + s · step.
    """
    found = np.full(at.shape, 0.5)
    inputs = np.hstack([seat.A_prev, np.ones((seat.N, 1))])
    for i in np.flatnonzero(at.any(axis=0)):
        rows = np.flatnonzero(at[:, i])
        parts = [given.inner[:, i] if given.inner is not None else np.full(seat.n_in, np.nan)]
        parts.append(np.array([given.b[i] if given.b is not None else np.nan]))
        mine = np.concatenate(parts) - inputs.T @ base[:, i]
        finite = np.isfinite(mine)
        if finite.any():
            found[rows, i] = boxed((inputs[rows].T * step[rows, i])[finite], mine[finite])
    return found


def boxed(A: Array, b: Array) -> Array:
    """Return the x between 0 and 1 with the least |A x − b|.

    >>> boxed(np.array([[1.0, 0.0], [0.0, 1.0]]), np.array([0.25, 7.0])).tolist()
    [0.25, 1.0]
    """
    middle = np.full(A.shape[1], 0.5)
    x = middle + np.linalg.lstsq(A, b - A @ middle, rcond=None)[0]
    if ((x >= -1e-9) & (x <= 1 + 1e-9)).all():
        return np.asarray(np.clip(x, 0.0, 1.0))
    x, sizes = np.clip(x, 0.0, 1.0), (A * A).sum(axis=0)
    left = b - A @ x
    for _ in range(SWEEPS):
        for j in np.flatnonzero(sizes):
            new = min(1.0, max(0.0, x[j] + float(A[:, j] @ left) / sizes[j]))
            left -= A[:, j] * (new - x[j])
            x[j] = new
    return np.asarray(x)
