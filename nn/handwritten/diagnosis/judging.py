"""Whether the learner's numbers are the right ones: `engine.checking.agreement`, with the scale that each entry has.

The scale of an entry is the size of the terms that are added to make it, and of the rounding that these bring along.
That rounding is found by trying it: both passes are run a few times with each result moved by a tiny part of its terms,
at random signs, and what comes out of that is measured (D. Stott Parker's "Monte Carlo Arithmetic"). So each array has
its own scale, however small its numbers are, and what cancels does not count.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.checking.agreement import EXACT, SINGLE, Agreement, judge_all
from engine.table.notation import number
from nn.handwritten import matrix
from nn.handwritten.diagnosis.reading import Seen
from nn.handwritten.matrix import Array
from nn.handwritten.mistakes import Problem, Seat
from nn.losses import NUMBER

EXPLAINED = {"exact": 1e-8, "single": 2e-4}
"""How close, as a part of itself, a number must come to what a mistake makes for a closer look."""
TIMES = 100
"""How many times better than the right gradient a mistake must fit before it is offered."""
DIRECTIONS, STEP = 8, 1e-10
"""How many times rounding is tried, and how large it is then."""
FEWEST, FINEST = 4, 10
"""Decimals that numbers may have been rounded to, if they are all 0, and at most."""


class Grain(NamedTuple):
    """How coarse the learner's numbers are: a part of each, and for each array a size below which all is rounding."""

    relative: float
    floors: dict[str, float]


# --- how much rounding there may be ----------------------------------------------------------------


class Roundings(NamedTuple):
    """How far rounding may move what a pass computes, in units of eps: pre-activations, activations, gradients."""

    Z: list[Array]
    A: list[Array]
    gradients: matrix.Gradients


def scales(problem: Problem) -> matrix.Gradients:
    """Return for each entry of each gradient the size of its terms, and of the rounding that they bring along."""
    return roundings(problem).gradients


def roundings(problem: Problem) -> Roundings:
    """Return the scale of everything that a problem's passes compute.

    >>> problem = Problem([(np.array([[1e8], [-1e8]]), None)], np.array([[1.0, 1.0]]), np.array([[0.0]]), ["linear"])
    >>> problem.run.Z[0].item(), bool(roundings(problem).Z[0].item() > 1e8)
    (0.0, True)
    """
    with np.errstate(all="ignore"):
        right, rng = problem.right, np.random.default_rng(0)
        of_Z = [np.abs(s.A_prev) @ np.abs(s.W) + (0.0 if s.b is None else np.abs(s.b)) for s in problem.seats]
        of_A = [np.abs(A) for A in problem.run.A]
        terms: matrix.Gradients = {}
        for seat, delta in zip(problem.seats, map(np.abs, right.delta), strict=True):
            terms[f"W{seat.number}"] = np.abs(seat.A_prev).T @ delta + np.abs(problem.penalty(f"W{seat.number}"))
            if seat.b is not None:
                terms[f"b{seat.number}"] = delta.sum(axis=0)
        tried = [_moved(problem, of_Z, rng) for _ in range(DIRECTIONS)]
        return Roundings(
            [own + _spread([t[0].Z[k] for t in tried], problem.run.Z[k]) for k, own in enumerate(of_Z)],
            [own + _spread([t[0].A[k] for t in tried], problem.run.A[k]) for k, own in enumerate(of_A)],
            {name: x + _spread([t[1][name] for t in tried], right.gradients[name]) for name, x in terms.items()},
        )


def _spread(moved: list[Array], right: Array) -> Array:
    """Return 2 · sqrt(mean of (moved − right)²) / STEP for each entry; 0 where it is infinite or NaN."""
    found = 2 * np.sqrt(np.mean([((x - right) / STEP) ** 2 for x in moved], axis=0))
    return np.where(np.isfinite(found), found, 0.0)


Mover = Callable[[Array, Array | float], Array]
"""Moves a result at random by a tiny part of a size."""


def _moved(problem: Problem, of_Z: list[Array], rng: np.random.Generator) -> tuple[matrix.Forward, matrix.Gradients]:
    """Return both passes with every result moved by a tiny part of its terms."""
    textbook = matrix.TEXTBOOK["in_out"]

    def moved(result: Array, size: Array | float) -> Array:
        return np.asarray(result + STEP * rng.choice((-1.0, 1.0), result.shape) * size)

    def affine(size: Array, A: Array, W: Array, b: Array | None) -> Array:
        return moved(textbook.affine(A, W, b), size)

    def activate(Z: Array, activation: str) -> Array:
        A = textbook.activate(Z, activation)
        return moved(A, np.abs(A))

    def through(seat: Seat, G: Array, Z: Array, A: Array, activation: str) -> Array:
        return _through(seat, G, Z, plain[seat.k], moved)

    def back(seat: Seat, delta: Array, W: Array) -> Array:
        G = moved(textbook.back_through_weights(delta, W), np.abs(delta) @ np.abs(W).T)
        return problem.masked(seat.k - 1, G)

    steps = [
        replace(
            textbook,
            affine=partial(affine, of_Z[seat.k]),
            activate=activate,
            through_activation=partial(through, seat),
            back_through_weights=partial(back, seat),
        )
        for seat in problem.seats
    ]
    run, plain = problem.forward(steps)
    delta = _output_delta(problem, run.Z[-1], plain[-1], moved)
    return run, matrix.backward(problem.params, run, None, problem.names, steps=steps, delta=delta).gradients


def _output_delta(problem: Problem, Z: Array, A: Array, moved: Mover) -> Array:
    """Return δ of the output, moved: a − y by the size of its two terms."""
    last = problem.seats[-1]
    if last.cancelled and problem.row.delta is not None:
        error = np.asarray(problem.row.delta(A, problem.Y))
        return problem.scale * moved(error, np.abs(A) + np.abs(problem.Y))
    if problem.row.outputs is NUMBER:
        A = moved(A, np.abs(problem.Y))
    G = problem.scale * np.asarray(problem.row.derivative(A, problem.Y))
    return _through(last, np.where(_jumped(G, problem), problem.G, G), Z, A, moved)


def _jumped(G: Array, problem: Problem) -> NDArray[np.bool_]:
    """Return where ∂L/∂a is on the other side of a kink."""
    return np.asarray(np.abs(G - problem.G) > 1e-3 * np.abs(problem.scale)) & (problem.row.partner is None)


def _through(seat: Seat, G: Array, Z: Array, A: Array, moved: Mover) -> Array:
    """Return δ from G, moved: 1 − a² and a(1 − a) by what they lose by cancelling."""
    if seat.name == "softmax":
        inner = (G * A).sum(axis=1, keepdims=True)
        return np.asarray(A * moved(G - inner, np.abs(G) + np.abs(G * A).sum(axis=1, keepdims=True)))
    if seat.name in ("linear", "relu", "leaky_relu"):
        slope = seat.slope  # made of straight lines
    else:
        slope = matrix.through_activation(np.ones_like(Z), Z, A, seat.name)
    return G * moved(slope, np.abs(slope) + _lost(seat))


def _lost(seat: Seat) -> Array | float:
    """Return what f′ may lose by cancelling: 1 − a² and a(1 − a) are differences of numbers up to 1."""
    if seat.name == "sigmoid":
        return seat.A
    return 1.0 if seat.name in ("tanh", "silu", "gelu") else 0.0


# --- verdicts ----------------------------------------------------------------------------------------


def verdicts(
    problem: Problem, seen: Sequence[Seen], right: matrix.Gradients, sizes: matrix.Gradients
) -> dict[str, Agreement]:
    """Return for each array W1, b1, … of the right shape how it agrees with the right one."""
    arrays = {}
    for seat, given in zip(problem.seats, seen, strict=True):
        for at, mine, kind in (("W", given.inner, given.dtypes[0]), ("b", given.b, given.dtypes[1])):
            name = f"{at}{seat.number}"
            if mine is not None and name in right:
                arrays[name] = (mine.astype(kind), right[name], sizes[name])
    return judge_all(arrays)


def arrays_of(seen: Sequence[Seen]) -> matrix.Gradients:
    """Return the learner's arrays {"W1": …, "b1": …} that have the right shapes."""
    return {f"{at}{k}": x for k, s in enumerate(seen, 1) for at, x in (("W", s.inner), ("b", s.b)) if x is not None}


def undecided(
    problem: Problem, seen: Sequence[Seen], right: matrix.Gradients, found: Mapping[str, Agreement]
) -> list[str]:
    """Return a sentence if numbers were rounded so far that they may be right or not; [] if they can be judged."""
    if len(found) < len(right):
        return []
    mine = arrays_of(seen)
    shown = [x.ravel() for x in mine.values() if x.any()]
    k = _decimals(np.concatenate(shown), FINEST) if shown else FEWEST
    lost = {name for name, x in mine.items() if k and not x.any() and np.abs(right[name]).max() <= 0.5 * 10.0**-k}
    open_ones = [name for name, each in found.items() if not each and (each.coarse or name in lost)]
    if not open_ones or any(not each and name not in open_ones for name, each in found.items()):
        return []
    largest = max(float(np.abs(right[name]).max()) for name in open_ones)
    names, have = ", ".join(f"d{name}" for name in open_ones), "has" if len(open_ones) == 1 else "have"
    return [
        f"Cannot tell: {names} {have} too few digits. The right numbers there are at most {number(largest)}; hand in "
        "yours unrounded, in double precision."
    ]


def grains(problem: Problem, seen: Sequence[Seen], sizes: matrix.Gradients) -> list[Grain]:
    """Return how coarse the numbers may be, the finest first: double precision, single, or rounded to decimals."""
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
    """Return the fewest decimals, from 2 on, that all numbers can be written with; 0 if they need more than `most`."""
    largest = float(np.abs(x).max(initial=0.0))
    for k in range(2, most + 1):
        if (np.abs(x - np.round(x, k)) <= 4e-16 * largest).all():
            return k
    return 0
