"""Find out whether the forward pass or the loss, and not the backward pass, differs from the stated one.

Outputs that were handed in are compared with ours first, and a loss with ours. Where they differ, one change of the
network or of the loss is looked for that makes theirs; nothing is said of the backward pass then.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import product

import numpy as np

from engine.checking.agreement import EVIDENCE, evidence
from engine.table.notation import in_words
from nn.handwritten import matrix
from nn.handwritten.alternatives import other_networks
from nn.handwritten.diagnosis.judging import arrays_of, roundings, scales, verdicts
from nn.handwritten.diagnosis.reading import Handed, Seen
from nn.handwritten.forward_pass import ForwardPass
from nn.handwritten.matrix import Array
from nn.handwritten.mistakes import Problem, Stated
from nn.settings import REDUCTIONS

ENOUGH = 6
"""A loss that agrees to this many digits is the stated one: log(a + 1e-8) does not make it another forward pass."""


# --- what was handed in ----------------------------------------------------------------------------------


def forward_differs(
    problem: Problem, outputs: Array | None, loss: float | None, seen: Sequence[Seen], is_right: bool
) -> list[str]:
    """Return sentences on outputs or a loss that are not those of the stated network; [] if they are.

    Of the backward pass they say no more than that it is right, for the stated network or for another one.
    """
    sizes = np.abs(problem.output) + roundings(problem).A[-1]
    value = problem.loss_value
    right = ForwardPass(problem, problem.output, sizes, value, 100 * abs(value), digits=ENOUGH)
    said = list(right.problems(outputs, loss))
    if not said:
        return []
    if is_right:
        return [*said, "Your gradients are right for the stated network and loss."]
    others = [] if outputs is None else right.networks_with(outputs)
    if any(right_for(other.problem, seen) for other in others if other.problem is not None):
        return [*said, "Your backward pass is right for that network."]
    return [*said, "Settle this first: of the backward pass nothing is said here."]


# --- gradients that are right for another network or loss ------------------------------------------------


def right_for(problem: Problem, seen: Sequence[Seen], tried: int = 1) -> bool:
    """Return whether gradients are right for a problem: in their shapes, and none of them zero throughout.

    If it is one of many that are `tried`, they have so many digits that hardly one of those fits them by chance.
    """
    right = problem.gradients
    names = [n for n, g in right.items() if np.isfinite(g).all()]
    if len(names) < len(right) or not all(np.abs(g).max(initial=0.0) > 0 for g in right.values()):
        return False
    for seat, given in zip(problem.seats, seen, strict=True):  # a quick look before the scales are worked out
        W = right[f"W{seat.number}"]
        if given.inner is None or np.abs(given.inner - W).max() > 1e-3 * np.abs(W).max():
            return False
    found = verdicts(problem, seen, right, scales(problem))
    if len(found) < len(right) or not all(found.values()):
        return False
    numbers = arrays_of(seen)
    told = sum(evidence(each, numbers[name], right[name], right[name] != 0) for name, each in found.items())
    return any(each.kind == "equal" for each in found.values()) or told >= EVIDENCE + math.log10(tried)


def right_elsewhere(problem: Problem, seen: Sequence[Seen]) -> list[str]:
    """Return sentences on the networks, or losses, that wrong gradients are right for; [] if none was found."""
    with np.errstate(all="ignore"):
        others = [other for other in other_networks(problem) if other.problem is not None]
        losses = [("", problem.stated), *other_constants(problem)]
        tried = len(others) * len(losses)
        for stated, loss in losses:
            found = [o for o in others if o.problem and right_for(o.problem.with_(stated=loss), seen, tried)]
            if found:
                words = in_words([other.words for other in found], "or")
                return [
                    f"These are the right gradients of another network: one with {words}{stated}.",
                    f"If that is your forward pass, say so{_as_activations(problem, found[0].problem)}; if not, it is "
                    "the forward pass to look at. δ was made rightly.",
                ]
    return []


def other_constants(problem: Problem) -> Iterator[tuple[str, Stated]]:
    """Yield the loss with another usual factor or reduction, which makes other numbers, each with what it is."""
    known = {problem.scale}
    for reduction, times in product(dict.fromkeys((problem.reduction, *REDUCTIONS)), (1.0, 0.5, 2.0)):
        stated = replace(problem.stated, reduction=reduction, factor=times * problem.factor)
        scale = stated.factor / matrix.divisor(problem.output, reduction)
        if scale not in known:
            known.add(scale)
            changed = {"factor": f"{stated.factor:g}", "reduction": repr(reduction)}
            said = [f"{w}={x}" for w, x in changed.items() if getattr(stated, w) != getattr(problem.stated, w)]
            yield f", for the loss with {in_words(said)}", stated


def _as_activations(problem: Problem, other: Problem | None) -> str:
    """Return how to say so, where only the activations differ."""
    if other is None or other.names == problem.names:
        return ""
    return f": activations=[{', '.join(map(repr, other.names))}]"


def read_otherwise(problem: Problem, ways: Iterator[tuple[str, Handed]]) -> list[str]:
    """Return sentences on other layouts and orders in which the same arrays are right; [] if there are none."""
    found = []
    for words, handed in ways:
        try:
            other = Problem(*handed.network[:4], replace(problem.stated, layout=handed.network.layout))
            if right_for(other, handed.seen):
                found.append(words)
        except (ValueError, ArithmeticError):
            continue
    if not found:
        return []
    return [
        f"Your gradients are right for the same arrays, read with {in_words(found, 'or')}.",
        "If that is how you store them, say so, or hand them in the other way. As they were read, they are wrong.",
    ]
