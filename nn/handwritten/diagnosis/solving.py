"""Constants that are found in the learner's numbers: a learning rate that is in an update nobody stated."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from nn.handwritten.diagnosis.matching import Choice, Matcher
from nn.handwritten.matrix import Array
from nn.handwritten.mistakes import TABLE
from nn.handwritten.mistakes.routes import solved_rate

RANGE = (1e-7, 100.0)
"""Rates that an update may have."""


def same_rates(matcher: Matcher, made: Iterable[Choice]) -> Iterator[Choice]:
    """The way back to a layer with the rate that was found in a layer above."""
    for choice in made:
        if choice.row.id == "prop_updated_W" and choice.member.code:
            yield Choice(choice.row, solved_rate(matcher.seat, float(choice.member.code), 0), matcher.seat)


def solved_rates(matcher: Matcher, delta: Array, right: Array) -> Iterator[Choice]:
    """The way back to a layer through W − η dW, with the η that its dW and db call for; nothing if none does.

    Args:
        matcher: that of the layer below, with the learner's arrays.
        delta: δ of the layer above.
        right: G of the layer below, without an update.
    """
    seat, seen = matcher.seat, matcher.seen
    problem, up = seat.problem, seat.up
    moved = up.A_prev.T @ delta + problem.penalty(f"W{up.number}")
    H = problem.masked(seat.k, delta @ moved.T)
    try:
        base, change = _arrays(matcher, seat.apply(right)), _arrays(matcher, seat.apply(H))
    except ValueError:
        return
    mine = np.concatenate(
        [x.ravel() for x in (seen.inner, seen.b if seat.b is not None else None) if x is not None] or [np.zeros(0)]
    )
    if not mine.size or mine.shape != base.shape or not np.abs(change).max(initial=0.0) > 0:
        return
    told = (
        dimensions(matcher) if np.linalg.matrix_rank(np.stack([base, change]), tol=1e-9 * np.abs(base).max()) > 1 else 1
    )
    allowed = matcher.tolerance * np.abs(mine).max() + 2 * max(matcher.floor.values())
    for factors, eta in _fits(mine, base, change):
        if not RANGE[0] <= abs(eta) <= RANGE[1] or abs(eta) * np.abs(change).max() <= 100 * allowed:
            continue
        left = mine - factors * (base - eta * change)
        free = 1 + (factors != 1.0)
        round_one = abs(eta - float(f"{eta:.1e}")) <= 1e-7 * abs(eta)
        if np.abs(left).max() <= allowed and (told > free or round_one):
            eta = float(f"{eta:.1e}") if round_one else eta
            yield Choice(TABLE["prop_updated_W"], solved_rate(seat, eta, 0 if round_one else 1), seat)
            return


def dimensions(matcher: Matcher) -> int:
    """How many independent numbers dW and db of a layer can hold: those of δ that its samples tell apart."""
    seat = matcher.seat
    inputs = seat.A_prev if seat.b is None else np.hstack([seat.A_prev, np.ones((seat.N, 1))])
    return seat.n_out * int(np.linalg.matrix_rank(inputs))


def _arrays(matcher: Matcher, delta: Array) -> Array:
    """dW and db of a δ, as far as the learner has them in their right shapes, in one row."""
    seat, seen = matcher.seat, matcher.seen
    parts = [] if seen.inner is None else [seat.A_prev.T @ delta]
    parts += [] if seen.b is None or seat.b is None else [delta.sum(axis=0)]
    return np.concatenate([part.ravel() for part in parts] or [np.zeros(0)])


def _fits(mine: Array, base: Array, change: Array) -> Iterator[tuple[float, float]]:
    """(c, η) for which mine is c · (base − η change): with c = 1 first, then with both free."""
    yield 1.0, float((base - mine) @ change / (change @ change))
    if mine.size > 2:
        (c, d), _, rank, _ = np.linalg.lstsq(np.stack([base, change], axis=1), mine, rcond=None)
        if rank == 2 and c:
            yield float(c), float(-d / c)
