"""Which numbers in the line of a step are its rate, and whether its loss is meant to grow.

A script says neither. W -= lr / m * dW may divide by m for the mean that its loss is, or by mistake; steps that add go
up a likelihood, or the wrong way on a loss. Both are settled once, by the steps of the script as it is.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence

import numpy as np

from nn.handwritten.proofreading.gains import grows
from nn.handwritten.proofreading.multiples import near
from nn.handwritten.proofreading.naming import RATE
from nn.handwritten.proofreading.recording import Array
from nn.handwritten.proofreading.running import Outcome
from nn.handwritten.proofreading.statements import step_of
from nn.handwritten.proofreading.steps import ParameterSteps
from nn.handwritten.proofreading.terms import every, factors_of

AVERAGE = re.compile(r"\b(mean|average)\(|/ \(?((0\.5|2(\.0)?) \* )?(m|n|N|n_samples|len\(\w+\)|\w+\.shape\[\d\])\b")
"""What a loss that is an average over samples is written with."""
TENTHS = (0.001, 0.01, 0.1, 10, 100)
"""The numbers by which people make the rate of one step smaller or larger than that of the others."""
SQUARES = (0.5, 2)  # what may as well be missing, or too much, of the derivative of a square


def settle_rates(steps: ParameterSteps, outcome: Outcome, gradients: Sequence[Array]) -> None:
    """Take that product of the numbers in the lines of the steps as the rate with which most are right.

    The rest belongs to the gradient: 1/m, or the 2 of a square. A step that is right with all of its numbers is
    wrong only if it is divided once more than the others. Where none is right, the rate is what is called so.
    """
    if None in steps.rates:
        return
    full = [rate or 1.0 for rate in steps.rates]
    sizes = [abs(k or 0.0) * rate for k, rate in zip(steps.factors(outcome, gradients), full, strict=True)]
    fitting = [size for size, made in zip(sizes, steps.products, strict=True) if _among(size, made) is not None]
    places = {size: [at for made in steps.products if (at := _among(size, made)) is not None] for size in fitting}
    order = {size: (-sum(near(size, other) for other in fitting), min(places[size])) for size in fitting}
    common = min(order, key=lambda size: order[size], default=0.0)
    plain = [made[0] if made else rate for made, rate in zip(steps.products, full, strict=True)]
    is_shared = _are_shared(sizes, full) and not _are_shared(sizes, plain)  # 5 * lr beside lr: a line above lacks 1 / N
    own = [(size, rate) for size, rate in zip(sizes, full, strict=True) if size in fitting]
    has_rates = any(steps.products)  # else the rate of an earlier line is in all steps
    for i, (size, made) in enumerate(zip(sizes, steps.products, strict=True)):
        is_free = size > 0 or near(common, made[0] if made else 0.0) or not all(near(*each) for each in own)
        is_common = is_free and _among(common, made) is not None
        is_bare = near(size, 1.0) or (steps.own_loss and steps.is_plain)
        is_lost = is_bare and _sisters_are_rated(steps, i)  # W -= dW beside b -= lr * db
        is_tenth = common > 0 and not near(size, common) and _has_tenths(steps, i, full[i] / common)
        is_elsewhere = not made and common > 0 and (near(size, common) or is_lost)  # step = eta * dW, W -= step
        if is_elsewhere or (is_common and not (is_tenth or (near(size, full[i]) and common < size))):
            steps.rates[i] = common
        elif is_tenth:
            steps.rates[i] = full[i]
        elif size in fitting or (not made and has_rates and any(near(size, rate) for rate in steps.called_rates)):
            steps.rates[i] = size
        elif not fitting and is_shared:
            steps.rates[i] = full[i]
        elif not fitting and made and RATE.search(_step_text(steps, i)):
            steps.rates[i] = _of_entries(steps.taken(outcome)[i], gradients[i], (full[i], *made)) or made[0]
        if made and size and near(steps.rates[i] or 0.0, size) and _is_twice(steps, outcome, made[0] / size):
            steps.rates[i] = made[0]


def _are_shared(sizes: Sequence[float], rates: Sequence[float]) -> bool:
    """Return whether more than one step is left with a factor beside its rate, and all of them with the same."""
    factors = [size / rate for size, rate in zip(sizes, rates, strict=True) if size]
    return len(factors) > 1 and all(near(k, factors[0]) for k in factors)


def _is_twice(steps: ParameterSteps, outcome: Outcome, count: float) -> bool:
    """Return whether a step that is right with all of its numbers divides the gradient of an average by a count."""
    if not (steps.own_loss and steps.is_plain and count > 2.5 and near(count, round(count))):
        return False
    held = (leaf.value for event in outcome.events[: steps.window.end] for leaf in event.leaves)
    is_count = any(round(count) in value.shape for value in held if value is not None and value.ndim)
    return is_count and any(AVERAGE.search(ast.unparse(line)) for line in steps.lines)


def settle_unused(steps: ParameterSteps, factors: Sequence[float | None]) -> None:
    """Take a rate that no line reads as that of the steps that have none; `factors` are those of all steps.

    Where the script computes no loss, a factor that all steps share beside it is the script's own.
    """
    for i, (k, rate) in enumerate(zip(factors, steps.unused, strict=True)):
        is_bare = k is not None and near(abs(k) * (steps.rates[i] or 1.0), 1.0)
        if rate and (is_bare or not (steps.own_loss or steps.products[i])):
            steps.rates[i] = rate
            steps.lacking = rate


def _sisters_are_rated(steps: ParameterSteps, i: int) -> bool:
    """Return whether the lines of all other steps name a rate."""
    site = steps.window.parameters[i].changes[0][0][0]
    others = [j for j, p in enumerate(steps.window.parameters) if p.changes[0][0][0] != site]
    return bool(others) and all(RATE.search(_step_text(steps, j)) for j in others)


def _step_text(steps: ParameterSteps, i: int) -> str:
    """Return what the line that takes a step adds, as text."""
    place = steps.window.parameters[i].changes[0][0]
    return ast.unparse(step_of(steps.script.statement(place[0]), place[1]) or ast.Constant(0))


def settle_sign(steps: ParameterSteps, factors: Sequence[float | None]) -> bool:
    """Take an objective that is meant to grow as one. True if the sign was changed."""
    adds = [steps.adds(i) for i in range(len(factors))]
    if steps.is_negated and not any(adds):  # what has a minus, and is taken off, is meant to fall
        return False
    adds = [each and not steps.is_negated for each in adds]
    made = steps.script.program.statements
    if steps.sign < 0 and grows(steps.loss_name, steps.lines, factors, adds, steps.script.objective, made):
        steps.sign = 1.0
        return True
    return False


def _has_tenths(steps: ParameterSteps, i: int, factor: float) -> bool:
    """Return whether a step has a factor such as 0.1 or 10 written out, or 0.2 * rate: it makes a rate of its own."""
    step = ast.parse(_step_text(steps, i), mode="eval").body
    written = [node.value for node in every(step, ast.Constant) if isinstance(node.value, int | float)]
    below = [each for each, is_below in factors_of(step) if is_below and isinstance(each, ast.Constant)]
    written += [1 / each.value for each in below if isinstance(each.value, int | float) and each.value]  # rate / 10
    is_rated = RATE.search(ast.unparse(step)) is not None
    return any(near(factor, k) and (k in TENTHS or (is_rated and k not in SQUARES)) for k in written)


def _among(size: float, made: Sequence[float]) -> int | None:
    """Return the place of a number among some products."""
    return next((i for i, each in enumerate(made) if near(size, each)), None)


def _of_entries(step: Array | None, gradient: Array, rates: Sequence[float]) -> float | None:
    """Return the rate that most entries of a step have, more than one of them; None if there is none."""
    if step is None or step.shape != gradient.shape:
        return None
    kept = gradient != 0
    sizes = np.abs(step[kept] / gradient[kept])
    counts = [int(np.isclose(sizes, rate, rtol=1e-7, atol=0).sum()) for rate in rates]
    return rates[int(np.argmax(counts))] if max(counts) > 1 else None
