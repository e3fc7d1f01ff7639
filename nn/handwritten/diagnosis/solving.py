"""Solve for constants in the learner's numbers, such as the learning rate of an update that the call did not state."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial

import numpy as np

from nn.handwritten.diagnosis.matching import Choice, Matcher
from nn.handwritten.matrix import Array
from nn.handwritten.mistakes import TABLE, Seat
from nn.handwritten.mistakes.routes import solved_rate

RANGE = (1e-7, 100.0)
"""Rates that an update may have."""


def same_rates(matcher: Matcher, made: Iterable[Choice]) -> Iterator[Choice]:
    """Yield the way back to a layer with the rate that was found in a layer above."""
    for choice in made:
        if choice.row.id == "prop_updated_W" and choice.member.rate:
            yield Choice(choice.row, solved_rate(matcher.seat, choice.member.rate, 0), matcher.seat)


def solved_rates(
    matcher: Matcher,
    delta: Array,
    right: Array,
    slopes: Iterable[Choice] = (),
    factors: Sequence[float] = (),
    usual: Sequence[float] = (),
) -> Iterator[Choice]:
    """Yield the ways back to a layer through W − η dW, with each η that fits its dW and db.

    Args:
        matcher: that of the layer below, with the learner's arrays.
        delta: δ of the layer above.
        right: G of the layer below, without an update.
        slopes: wrong derivatives that may have gone into dW and db of the layer below, too.
        factors: constants that may stand before them.
        usual: rates to try where there is no db, and a wrong dW hides the rate.
    """
    seat = matcher.seat
    problem, up = seat.problem, seat.up
    moved = up.A_prev.T @ delta + problem.penalty(f"W{up.number}")
    H = problem.masked(seat.k, delta @ moved.T)
    found: set[float] = set()
    ways: list[Callable[[Array], Array]] = [seat.apply, *(partial(_through, choice, seat) for choice in slopes)]
    for through in ways:
        try:
            base, change = through(right), through(H)
        except ValueError:
            continue
        if base.shape != seat.Z.shape:
            continue
        for parts in (("W", "b"), ("W",), ("b",)):  # another mistake may be in the one or the other
            eta, free = _solved(matcher, parts, base, change, factors)
            if eta:
                if eta not in found:
                    yield Choice(TABLE["prop_updated_W"], solved_rate(seat, eta, free), seat)
                found.add(eta)
                break
    if not found and seat.b is None:
        yield from (Choice(TABLE["prop_updated_W"], solved_rate(seat, eta, 0), seat) for eta in usual)


def _through(choice: Choice, seat: Seat, G: Array) -> Array:
    """Return δ of a layer, from a wrong line of its derivative."""
    return np.asarray(choice.member.line(G, seat.Z, seat.A, seat.name))


def _solved(
    matcher: Matcher, parts: tuple[str, ...], of_right: Array, of_change: Array, factors: Sequence[float]
) -> tuple[float, int]:
    """Return the rate that fits these arrays, and how many numbers were fitted for it; (0, 0) if there is none."""
    mine, base, change = (_arrays(matcher, parts, delta) for delta in (None, of_right, of_change))
    if not mine.size or mine.shape != base.shape or not np.abs(change).max(initial=0.0) > 0:
        return 0.0, 0
    if not (np.isfinite(base).all() and np.isfinite(change).all()):
        return 0.0, 0
    apart = np.linalg.matrix_rank(np.stack([base, change]), tol=1e-9 * np.abs(base).max()) > 1
    equations = min(dimensions(matcher), mine.size) if apart else 1
    allowed = matcher.tolerance * np.abs(mine).max() + 2 * max(matcher.floor.values())
    for factor, eta in _fits(mine, base, change, factors):
        if not RANGE[0] <= abs(eta) <= RANGE[1] or abs(eta) * np.abs(change).max() <= 100 * allowed:
            continue
        left = mine - factor * (base - eta * change)
        rounded = float(f"{eta:.1e}")
        round_one = abs(eta - rounded) <= 1e-7 * abs(eta)
        if np.abs(left).max() <= allowed and (equations > 1 + (factor != 1.0) or round_one):
            return (rounded, 0) if round_one else (eta, 1)
    return 0.0, 0


def dimensions(matcher: Matcher) -> int:
    """Return how many independent numbers dW and db of a layer can hold: those of δ that its samples tell apart."""
    seat = matcher.seat
    inputs = seat.A_prev if seat.b is None else np.hstack([seat.A_prev, np.ones((seat.N, 1))])
    return seat.n_out * int(np.linalg.matrix_rank(inputs))


def _arrays(matcher: Matcher, parts: tuple[str, ...], delta: Array | None) -> Array:
    """Return dW and db of a δ, or the learner's, in one row, without those that the learner has in another shape."""
    seat, seen = matcher.seat, matcher.seen
    found = []
    if "W" in parts and seen.inner is not None:
        found.append(seen.inner if delta is None else seat.A_prev.T @ delta)
    if "b" in parts and seen.b is not None and seat.b is not None:
        found.append(seen.b if delta is None else delta.sum(axis=0))
    return np.concatenate([part.ravel() for part in found] or [np.zeros(0)])


def _fits(mine: Array, base: Array, change: Array, factors: Sequence[float]) -> Iterator[tuple[float, float]]:
    """Yield (c, η) for which mine is c · (base − η change): first with c = 1, then both free or c a known factor."""
    yield 1.0, float((base - mine) @ change / (change @ change))
    if mine.size > 2:
        (c, d), _, rank, _ = np.linalg.lstsq(np.stack([base, change], axis=1), mine, rcond=None)
        if rank == 2 and c:
            yield float(c), float(-d / c)
            return
    for c in factors:  # two numbers or fewer leave c and η undetermined
        yield c, float((base - mine / c) @ change / (change @ change))
