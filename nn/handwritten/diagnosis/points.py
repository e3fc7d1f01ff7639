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
from engine.table.notation import in_words
from nn.handwritten.diagnosis.judging import scales
from nn.handwritten.diagnosis.matching import Choice
from nn.handwritten.diagnosis.mutating import mutant
from nn.handwritten.matrix import Array
from nn.handwritten.mistakes import TABLE, LearnerLayout, Member, Mistake, Problem, Seat

ZERO = "the gradient is 0 here"
"""Why a mistake changes nothing where there is nothing to change."""
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


def silent(problem: Problem) -> list[Spot]:
    """Return every line of the table that leaves the right gradient as it is."""
    floors = {name: EXACT * float(x.max(initial=0.0)) for name, x in scales(problem).items()}
    rows = [row for row in TABLE.values() if row.why]
    with np.errstate(all="ignore"):
        found = [
            (row.id, seat.number, NUMBER.sub("#", member.words))
            for row, seat in product(rows, problem.seats)
            for member in row.members(seat)
            if _changes_nothing(problem, row, member, seat, floors)
        ]
    return list(dict.fromkeys(found))


def _changes_nothing(problem: Problem, row: Mistake, member: Member, seat: Seat, floors: dict[str, float]) -> bool:
    """Return whether a line at a layer gives the right gradient."""
    if (row.step == "bias_gradient" and seat.b is None) or member.whole:
        return False  # the line of a whole matrix stands in the table without its bias row, too
    if row.step == "penalty":
        return not seat.W.any()
    places = ("W",) if seat.b is None else ("W", "b")
    if row.step == "constant":
        names = [f"{at}{seat.number}" for at in places if row.in_weights or at == "b"]
        zero = all(np.abs(problem.right.gradients[name]).max(initial=0.0) <= floors[name] for name in names)
        return bool(names) and (zero or abs(member.line - 1) < 1e-12)
    choices = [Choice(row, member, seat, at) for at in (places if row.step == "sample" else ("",))]
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
    return found.shape == right.shape and bool(
        (np.abs(found - right) <= 1e-9 * np.abs(right).max(initial=0.0) + floor).all()
    )


def _same_nearby(problem: Problem, choice: Choice, floors: dict[str, float]) -> bool:
    """Return whether the arrays of the row's own layer stay as they are, a quick test before the whole pass is run."""
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


def cannot_exclude(problem: Problem) -> Iterator[Possible]:
    """Yield the mistakes that change nothing here, and would at a better point."""
    here = silent(problem)
    if not here:
        return
    elsewhere = silent(better(problem, tries=1))
    by_id: dict[str, set[int]] = {}
    for mistake, number, words in here:
        if (mistake, number, words) not in elsewhere:
            by_id.setdefault(mistake, set()).add(number)
    zero = zero_gradients(problem)
    for mistake, numbers in by_id.items():
        flat = [n for n in sorted(numbers) if _arrays_of(problem, TABLE[mistake], n) <= zero]
        why = ZERO if len(flat) == len(numbers) else TABLE[mistake].why
        if flat and why != ZERO:
            why += f"; in layer{'s' * (len(flat) > 1)} {in_words(flat)} {ZERO}"
        yield Possible(mistake, tuple(sorted(numbers)), why)


def zero_gradients(problem: Problem) -> set[str]:
    """Return the names of the arrays whose right gradient is 0 up to rounding: there any formula is right."""
    sizes = scales(problem)
    right = problem.right.gradients
    return {name for name, g in right.items() if (np.abs(g) <= EXACT * sizes[name].max(initial=0.0)).all()}


def _arrays_of(problem: Problem, row: Mistake, number: int) -> set[str]:
    """Return the names of the arrays of a layer that a mistake would make wrong."""
    places = {"weight_gradient": "W", "bias_gradient": "b"}.get(row.step, "Wb")
    return {f"{at}{number}" for at in places} & set(problem.right.gradients)


# --- a better point ------------------------------------------------------------------------------


def better(problem: Problem, tries: int = TRIES) -> Problem:
    """Return a problem of the same architecture at random numbers where as few lines as possible change nothing."""
    candidates = [_random(problem, np.random.default_rng(seed)) for seed in range(tries)]
    found = [candidate for candidate in candidates if candidate is not None] or [problem]
    return found[0] if len(found) == 1 else min(found, key=lambda candidate: len(silent(candidate)))


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
        column = b if b is None or layout.samples == "rows" else b.reshape(-1, 1)
        params.append((W.T if layout.orientation == "out_in" else W, column))
    X, Y = problem.X, problem.Y
    return Point(params, *((X.T, Y.T) if layout.samples == "columns" else (X, Y)))
