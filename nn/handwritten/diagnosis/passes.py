"""Mistakes that are not a line of one pass: gradients added up over two updates, and a multiple of W that was added."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import NamedTuple

import numpy as np

from engine.checking.agreement import judge_all
from nn.handwritten import matrix
from nn.handwritten.diagnosis.matching import Choice
from nn.handwritten.diagnosis.reading import Seen
from nn.handwritten.matrix import Array
from nn.handwritten.mistakes import TABLE, Member, Problem
from nn.handwritten.mistakes.constants import own_penalty

STARTS = tuple(float(x) for x in np.geomspace(1e-4, 10.0, 18))
"""Learning rates that are tried first where none is given."""
STEPS, HOPELESS = 12, 3
"""Steps of Newton's method; and after how many it must have come near."""


class Whole(NamedTuple):
    """A mistake of the whole pass, with the gradients that it makes."""

    choice: Choice
    made: matrix.Gradients
    layers: tuple[int, ...]


def complete(problem: Problem, seen: Sequence[Seen]) -> matrix.Gradients | None:
    """Return the learner's gradients by name, None unless all are there in their right shapes."""
    found: matrix.Gradients = {}
    for seat, given in zip(problem.seats, seen, strict=True):
        for at, mine in (("W", given.inner), ("b", given.b)):
            if f"{at}{seat.number}" in problem.gradients:
                if mine is None:
                    return None
                found[f"{at}{seat.number}"] = mine
    return found


def penalised(problem: Problem, mine: matrix.Gradients, sizes: matrix.Gradients) -> Iterator[Whole]:
    """Yield mistakes about λ Σ W², and constants before the whole of a gradient that has such a term."""
    yield from with_decay(problem, mine, sizes)
    if problem.l2:
        yield from times_the_whole(problem, mine, sizes)


def times_the_whole(problem: Problem, mine: matrix.Gradients, sizes: matrix.Gradients) -> Iterator[Whole]:
    """Yield a constant of the table that multiplies the data gradient and λ W alike."""
    right, last = problem.gradients, problem.seats[-1]
    for row in TABLE.values():
        for member in row.members(last) if row.step == "constant" and row.in_weights and row.whole else ():
            made = {name: member.line * g for name, g in right.items()}
            if member.line != 1 and _agree(mine, made, {name: abs(member.line) * s for name, s in sizes.items()}):
                yield Whole(Choice(row, member, last, "W"), made, _all_layers(problem))
                break


def _agree(mine: matrix.Gradients, made: matrix.Gradients, sizes: matrix.Gradients) -> bool:
    return all(judge_all({name: (mine[name], made[name], 100 * sizes[name]) for name in mine}).values())


# --- c · W ---------------------------------------------------------------------------------------------


def with_decay(problem: Problem, mine: matrix.Gradients, sizes: matrix.Gradients) -> Iterator[Whole]:
    """Yield the right gradient of the loss with another c · W in each dW than the stated loss has."""
    data, twice = problem.right.gradients, 2 * problem.l2
    entries = sum(seat.W.size for seat in problem.seats)
    top = max(problem.seats, key=lambda seat: float((seat.W**2).sum()))
    c = {seat.number: _share(mine[f"W{seat.number}"] - data[f"W{seat.number}"], seat.W) for seat in problem.seats}
    known = [(m.line, m) for m in TABLE["l2_wrong"].members(top)]
    free = c[top.number]
    options = [*known, *([(free, own_penalty(free))] if free and entries > 1 else [])]
    for value, member in options:
        off = [k for k in c if abs(c[k] - value) < abs(c[k] - twice)]
        decay = {f"W{s.number}": (value if s.number in off else twice) * s.W for s in problem.seats}
        made = {name: g + decay.get(name, 0.0) for name, g in data.items()}
        whole = problem.l2 or len(off) == len(c)  # without l2= in the call, a decay counts only if all layers have it
        if off and whole and value != twice and _agree(mine, made, sizes):
            yield Whole(Choice(TABLE["l2_wrong"], member, problem.seats[max(off) - 1], "W"), made, tuple(sorted(off)))
            return


def _share(gap: Array, W: Array) -> float:
    size = float((W * W).sum())
    return float((gap * W).sum()) / size if size else 0.0


# --- two updates ---------------------------------------------------------------------------------------


def over_two_updates(problem: Problem, mine: matrix.Gradients, sizes: matrix.Gradients) -> Iterator[Whole]:
    """Yield the sum of the gradient here and that of the update before, or after, whatever the learning rate."""
    here = flat(problem.gradients)
    rest = flat(mine) - here
    if len(rest) < 3 or not rest.any():
        return

    def gradient(direction: Array, step: float) -> Array:
        """Return the gradient after a step in a direction, NaN where the network has no value there."""
        change = _named(step * direction, problem.gradients)
        params = [
            (W + change[f"W{k}"], None if b is None else b + change[f"b{k}"])
            for k, (W, b) in enumerate(problem.params, start=1)
        ]
        try:
            return flat(problem.with_(params=params).gradients)
        except (ValueError, ArithmeticError):
            return np.full_like(direction, np.nan)

    for when, direction in (("before", rest), ("after", -here)):
        rate = _rate(partial(gradient, direction), rest, problem.learning_rate)
        if rate is None:
            continue
        made = _named(here + gradient(direction, rate), problem.gradients)
        if _agree(mine, made, sizes):
            words = f"2 updates, the one here and the one {when} it (learning rate {rate:.4g})"
            member = Member(words, 2.0, "over updates", free=1)
            yield Whole(Choice(TABLE["accumulated"], member, problem.seats[-1], "W"), made, _all_layers(problem))
            return


def _rate(gradient: Callable[[float], Array], wanted: Array, given: float | None) -> float | None:
    """Return the positive rate at which the gradient is the wanted one, by Newton's method; None if none is found."""
    size = float(np.linalg.norm(wanted))
    with np.errstate(all="ignore"):
        gaps = {eta: float(np.linalg.norm(gradient(eta) - wanted)) for eta in STARTS}
    tried = [eta for eta in STARTS if np.isfinite(gaps[eta])]
    three = zip(tried, tried[1:], tried[2:], strict=False)
    lows = [eta for before, eta, after in three if gaps[eta] <= min(gaps[before], gaps[after])]
    near = sorted([*tried[:1], *lows], key=gaps.__getitem__)[:3]
    for start in (*(() if given is None else (given,)), *near):
        eta: float = start
        with np.errstate(all="ignore"):
            for i in range(STEPS):
                gap = gradient(eta) - wanted
                if not np.isfinite(gap).all() or (i == HOPELESS and float(np.linalg.norm(gap)) > 0.1 * size):
                    break
                if float(np.linalg.norm(gap)) <= 1e-11 * size:
                    return eta
                h = 1e-6 * eta
                slope = (gradient(eta + h) - gradient(eta - h)) / (2 * h)
                change = float(slope @ slope)
                if not change or not np.isfinite(change):
                    break
                following = eta - float(slope @ gap) / change
                if following > 0 and abs(following - eta) <= 1e-14 * eta:
                    return following
                eta = following if following > 0 else eta / 10
    return None


def flat(gradients: matrix.Gradients) -> Array:
    """Return all gradients in one row."""
    return np.concatenate([array.ravel() for array in gradients.values()])


def _named(row: Array, like: matrix.Gradients) -> matrix.Gradients:
    """Return a row as gradients again, by name and in their shapes."""
    parts = np.split(row, np.cumsum([array.size for array in like.values()]))
    return {name: part.reshape(array.shape) for (name, array), part in zip(like.items(), parts, strict=False)}


def _all_layers(problem: Problem) -> tuple[int, ...]:
    return tuple(seat.number for seat in problem.seats)
