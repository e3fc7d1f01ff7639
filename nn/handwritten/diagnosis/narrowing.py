"""Say what is right, and what is not, where no row of the table explains the numbers.

What is said here follows from the numbers. The learner's δ can often be read off their own arrays: dW = a_prevᵀ δ has
no solution at all for most arrays if the layer has more inputs than there are samples, and one if its samples are
independent. So a solution that gives db as well is their δ; and where there are solutions for any dW, nothing is known.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.checking.agreement import Agreement, judge
from nn.handwritten.diagnosis.passes import complete, flat
from nn.handwritten.diagnosis.reading import Seen
from nn.handwritten.matrix import Array, Gradients
from nn.handwritten.mistakes import Problem, Seat

NEARLY = 1e-3
"""A factor this close to 1 is not a mistake: it comes from rounding."""
LEAST = 2
"""How many more equations than unknowns there must be before a solution says something."""


def narrowed(
    problem: Problem, seen: Sequence[Seen], wrong: Mapping[str, bool], found: Mapping[str, Agreement], sizes: Gradients
) -> list[str]:
    """Return sentences that say where to look. `wrong` has every array's name dW1, db1, … in order."""
    right = [name for name, is_wrong in wrong.items() if not is_wrong]
    lines = [f"Right: {', '.join(right)}." if right else "No array is right."]
    lines.append(f"Wrong: {', '.join(name for name, is_wrong in wrong.items() if is_wrong)}.")
    mine = complete(problem, seen)
    if mine is not None:
        lines += [*_multiple(problem, mine, sizes), *_weighted(problem, mine)]
    if len(lines) > 2:
        return lines
    first = max(int(name[2:]) for name, is_wrong in wrong.items() if is_wrong)
    return [*lines, *_at(problem.seats[first - 1], seen[first - 1], found), *_entries(problem, found)]


# --- all arrays together ---------------------------------------------------------------------------------


def _multiple(problem: Problem, mine: Gradients, sizes: Gradients) -> list[str]:
    """Return a sentence if all arrays are the right ones times one number."""
    right = problem.gradients
    top = max(right, key=lambda name: float(np.abs(right[name]).max(initial=0.0)))
    size = float((right[top] ** 2).sum())
    if not size or sum(int((g != 0).sum()) for g in right.values()) < 2:
        return []
    c = float((mine[top] * right[top]).sum()) / size
    fits = (judge(mine[name], c * g, 100 * abs(c) * sizes[name]) for name, g in right.items())
    if not c or abs(c - 1) < NEARLY or not all(fits):
        return []
    return [f"Every array is {c:.6g} times the right one: look for a number that stands in front of all of them."]


def _weighted(problem: Problem, mine: Gradients) -> list[str]:
    """Return a sentence if all arrays are right for other weights of the samples."""
    N = len(problem.X)
    if N < 2 or problem.l2:
        return []

    def of_sample(n: int) -> Array:
        """Return what one sample adds to all gradients, in one row."""
        found: Gradients = {}
        for seat, delta in zip(problem.seats, problem.right.delta, strict=True):
            found[f"W{seat.number}"] = np.outer(seat.A_prev[n], delta[n])
            if seat.b is not None:
                found[f"b{seat.number}"] = delta[n]
        return flat(found)

    M, y = np.stack([of_sample(n) for n in range(N)], axis=1), flat(mine)
    if len(y) < N + LEAST or not np.isfinite(M).all() or np.linalg.matrix_rank(M) < N:
        return []
    weights = np.asarray(np.linalg.lstsq(M, y, rcond=None)[0], dtype=float)
    if not judge(M @ weights, y, 100 * np.abs(M) @ np.abs(weights)):
        return []
    shown = ", ".join(f"{w:.4g}" for w in weights[:8]) + (", …" if N > 8 else "")
    if written(weights):
        return [
            f"Every array is right if the samples count with the weights {shown}: the stated loss gives each the same. "
            "δ and the products are made rightly."
        ]
    last = problem.seats[-1]
    if not last.k and last.b is None:
        return [_factors("dW1", last, weights)]
    below = f"the way down from δ{last.number} and the products are" if last.k else "the products are"
    return [
        f"Look at δ{last.number}, of the output: for the samples it is {shown} times the right one, "
        f"{last.delta_line}. The rest is right: {below} made rightly of yours."
    ]


def written(weights: NDArray[np.floating[Any]]) -> bool:
    """Return whether numbers may be weights that someone gave to samples: round ones, or the same for many.

    >>> written(np.array([1.0, 2.0, 0.5])), written(np.array([0.3333, 0.6667] * 2)), written(np.array([0.524, -1.562]))
    (True, True, False)
    """
    distinct = {f"{w:.8g}" for w in weights}
    return len(distinct) <= len(weights) / 2 or all(abs(w - float(f"{w:.1e}")) <= 1e-8 * abs(w) for w in weights)


# --- the highest wrong layer -----------------------------------------------------------------------------


def _at(seat: Seat, given: Seen, found: Mapping[str, Agreement]) -> Iterator[str]:
    """Yield sentences on the highest wrong layer: on its δ, or only on what was made of it."""
    k = seat.number
    right_W, right_b = (bool(found.get(f"{at}{k}", False)) for at in ("W", "b"))
    of_W, of_b = (f"dW{k} without its bias row", f"The bias row of dW{k}") if seat.folded else (f"dW{k}", f"db{k}")
    product, total = (line.split(" = ", 1)[1] for line in (seat.weight_line, seat.bias_line))
    likely = f"so δ{k} most likely is, too: what is wrong is"
    yield (
        f"Look at layer {k}, the output, first." if seat.last else f"Layers above {k} are right, so look at layer {k}."
    )
    if given.inner is None:
        right = f"{seat.layout.weights(seat.W)} is right, the shape of W{k}"
        made = f"It is {product}, with δ{k} of shape {seat.delta_shape}: {seat.delta_line}."
        yield f"dW{k} has shape {given.given.shape}, where {right}. {made}"
        return
    if seat.b is not None and right_b:
        yield f"{of_b} is right, {likely} how {of_W} is made of it. dW{k} is {product}."
        return
    if right_W:
        yield f"{of_W} is right, {likely} {of_b[0].lower()}{of_b[1:]}. It is {total}."
        return
    if seat.b is not None and given.b is None:
        has = "is not there" if given.b_given is None else f"has shape {given.b_given.shape}"
        yield f"{of_b} {has}: it is {total}, of shape {seat.b.shape}."
    mine = given.inner - seat.problem.penalty(f"W{k}")
    delta = solved(seat, mine, given.b)
    if delta is None:
        made = f"the product that makes dW{k}" if given.b is None else "what makes dW and db of it"
        yield (
            f"Either δ{k} is wrong or {made}: these numbers cannot tell which. "
            f"Compare your δ{k} with the right one: {_shown(seat)}."
        )
        yield f"They are {seat.delta_line} and {seat.weight_line}."
        return
    best = seat.problem.right.delta[seat.k]
    both = of_W if given.b is None else f"{of_W} and {of_b[0].lower()}{of_b[1:]}"
    shares = _shares_of(delta, best)
    elsewhere = given.b is None or _are_one(shares)  # a factor of each sample's input would not be in db
    if elsewhere and _makes(seat, shares[:, None] * best, mine, given.b):
        yield _factors(both, seat, shares)
        return
    n, i = (int(x) for x in np.unravel_index(int(np.abs(delta - best).argmax()), best.shape))
    of_one = f"were made of one and the same δ{k}, and made rightly"
    was = f"{both} was made rightly of a δ{k}" if given.b is None else f"{both} {of_one}"
    yield f"The first wrong δ is δ{k}: {seat.delta_line}."
    yield f"{was}. By dW{k}, your δ of sample {n}, neuron {i} is {delta[n, i]:.6g}; the right one is {best[n, i]:.6g}."


def solved(seat: Seat, dW: Array, db: Array | None) -> Array | None:
    """Return the δ that dW, and db, were made of, if there is one, and no other, and few arrays have one at all."""
    inputs, mine = _stacked(seat, dW, db)
    if np.linalg.matrix_rank(inputs) < seat.N or inputs.shape[1] <= seat.N:
        return None
    delta = np.asarray(np.linalg.lstsq(inputs.T, mine, rcond=None)[0], dtype=float)
    return delta if _makes(seat, delta, dW, db) else None


def _stacked(seat: Seat, dW: Array, db: Array | None) -> tuple[Array, Array]:
    """Return the inputs of a layer with a column of ones for its bias, and dW with a row for db, if there is one."""
    if db is None:
        return seat.A_prev, dW
    return np.hstack([seat.A_prev, np.ones((seat.N, 1))]), np.vstack([dW, db])


def _makes(seat: Seat, delta: Array, dW: Array, db: Array | None) -> bool:
    """Return whether dW, and db, are those of a δ."""
    inputs, mine = _stacked(seat, dW, db)
    return bool(judge(inputs.T @ delta, mine, 1e4 * (np.abs(inputs).T @ np.abs(delta))))


def _shares_of(delta: Array, right: Array) -> Array:
    """Return for each sample how many times the right δ another one is, if it is a multiple of it."""
    sizes = (right * right).sum(axis=1)
    return np.asarray((delta * right).sum(axis=1) / np.where(sizes == 0, 1.0, sizes))


def _are_one(shares: Array) -> bool:
    """Return whether all samples have one factor."""
    return bool(np.ptp(shares) <= 1e-9 * np.abs(shares).max())


def _factors(both: str, seat: Seat, shares: Array) -> str:
    """Return a sentence on arrays whose samples are multiples of the right ones: δ is not all that may have made it."""
    k, many = seat.number, " and " in both
    if _are_one(shares):
        are = "are" if many else "is"
        return (
            f"{both} {are} {shares[0]:.6g} times the right one: look for a number in front of δ{k}, or of what it made."
        )
    shown = ", ".join(f"{c:.4g}" for c in shares[:8]) + (", …" if len(shares) > 8 else "")
    have = "have" if many else "has"
    return (
        f"{both} {have} the samples {shown} times: a factor for each is in δ{k}, {seat.delta_line}, or in what it is "
        f"multiplied with, {seat.a_prev}."
    )


def _shown(seat: Seat) -> str:
    right = seat.problem.right.delta[seat.k]
    return f"sample 0 has [{', '.join(f'{x:.6g}' for x in right[0][:6])}{', …' if right.shape[1] > 6 else ''}]"


def _entries(problem: Problem, found: Mapping[str, Agreement]) -> list[str]:
    """Return a sentence on each array of which only a few entries are wrong."""
    lines = []
    for seat in problem.seats:
        each = found.get(f"W{seat.number}")
        if each is None or each or each.agrees.size < 3:
            continue
        off, size = np.argwhere(~each.agrees), each.agrees.size
        if 0 < len(off) <= max(1, size // 3):
            where = ", ".join(f"dW{seat.number}{seat.layout.index(int(j), int(i))}" for j, i in off[:6])
            are = "is" if len(off) == 1 else "are"
            lines.append(f"Only {len(off)} of {size} entries of dW{seat.number} {are} wrong: {where}.")
    return lines
