"""Find out whether the forward pass or the loss, and not the backward pass, differs from the stated one.

Outputs that were handed in are compared with ours first, and a loss with ours. Where they differ, one change of the
network or of the loss is looked for that makes theirs; nothing is said of the backward pass then.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain

import numpy as np

from engine.checking.agreement import judge
from engine.table.notation import number
from nn.handwritten.alternatives import joined_with_or, losses_of_other_networks, other_losses, other_networks
from nn.handwritten.diagnosis.judging import roundings, scales, verdicts
from nn.handwritten.diagnosis.reading import Handed, Seen
from nn.handwritten.matrix import Array
from nn.handwritten.mistakes import Problem

ENOUGH = 6
"""A loss that agrees to this many digits is the stated one: log(a + 1e-8) does not make it another forward pass."""


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
        lines.append(f"Your outputs are those of a network with {joined_with_or([other.words for other in found])}.")
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


def loss_differs(problem: Problem, theirs: float) -> list[str]:
    """Return what to say where the learner's loss is not the stated one; [] if it is."""
    ours = problem.loss_value
    verdict = judge([theirs], [ours], 100 * abs(ours))
    if verdict or verdict.digits >= ENOUGH:
        return []
    lines = [
        f"Your loss is {theirs:.8g}, and the stated loss is {ours:.8g} here: another loss, or another forward pass."
    ]
    others = chain(other_losses(problem), losses_of_other_networks(problem))
    found = list(dict.fromkeys(words for words, value in others if _same(value, theirs)))
    if found:
        lines.append(f"Yours is {joined_with_or(found[:4])}.")
    lines.append(
        "Hand in outputs= as well to see whether the forward pass differs."
        if not found
        else "Say so, or change it: a gradient belongs to one loss."
    )
    return lines


def _same(value: float, theirs: float) -> bool:
    return bool(np.isfinite(value)) and bool(judge([theirs], [value], 100 * abs(value)))


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
                f"These are the right gradients of another network: one with {joined_with_or(found)}.",
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
        f"Your gradients are right for the same arrays, read with {joined_with_or(found)}.",
        "If that is how you store them, say so, or hand them in the other way. As they were read, they are wrong.",
    ]
