"""Where no row of the table explains the numbers: what is right, and where the first wrong δ is.

The learner's δ can often be read off their own arrays: dW = a_prevᵀ δ has one solution for δ if there are no more
samples than independent inputs. Then it is known whether dW and db speak of the same δ, and of which.
"""

from __future__ import annotations

import numpy as np

from nn.handwritten.diagnosis.reading import Seen
from nn.handwritten.mistakes import Problem, Seat
from nn.handwritten.mistakes.seats import Array

CLOSE = 1e-5
"""A gradient this close, as part of its largest entry, is right but for rounding."""


def narrowed(problem: Problem, seen: list[Seen], wrong: dict[str, bool]) -> list[str]:
    """Sentences that say where to look. `wrong` has every array's name dW1, db1, … in order."""
    right = [name for name, is_wrong in wrong.items() if not is_wrong]
    lines = [f"Right: {', '.join(right)}." if right else "No array is right."]
    lines.append(f"Wrong: {', '.join(name for name, is_wrong in wrong.items() if is_wrong)}.")
    if only_rounded(problem, seen):
        lines.append(
            "All entries are right to five digits of the largest one or more: that is the rounding of single "
            "precision, of a difference quotient, or of a small number added to a denominator. No formula is that "
            "little wrong."
        )
        return lines
    first = max(int(name[2:]) for name, is_wrong in wrong.items() if is_wrong)
    return [*lines, *_at(problem.seats[first - 1], seen[first - 1], wrong), *_entries(problem, seen, wrong)]


def only_rounded(problem: Problem, seen: list[Seen]) -> bool:
    """Whether every array has the right shape, and differs in late digits only."""
    for seat, given in zip(problem.seats, seen, strict=True):
        pairs = [(given.inner, problem.right.gradients[f"W{seat.number}"])]
        pairs += [(given.b, problem.right.gradients[f"b{seat.number}"])] if seat.b is not None else []
        for mine, right in pairs:
            if mine is None or (np.abs(mine - right) > CLOSE * np.abs(right).max(initial=0.0)).any():
                return False
    return True


def _at(seat: Seat, given: Seen, wrong: dict[str, bool]) -> list[str]:
    """What the highest wrong layer tells: its δ, or only what was made of it."""
    k, last = seat.number, seat.last
    above = "the output" if last else f"layer {k + 1}"
    dW, db = wrong.get(f"dW{k}", False), wrong.get(f"db{k}")
    start = (
        f"Layers above {k} are right, so look at layer {k}." if not last else f"Look at layer {k}, the output, first."
    )
    if given.inner is None:
        shape = "no array" if given.given is None else f"shape {given.given.shape}"
        return [
            start,
            f"dW{k} has {shape}, where {seat.layout.weights(seat.W)} is right, the shape of W{k}. It is "
            f"{seat.weight_line.split(' = ')[1]}, with δ{k} of shape {seat.delta_shape}: {seat.delta_line}.",
        ]
    if db is False and dW:
        return [
            start,
            f"db{k} is right, so δ{k} most likely is, too: what is wrong is how dW{k} is made of it. It is "
            f"{seat.weight_line.split(' = ')[1]}.",
        ]
    if db and not dW:
        return [start, f"dW{k} is right, so δ{k} is, too: what is wrong is db{k} = {seat.layout.total(seat.d)}."]
    lines = [start, f"The first wrong δ is δ{k}: {seat.delta_line}."]
    delta = solved(seat, given)
    if delta is not None:
        lines.append(_compared(seat, given, delta))
    else:
        lines.append(f"Compare your δ{k}, between {above} and dW{k}, with the right one: {_shown(seat)}.")
    return lines


def solved(seat: Seat, given: Seen) -> Array | None:
    """The δ that the learner's dW was made of, if there is exactly one."""
    if given.inner is None or np.linalg.matrix_rank(seat.A_prev) < seat.N:
        return None
    delta = np.linalg.lstsq(seat.A_prev.T, given.inner, rcond=None)[0]
    left = np.abs(seat.A_prev.T @ delta - given.inner).max()
    return np.asarray(delta) if left <= 1e-8 * np.abs(given.inner).max(initial=0.0) else None


def _compared(seat: Seat, given: Seen, delta: Array) -> str:
    """What the learner's own δ says."""
    k = seat.number
    right = seat.problem.right.delta[seat.k]
    if given.b is not None and np.allclose(delta.sum(axis=0), given.b, rtol=1e-6, atol=1e-12):
        both = f"dW{k} and db{k} were made of the same δ{k}, and made rightly"
    elif given.b is not None:
        both = f"db{k} was made of another δ than dW{k}, or wrongly"
    else:
        both = f"dW{k} can be made of a δ{k}"
    n, i = (int(x) for x in np.unravel_index(int(np.abs(delta - right).argmax()), right.shape))
    return (
        f"{both}. By dW{k}, your δ of sample {n}, neuron {i} is {delta[n, i]:.6g}; the right one is {right[n, i]:.6g}."
    )


def _shown(seat: Seat) -> str:
    right = seat.problem.right.delta[seat.k]
    return f"sample 0 has [{', '.join(f'{x:.6g}' for x in right[0][:6])}{', …' if right.shape[1] > 6 else ''}]"


def _entries(problem: Problem, seen: list[Seen], wrong: dict[str, bool]) -> list[str]:
    """If few entries of an array are wrong, which."""
    lines = []
    for seat, given in zip(problem.seats, seen, strict=True):
        right = problem.right.gradients[f"W{seat.number}"]
        if not wrong.get(f"dW{seat.number}") or given.inner is None or right.size < 3:
            continue
        off = np.argwhere(np.abs(given.inner - right) > 1e-7 * np.abs(right).max(initial=0.0))
        if 0 < len(off) <= max(1, right.size // 3):
            where = ", ".join(f"dW{seat.number}{seat.layout.index(int(j), int(i))}" for j, i in off[:6])
            lines.append(f"Only {len(off)} of {right.size} entries of dW{seat.number} are wrong: {where}.")
    return lines
