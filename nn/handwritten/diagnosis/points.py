"""Rows of the mistake table that change nothing at this point, and a point where they do.

A gradient that is right where x = 1, N = 1 or W is symmetric may be wrong elsewhere. Every row is tried in the right
backward pass; one that changes nothing here, but does at a better point, is not excluded by these numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from typing import NamedTuple

import numpy as np

from engine.checking.agreement import EXACT
from nn.handwritten.diagnosis.judging import scales
from nn.handwritten.diagnosis.matching import Choice
from nn.handwritten.diagnosis.mutating import mutant
from nn.handwritten.matrix import Array
from nn.handwritten.mistakes import TABLE, LearnerLayout, Member, Problem, Seat

TRIES = 4
"""How many points are tried before the best of them is suggested."""


class Possible(str):
    """The id of a mistake that these numbers do not exclude, with the layers it may have been made in, and why.

    >>> possible = Possible("transposed", (2,), "dW is its own transpose here")
    >>> possible, possible.mistake, possible.layers, possible.why
    ('transposed', 'transposed', (2,), 'dW is its own transpose here')
    """

    layers: tuple[int, ...]
    why: str
    __slots__ = ("layers", "why")

    def __new__(cls, mistake: str, layers: tuple[int, ...], why: str) -> Possible:
        """Return the id with its layers and its reason."""
        possible = super().__new__(cls, mistake)
        possible.layers, possible.why = layers, why
        return possible

    def __reduce__(self) -> tuple[type[Possible], tuple[str, tuple[int, ...], str]]:
        return Possible, (str(self), self.layers, self.why)

    @property
    def mistake(self) -> str:
        """The mistake's name in the table."""
        return str(self)


class Point(NamedTuple):
    """Parameters and a batch at which right and wrong formulas give different numbers, in the learner's layout."""

    params: list[tuple[Array, Array | None]] | list[Array]
    X: Array
    Y: Array


Spot = tuple[str, int, str]
"""A line of a row at a layer: id, number of the layer, words without the numbers of this point."""

NUMBER = re.compile(r"[\d.]+(?:e[+-]?\d+)?")


def silent(problem: Problem) -> dict[Spot, Seat]:
    """Return every line of the table that leaves the right gradient as it is."""
    found: dict[Spot, Seat] = {}
    floors = {name: EXACT * float(x.max(initial=0.0)) for name, x in scales(problem).items()}
    with np.errstate(all="ignore"):
        for row, seat in product([row for row in TABLE.values() if row.why], problem.seats):
            for member in row.members(seat):
                choices = [Choice(row, member, seat, at) for at in _places(row.step, seat)]
                if _changes_nothing(problem, choices, floors):
                    found.setdefault((row.id, seat.number, NUMBER.sub("#", member.words)), seat)
    return found


def _places(step: str, seat: Seat) -> tuple[str, ...]:
    if step not in ("constant", "sample"):
        return ("",)
    return ("W",) if seat.b is None else ("W", "b")


def _changes_nothing(problem: Problem, choices: list[Choice], floors: dict[str, float]) -> bool:
    row, member, seat = choices[0].row, choices[0].member, choices[0].seat
    if (row.step == "bias_gradient" and seat.b is None) or member.whole:
        return False  # the line of a whole matrix stands in the table without its bias row, too
    if row.step == "penalty":
        return not seat.W.any()
    if row.step == "constant":
        wanted = [c for c in choices if (row.in_weights or c.at != "W")]
        return _scales_nothing(problem, member.line, wanted, floors)
    if not _same_nearby(problem, choices[0], floors):
        return False
    try:
        made = mutant(problem, choices).gradients
    except ValueError:
        return False
    return all(_same(made[name], right, member, floors[name]) for name, right in problem.gradients.items())


def _same(found: Array, right: Array, member: Member, floor: float) -> bool:
    if member.aside:
        found, right = np.squeeze(found), np.squeeze(right)
    return found.shape == right.shape and _equal(found, right, floor)


def _same_nearby(problem: Problem, choice: Choice, floors: dict[str, float]) -> bool:
    """Return whether the arrays of the row's own layer stay as they are, which is quick, and before the whole pass."""
    row, line, seat, right = choice.row, choice.member.line, choice.seat, problem.right
    W, b = f"W{seat.number}", f"b{seat.number}"
    try:
        if row.step == "weight_gradient":
            found = line(seat.A_prev, right.delta[seat.k])
            return _same(np.asarray(found), right.gradients[W], choice.member, floors[W])
        if row.step == "bias_gradient":
            found = line(right.delta[seat.k])
            return _same(np.asarray(found), right.gradients[b], choice.member, floors[b])
        if row.step == "through_activation":
            delta = line(incoming(problem, seat), seat.Z, seat.A, seat.name)
        elif row.step == "back_through_weights":
            source = incoming(problem, seat.up) if choice.member.upstream else right.delta[seat.k + 1]
            back = line(source, seat.up.W)
            delta = seat.through(back if choice.member.unmasked else problem.masked(seat.k, back))
        else:
            return True
        return _same(seat.A_prev.T @ delta, right.gradients[W], choice.member, floors[W])
    except ValueError:
        return False


def incoming(problem: Problem, seat: Seat) -> Array:
    """Return ∂L/∂a of a layer in the right pass."""
    if seat.last:
        return problem.G
    return problem.steps[seat.k + 1].back_through_weights(problem.right.delta[seat.k + 1], seat.up.W)


def _scales_nothing(problem: Problem, c: float, choices: list[Choice], floors: dict[str, float]) -> bool:
    if not choices:
        return False
    right = problem.right.gradients
    names = [name for choice in choices if (name := f"{choice.at}{choice.seat.number}") in right]
    return abs(c - 1) < 1e-12 or all(np.abs(right[name]).max(initial=0.0) <= floors[name] for name in names)


def _equal(found: Array, right: Array, floor: float) -> bool:
    return bool((np.abs(found - right) <= 1e-9 * np.abs(right).max(initial=0.0) + floor).all())


def cannot_exclude(problem: Problem) -> Iterator[Possible]:
    """Yield the mistakes that change nothing here, and would at a better point."""
    here = silent(problem)
    if not here:
        return
    elsewhere = set(silent(better(problem, tries=1)[0]))
    by_id: dict[str, set[int]] = {}
    for mistake, number, words in here:
        if (mistake, number, words) not in elsewhere:
            by_id.setdefault(mistake, set()).add(number)
    for mistake, numbers in by_id.items():
        yield Possible(mistake, tuple(sorted(numbers)), TABLE[mistake].why)


# --- a better point ------------------------------------------------------------------------------


def better(problem: Problem, tries: int = TRIES) -> tuple[Problem, int]:
    """Return a problem of the same architecture at random numbers where as few lines as possible change nothing."""
    best: tuple[Problem, int] | None = None
    for seed in range(tries):
        candidate = _random(problem, np.random.default_rng(seed))
        if candidate is None:
            continue
        count = len(silent(candidate)) if tries > 1 else 0
        if best is None or count < best[1]:
            best = (candidate, count)
    return best or (problem, len(silent(problem)))


def samples_for(problem: Problem) -> int:
    """Return a number of samples that is neither a size of the network nor twice one."""
    sizes = {n for seat in problem.seats for n in (seat.n_in, seat.n_in + 1, seat.n_out)}
    return next(n for n in range(5, 100) if n not in sizes and n - 1 not in sizes and n + 1 not in sizes and n % 2)


def _random(problem: Problem, rng: np.random.Generator) -> Problem | None:
    N = samples_for(problem)
    for _ in range(50):
        params = [
            (rng.normal(0, 1, W.shape), None if b is None else rng.normal(0, 0.5, b.shape)) for W, b in problem.params
        ]
        X = rng.normal(0, 1, (N, problem.X.shape[1]))
        Y = problem.row.targets.draw(rng, (N, problem.Y.shape[1]))
        Y = Y if problem.row.classes else np.round(Y, 3)  # probabilities that were rounded would not sum to 1
        with np.errstate(all="ignore"):
            masks = tuple(None if mask is None else np.resize(mask, (N, mask.shape[1])) for mask in problem.masks)
            made = Problem(
                [(np.round(W, 3), None if b is None else np.round(b, 3)) for W, b in params],
                np.round(X, 3),
                Y,
                problem.names,
                replace(problem.stated, masks=masks),
            )
            inside = all(map(problem.row.outputs.holds, [*(made.output - 0.02).flat, *(made.output + 0.02).flat]))
            alive = all(np.abs(g).max() > 1e-6 for g in made.right.gradients.values())
        if inside and alive and np.isfinite(made.G).all():
            return made
    return None


def in_layout(problem: Problem, layout: LearnerLayout) -> Point:
    """Return a problem as the learner would write it."""
    params: list[tuple[Array, Array | None]] = []
    for W, b in problem.params:
        if layout.folded and b is not None:
            W, b = layout.joined(W, b), None
        params.append((W.T if layout.orientation == "out_in" else W, _column(b) if layout.samples == "columns" else b))
    X, Y = problem.X, problem.Y
    return Point(params, *((X.T, Y.T) if layout.samples == "columns" else (X, Y)))


def _column(b: Array | None) -> Array | None:
    return None if b is None else b.reshape(-1, 1)
