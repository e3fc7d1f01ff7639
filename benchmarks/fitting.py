"""What an update of `fit` costs: `python benchmarks/run.py --only fit-moons fit-lesson` (one process, processor time).

Each race first trains by all ways from the same weights, and compares the weights after some updates: 1e-9, relative to
the larger number or to 1. Then rounds are interleaved; a turn of `fit` is a whole call, so that deriving, all checks
and the history count, but not the reference cycles that micrograd's turn before it has left to the garbage collector.
Ratios are taken in each round.
"""

import os
from collections.abc import Callable
from typing import Any

os.environ.update(dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1"))  # before NumPy

import engines
import lifting
import numpy as np
import workloads

from engine import Value, vectorize
from nn import MLP, SGD, fit

Weights = list[float]
Way = Callable[[int], Weights]
"""Trains from the first weights for so many updates, and gives the weights then."""

MOONS, LESSON = (1_000, 10_000), 2_000
"""Updates of one call of `fit`. The first update, deriving and the checks cost as much as some 900 more of them."""


def numbers(parameters: list[Any]) -> Weights:
    """The data of parameters."""
    return [float(p.data) for p in parameters]


def check(ways: list[Way], updates: int) -> None:
    """SystemExit unless all ways lead to the same weights."""
    first, *others = [way(updates) for way in ways]
    for other in others:
        if not np.allclose(first, other, rtol=1e-9, atol=1e-9):
            raise SystemExit(
                f"weights differ after {updates} updates by up to {np.abs(np.subtract(first, other)).max()}"
            )


# --- the two moons -------------------------------------------------------------------------------


def moons() -> list[Way]:
    """The training of micrograd's demo, by `fit`, by steps with the derived program, and by micrograd itself."""
    points, labels = workloads.two_moons()
    peer = workloads.moons(engines.micrograd())
    start = numbers(peer.leaves)
    model = MLP(2, [16, 16, 1], seed=1)
    x, y = [Value(v) for v in points[0]], Value(labels[0])
    program = vectorize(lifting.scalar_loss(model, [x], [y]), model, {"X": x, "y": [y]}, batch="mean")
    inputs = {"X": np.array(points), "y": np.array(labels)[:, None]}

    def reset(leaves: list[Any]) -> None:
        for leaf, number in zip(leaves, start, strict=True):
            leaf.data = number

    def by_fit(updates: int) -> Weights:
        reset(model.parameters())
        optimizer = SGD(model.parameters(), lr=lifting.RATE, weight_decay=2 * lifting.DECAY)  # the gradient of Σ w²
        history = fit(model, points, labels, loss="hinge", optimizer=optimizer, epochs=updates, progress=False)
        assert history.way.startswith("with a derived program"), history.way
        return numbers(model.parameters())

    def by_program(updates: int) -> Weights:
        reset(model.parameters())
        params = program.load(model)
        for _ in range(updates):
            lifting.step(program.value_and_grad, params, inputs)
        program.store(model)
        return numbers(model.parameters())

    def by_micrograd(updates: int) -> Weights:
        reset(peer.leaves)
        for _ in range(updates):
            peer.step(lambda phase: None)
        return numbers(peer.leaves)

    return [by_fit, by_program, by_micrograd]


# --- the network for a first lesson ----------------------------------------------------------------


def lesson() -> list[Way]:
    """Exclusive or, learned by a 3-4-1 network of sigmoids: by `fit`, and by hand in NumPy."""
    X, y = np.array([[0.0, 0.0, 1.0], [0.0, 1.0, 1.0], [1.0, 0.0, 1.0], [1.0, 1.0, 1.0]]), [0.0, 1.0, 1.0, 0.0]
    model = MLP(3, [4, 1], activation="sigmoid", output="sigmoid", seed=3)
    start = numbers(model.parameters())
    rate = 0.5

    def reset() -> None:
        for p, number in zip(model.parameters(), start, strict=True):
            p.data = number

    def by_fit(updates: int) -> Weights:
        reset()
        history = fit(model, X, y, lr=rate, epochs=updates, progress=False)
        assert updates < 1000 or history.way.startswith("with a derived program"), history.way
        return numbers(model.parameters())

    def by_hand(updates: int) -> Weights:
        reset()
        W1, b1, W2, b2 = (np.array([[v.data for v in np.ravel(row)] for row in m]) for m in model.arrays().values())
        b1, b2, Y = b1.ravel(), b2.ravel(), np.array(y)[:, None]
        losses = []
        for _ in range(updates):
            A1 = 1 / (1 + np.exp(-(X @ W1 + b1)))
            A2 = 1 / (1 + np.exp(-(A1 @ W2 + b2)))
            error = A2 - Y
            losses.append((error**2).sum() / len(X))
            delta2 = 2 * error / len(X) * A2 * (1 - A2)
            delta1 = delta2 @ W2.T * A1 * (1 - A1)
            W2 -= rate * A1.T @ delta2
            b2 -= rate * delta2.sum(axis=0)
            W1 -= rate * X.T @ delta1
            b1 -= rate * delta1.sum(axis=0)
        neurons = [np.vstack([W1, b1]).T, np.vstack([W2, b2]).T]  # the weights of each, then its bias
        return [float(x) for layer in neurons for x in layer.ravel()]

    return [by_fit, by_hand]


# --- the races -----------------------------------------------------------------------------------


def timed(way: Way, updates: int) -> Callable[[], object]:
    """A turn in a race."""
    return lambda: way(updates)


def race_moons(rounds: int) -> str:
    """For each number of updates two lines: `fit` against micrograd, and against steps with the derived program."""
    by_fit, by_program, by_micrograd = ways = moons()
    check(ways, 20)
    lines = []
    for updates in MOONS:
        runners = [timed(by_fit, updates), timed(by_program, updates), timed(by_micrograd, 1)]
        per_round = lifting.race(runners, rounds, tidy=True)
        ours, derived, peer = (
            [seconds / count for seconds in each] for each, count in zip(per_round, (updates, updates, 1), strict=True)
        )
        what = f"fit, two moons, {updates:,} updates, each of them"
        lines.append(lifting.race_line(what, [ours, peer], ("fit", "micrograd"), "at least 800", inverse=True))
        lines.append(lifting.race_line(what, [ours, derived], ("fit", "the derived step"), "at most 1.3"))
    return "\n".join(lines)


def race_lesson(rounds: int) -> str:
    """One line: `fit` against the update by hand."""
    ways = lesson()
    check(ways, 20)
    check(ways, LESSON)
    times = lifting.race([timed(way, LESSON) for way in ways], rounds)
    each = [[seconds / LESSON for seconds in one] for one in times]
    what = f"fit, 3-4-1, 4 samples, {LESSON:,} updates, each of them"
    return lifting.race_line(what, each, ("fit", "by hand"), "at most 4")


RACES = {"fit-moons": race_moons, "fit-lesson": race_lesson}
