"""Find out whether the forward pass or the loss, and not the backward pass, differs from the stated one.

Outputs that were handed in are compared with ours first, and a loss with ours. Where they differ, one change of the
network or of the loss is looked for that makes theirs; nothing is said of the backward pass then.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import NamedTuple

import numpy as np

from engine.checking.agreement import judge
from engine.table.notation import number
from nn.handwritten import matrix
from nn.handwritten.diagnosis.judging import roundings, scales, verdicts
from nn.handwritten.diagnosis.reading import Handed, Params, Seen
from nn.handwritten.matrix import Array
from nn.handwritten.mistakes import Problem
from nn.loss_row import Loss
from nn.losses import TABLE
from nn.networks import activations as acts
from nn.settings import REDUCTIONS

ENOUGH = 6
"""A loss that agrees to this many digits is the stated one: log(a + 1e-8) does not make it another forward pass."""


class Other(NamedTuple):
    """A network that is not the stated one: what differs in it, its outputs, and the problem if it has one."""

    words: str
    outputs: Array
    problem: Problem | None


Maker = Callable[[], "Problem | Array"]


# --- other networks ------------------------------------------------------------------------------------


def other_networks(problem: Problem) -> Iterator[Other]:
    """Yield networks with one thing changed that is often confused, if they have values at this point."""
    for words, make in _makers(problem):
        try:
            made = make()
        except (ValueError, ArithmeticError):  # sin of an infinity, for example
            continue
        if isinstance(made, Problem):
            yield Other(words, made.output, made)
        else:
            yield Other(words, made, None)


def _makers(problem: Problem) -> Iterator[tuple[str, Maker]]:
    """Yield what may be different, and how to build it: the problem, or its outputs alone."""
    for seat in problem.seats:
        for name in acts.NAMES:
            if name == seat.name or (name == "softmax" and seat.n_out == 1):
                continue
            names = [name if k == seat.k else other for k, other in enumerate(problem.names)]
            what = "no activation" if name == "linear" else name
            yield f"{what} in layer {seat.number}, where you said {seat.name}", partial(problem.with_, names=names)
    for seat in problem.seats:
        if seat.name == "softmax":
            for words, axis in (("over the samples, the wrong axis", 0), ("over all entries, without an axis", None)):
                yield f"softmax of layer {seat.number} taken {words}", partial(_softmax_over, problem, seat.k, axis)
        if seat.name != "linear":
            yield f"{seat.name} of layer {seat.number} applied twice", partial(_twice, problem, seat.k)
        if seat.b is not None and seat.b.any():
            params = [(W, b * 0 if k == seat.k and b is not None else b) for k, (W, b) in enumerate(problem.params)]
            yield f"no bias in layer {seat.number}", partial(problem.with_, params=params)
        if seat.n_in == seat.n_out:
            params = [(W.T if k == seat.k else W, b) for k, (W, b) in enumerate(problem.params)]
            yield f"W{seat.number} transposed", partial(_outputs_with, problem, params)
    if sum(b is not None and bool(b.any()) for _, b in problem.params) > 1:
        params = [(W, None if b is None else b * 0) for W, b in problem.params]
        yield "no biases", partial(problem.with_, params=params)
    if any(mask is not None for mask in problem.masks):
        yield "no dropout masks", partial(problem.with_, stated=replace(problem.stated, masks=()))


def _outputs_with(problem: Problem, params: Params) -> Array:
    return problem.with_(params=params).output


def _forward(problem: Problem, activate: Callable[[int, Array], Array]) -> Array:
    """Return the outputs of a forward pass with another activation step, (k, Z) → A."""
    A = problem.X
    for seat, mask in zip(problem.seats, problem.masks, strict=True):
        Z = A @ seat.W if seat.b is None else A @ seat.W + seat.b
        A = activate(seat.k, Z)
        A = A if mask is None else A * mask
    return A


def _twice(problem: Problem, at: int) -> Array:
    """Return the outputs with the activation of one layer applied once more."""

    def activate(k: int, Z: Array) -> Array:
        A = matrix.activate(Z, problem.names[k])
        return matrix.activate(A, problem.names[k]) if k == at else A

    return _forward(problem, activate)


def _softmax_over(problem: Problem, at: int, axis: int | None) -> Array:
    """Return the outputs with the softmax of one layer taken over another axis."""

    def activate(k: int, Z: Array) -> Array:
        if k != at:
            return matrix.activate(Z, problem.names[k])
        powers = np.exp(Z - Z.max())
        return np.asarray(powers / powers.sum(axis=axis, keepdims=axis is not None))

    return _forward(problem, activate)


# --- what was handed in ----------------------------------------------------------------------------------


def outputs_differ(problem: Problem, theirs: Array, seen: Sequence[Seen]) -> list[str]:
    """Return what to say where the learner's outputs are not those of the stated network; [] if they are."""
    sizes = np.abs(problem.output) + roundings(problem).A[-1]
    if judge(theirs, problem.output, sizes):
        return []
    gap = np.where(np.isfinite(theirs), np.abs(theirs - problem.output), np.inf)
    n, i = (int(x) for x in np.unravel_index(int(gap.argmax()), gap.shape))
    lines = [
        f"Your forward pass is not that of the stated network: output {i} of sample {n} is "
        f"{number(float(theirs[n, i]))}, and the stated network gives {number(float(problem.output[n, i]))}."
    ]
    found = [other for other in other_networks(problem) if _gives(other.outputs, theirs, problem)]
    if found:
        lines.append(f"Your outputs are those of a network with {_or([other.words for other in found])}.")
        if any(right_for(other.problem, seen) for other in found if other.problem is not None):
            lines.append("Your backward pass is right for that network.")
    else:
        lines.append(
            "No single change of an activation, of softmax's axis or of a bias gives your outputs: compare the "
            "pre-activations Z of layer 1 first, then its activations, and so on up."
        )
    lines.append("Settle this first: of the backward pass nothing is said here.")
    return lines


def _gives(outputs: Array, theirs: Array, problem: Problem) -> bool:
    if outputs.shape != theirs.shape or not np.isfinite(outputs).all():
        return False
    return bool(judge(theirs, outputs, 10 * (np.abs(outputs) + roundings(problem).A[-1])))


def _or(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])}, or {words[-1]}"


def loss_differs(problem: Problem, theirs: float) -> list[str]:
    """Return what to say where the learner's loss is not the stated one; [] if it is."""
    ours = problem.loss_value
    verdict = judge([theirs], [ours], 100 * abs(ours))
    if verdict or verdict.digits >= ENOUGH:
        return []
    lines = [
        f"Your loss is {theirs:.8g}, and the stated loss is {ours:.8g} here: another loss, or another forward pass."
    ]
    found = list(dict.fromkeys(words for words, value in other_losses(problem) if _same(value, theirs)))
    if found:
        lines.append(f"Yours is {_or(found[:4])}.")
    lines.append(
        "Hand in outputs= as well to see whether the forward pass differs."
        if not found
        else "Say so, or change it: a gradient belongs to one loss."
    )
    return lines


def _same(value: float, theirs: float) -> bool:
    return bool(np.isfinite(value)) and bool(judge([theirs], [value], 100 * abs(value)))


def other_losses(problem: Problem) -> Iterator[tuple[str, float]]:
    """Yield values that a learner's loss may have in the place of the stated one, each with what it is."""
    penalty = problem.l2 * sum(float((W**2).sum()) for W, _ in problem.params)
    data = problem.loss_value - penalty
    if problem.l2:
        yield "the loss without λ Σ W²", data
        yield "the loss with ½ λ Σ W² in the place of λ Σ W²", data + penalty / 2
        biases = problem.l2 * sum(float((b**2).sum()) for _, b in problem.params if b is not None)
        yield "the loss with the biases in λ Σ W², too", data + penalty + biases
    total = data * problem.count / problem.factor
    for reduction in REDUCTIONS:
        divisor = matrix.divisor(problem.output, reduction)
        for words, factor in (
            ("", problem.factor),
            (" and factor=1", 1.0),
            (" and factor=0.5", 0.5),
            (" and factor=2", 2.0),
        ):
            yield f"right for reduction={reduction!r}{words}", factor * total / divisor + penalty
    yield "the loss with the wrong sign", -data + penalty
    for word, row in TABLE.items():
        if word != problem.loss and takes(row, problem.output, problem.Y):
            value = float(np.sum(row.value(problem.output, problem.Y)))
            for reduction in REDUCTIONS:
                divided = value / matrix.divisor(problem.output, reduction)
                yield f"right for loss={word!r}, reduction={reduction!r}", problem.factor * divided + penalty
    for other in other_networks(problem):
        if other.problem is not None and takes(problem.row, other.outputs, problem.Y):
            yield f"that of a network with {other.words}", other.problem.loss_value


def takes(row: Loss, A: Array, Y: Array) -> bool:
    """Return whether outputs and targets are numbers that a loss takes, and the loss is finite there."""
    inside = all(map(row.outputs.holds, A.flat)) and all(map(row.targets.holds, Y.flat))
    return inside and bool(np.isfinite(row.value(A, Y)).all())


# --- gradients that are right for another network or loss ------------------------------------------------


def right_for(problem: Problem, seen: Sequence[Seen]) -> bool:
    """Return whether gradients are right for a problem: in their shapes, and none of them zero throughout."""
    right = problem.gradients
    names = [n for n, g in right.items() if np.isfinite(g).all()]
    if len(names) < len(right) or not all(np.abs(g).max(initial=0.0) > 0 for g in right.values()):
        return False
    for seat, given in zip(problem.seats, seen, strict=True):  # a quick look before the scales are worked out
        W = right[f"W{seat.number}"]
        if given.inner is None or np.abs(given.inner - W).max() > 1e-3 * np.abs(W).max():
            return False
    found = verdicts(problem, seen, right, scales(problem))
    return len(found) == len(right) and all(found.values())


def right_elsewhere(problem: Problem, seen: Sequence[Seen]) -> list[str]:
    """Return sentences on the networks, or losses, that wrong gradients are right for; [] if none was found."""
    with np.errstate(all="ignore"):
        found = [
            other.words
            for other in other_networks(problem)
            if other.problem is not None and right_for(other.problem, seen)
        ]
        if found:
            return [
                f"These are the right gradients of another network: one with {_or(found)}.",
                "If that is your forward pass, say so; if not, it is the forward pass to look at. δ was made rightly.",
            ]
    return []


def read_otherwise(problem: Problem, ways: Iterator[tuple[str, Handed]]) -> list[str]:
    """Return what to say where the same arrays are right, read in another layout or order; [] if they are not."""
    found = []
    for words, handed in ways:
        params, X, Y, names, seen, layout, *_ = handed
        try:
            other = Problem(params, X, Y, names, replace(problem.stated, layout=layout))
            if right_for(other, seen):
                found.append(words)
        except (ValueError, ArithmeticError):
            continue
    if not found:
        return []
    return [
        f"Your gradients are right for the same arrays, read with {_or(found)}.",
        "If that is how you store them, say so, or hand them in the other way. As they were read, they are wrong.",
    ]
