"""The backprop checker: which mistake made a hand-written gradient wrong.

Gradient checkers say that an entry differs. This one runs the right backward pass with each row of the mistake table
(`mistakes`) in the place of the right step, alone and two together, and names those that make the learner's very
numbers. What is right comes from the scalar engine, and the matrix version confirms it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from engine.checking.agreement import Agreement
from nn.handwritten.diagnosis import elsewhere, kinks, truth
from nn.handwritten.diagnosis.entries import UnreadableArraysError, readable
from nn.handwritten.diagnosis.findings import Finding, MistakeCase, MistakeExplanation
from nn.handwritten.diagnosis.hints import hints
from nn.handwritten.diagnosis.judging import scales, undecided, verdicts
from nn.handwritten.diagnosis.narrowing import narrowed
from nn.handwritten.diagnosis.points import Point, Possible
from nn.handwritten.diagnosis.reading import Arguments, Handed, Seen, other_ways, read_handed
from nn.handwritten.diagnosis.report import DiagnosisReport
from nn.handwritten.forward_pass import read_loss
from nn.handwritten.matrix import Array, matrix_shapes
from nn.handwritten.mistakes import LearnerLayout, Problem, Stated
from nn.losses import row_of
from nn.settings import Orientation, at_least_0, check_choices, loss_factor, orientation_of, positive

__all__ = ["DiagnosisReport", "Finding", "MistakeExplanation", "Point", "Possible", "diagnose"]

Report, Explanation = DiagnosisReport, MistakeExplanation  # their former names


def diagnose(
    params: Any,
    X: Any,
    Y: Any,
    gradients: Any,
    *,
    activations: str | Sequence[str] | None = None,
    loss: str,
    reduction: str = "mean",
    factor: float = 1.0,
    orientation: Orientation | None = None,
    samples: str = "rows",
    bias: str = "separate",
    learning_rate: float | None = None,
    l2: float = 0.0,
    masks: Any = None,
    outputs: Any = None,
    loss_value: float | None = None,
) -> DiagnosisReport:
    """Name the mistake that made a hand-written gradient wrong, or confirm that it is right.

    The loss is factor × reduction of a row of `nn.losses.TABLE`: (a − y)² for "mse", −y log a for "cross_entropy".

    Args:
        params: a list with (W, b) or W for each layer, or {"W1": …, "b1": …}; b may be None, 1-D, a row or a column. Or
            a model made with nn.
        X: the batch; a flat vector is one sample.
        Y: the targets, one row (or column) for each sample; a flat vector is one sample, or one number for each; for
            "cross_entropy" also a class for each sample.
        gradients: the same list, or {"dW1": …, "db1": …}, with your own dW and db, in whatever shapes your code made;
            None for one that it did not make.
        activations: one name for each layer, or one for all; a model has its own.
        loss: "mse", "mae", "huber", "hinge", "bce" or "cross_entropy", of the activations of the last layer.
        reduction: "mean" divides by the number of samples, "mean_all" by the number of entries, "sum" by nothing.
        factor: a number in front of the loss, such as 0.5.
        orientation: "in_out" for W of shape (inputs, neurons), "out_in" for (neurons, inputs); None is "in_out", with a
            warning if a W is square.
        samples: "rows" if X has a row for each sample, "columns" if a column.
        bias: "separate", or "last_row" or "first_row" if W has the bias as that row (stored "out_in": that column).
        learning_rate: yours, if a step or an updated W may have come into the gradient.
        l2: λ, where your loss has the term λ Σ W² over all weights; its derivative is 2 λ W. For ½ λ Σ W²,
            which is what weight_decay=λ of an optimiser stands for, give λ / 2.
        masks: for dropout, what the activations of each layer were multiplied by, the 1/p of it included: a list with a
            mask of the activations' shape for each hidden layer, or None.
        outputs: your network's outputs for X. They are compared first, and so is
        loss_value: your loss, with λ Σ W². Where they are not those of the stated network, the report says what
            differs, and nothing of the backward pass.

    Returns:
        A report, always. What cannot be read (arrays that do not fit one another or hold NaN, a misspelled word, an
            option that is not a number) gives a report with a `problem`, a sentence, and no exception.

    >>> X, Y = np.array([[0.5, -1.0], [2.0, 0.25], [1.0, 1.0]]), np.array([[1.0], [0.0], [1.0]])
    >>> W = np.array([[0.3], [-0.2]])
    >>> A = 1 / (1 + np.exp(-X @ W))
    >>> dW = X.T @ (A - Y) * 2 / 3
    >>> report = diagnose([W], X, Y, [dW], activations=["sigmoid"], loss="mse")
    >>> report.correct, report.findings[0].mistake, report.findings[0].layers
    (False, 'missing_output_deriv', (1,))
    >>> print(report.findings[0].headline)
    You left out sigmoid′ at the output, layer 1
    >>> print(report.findings[0].fix)
    delta1 = (2 * (A1 - Y) / len(X)) * (A1 * (1 - A1))
    """
    try:
        with readable():
            layout = LearnerLayout(orientation or "in_out", samples, bias)
            check_choices(reduction=reduction, orientation=layout.orientation, samples=samples, bias=bias)
            given = Arguments(params, X, Y, activations, row_of(loss).classes)
            factor, l2, rate = _constants(factor, l2, learning_rate)
            value = None if loss_value is None else read_loss(loss_value)
            handed = read_handed(given, gradients, layout, masks, outputs)
            orientation_of(orientation, matrix_shapes(handed.network.params))
        stated = Stated(loss, reduction, factor, handed.network.layout, rate, l2, handed.masks)
        with np.errstate(all="ignore"):
            return _examined(handed, stated, value, other_ways(given, gradients, layout))
    except UnreadableArraysError as error:
        return DiagnosisReport(False, problem=str(error))


def _constants(factor: Any, l2: Any, rate: Any) -> tuple[float, float, float | None]:
    """Return the factor, λ and the learning rate as finite numbers; ValueError for those that no loss or step has."""
    factor, l2 = loss_factor(factor), at_least_0("l2", l2)
    rate = None if rate is None else positive("learning_rate", rate)
    if not math.isfinite(l2) or (rate is not None and not math.isfinite(rate)):
        raise ValueError(f"l2 and learning_rate got {l2:g} and {rate}; finite numbers are needed.")
    return factor, l2, rate


def _examined(
    handed: Handed, stated: Stated, value: float | None, other_ways: Iterator[tuple[str, Handed]]
) -> DiagnosisReport:
    """Return the report on arrays that fit together; `other_ways` are further ways to read them."""
    try:
        problem = Problem(*handed.network[:4], stated)
        sizes, at = scales(problem), kinks.find(problem)
    except (ValueError, ArithmeticError) as error:
        raise UnreadableArraysError(f"the network has no value at this point: {error}") from None
    right = truth.find(problem, sizes, exact=not at)
    found = verdicts(problem, handed.seen, right, sizes)
    wrong = wrong_arrays(problem, found)
    is_right = not any(wrong.values())
    shown: dict[str, Any] = {"network": problem, "agreements": found, "zero": zero_arrays(problem, right, sizes)}
    shown |= _shown(problem, handed.seen, right)
    differs = [] if is_right else elsewhere.read_otherwise(problem, other_ways)
    differs = differs or elsewhere.forward_differs(problem, handed.outputs, value, handed.seen, is_right)
    if differs:
        return DiagnosisReport(False, elsewhere=tuple(differs), **shown)
    if is_right:
        return DiagnosisReport(True, notes=style_notes(problem), hints=(*_at_kinks(at), *hints(problem)), **shown)
    others = list(kinks.candidates(problem, at, handed.seen)) if at else []
    near, found = _nearest(handed.seen, (problem, found), others, sizes)
    if near is not problem:
        right = near.gradients
        shown |= {"agreements": found, **_shown(near, handed.seen, right)}
    if not any(wrong_arrays(near, found).values()):
        return DiagnosisReport(True, hints=(*_at_kinks(at, other=True), *hints(problem)), **shown)
    too_few = undecided(problem, handed.seen, right, found)
    if too_few:
        return DiagnosisReport(False, elsewhere=tuple(too_few), **shown)
    cases = [MistakeCase(each, handed.seen) for each in (problem, *others[:3])]
    for case in cases:
        if explained := case.explanations():
            return DiagnosisReport(False, explanations=explained, **shown)
    differs = elsewhere.right_elsewhere(problem, handed.seen) if handed.outputs is None else []
    if differs:
        return DiagnosisReport(False, elsewhere=tuple(differs), **shown)
    said = narrowed(near, handed.seen, wrong_arrays(near, found), found, sizes)
    return DiagnosisReport(False, narrowed=tuple(said), vague=any(case.is_vague for case in cases), **shown)


def _nearest(
    seen: list[Seen], stated: tuple[Problem, dict[str, Agreement]], others: Sequence[Problem], sizes: dict[str, Array]
) -> tuple[Problem, dict[str, Agreement]]:
    """Return the problem, of the stated one and those with other slopes at its kinks, that has the fewest wrong arrays.

    Beside it stands how each array agrees there.
    """
    judged = [stated, *((other, verdicts(other, seen, other.gradients, sizes)) for other in others)]
    return min(judged, key=lambda each: sum(wrong_arrays(*each).values()))


def _at_kinks(at: kinks.Choices, other: bool = False) -> list[str]:
    """Return a hint on exact kinks; [] if there are none."""
    if not at:
        return []
    took = "you took another than 0, which is right as well" if other else "yours is one of them"
    return [f"Hint: {at.where} is exactly at its kink, where any derivative between its two sides is right: {took}."]


def wrong_arrays(problem: Problem, found: dict[str, Agreement]) -> dict[str, bool]:
    """Return for each array dW1, db1, … whether it is wrong; a bias that is part of W counts under W's name."""
    wrong: dict[str, bool] = {}
    for seat in problem.seats:
        of_W, of_b = (not found.get(f"{at}{seat.number}", False) for at in ("W", "b"))
        wrong[f"dW{seat.number}"] = of_W or (of_b and seat.folded)
        if seat.b is not None and not seat.folded:
            wrong[f"db{seat.number}"] = of_b
    return wrong


def zero_arrays(problem: Problem, right: dict[str, Array], sizes: dict[str, Array]) -> tuple[str, ...]:
    """Return the names of the arrays whose right gradient is zero, or rounding."""
    flat = {name for name, array in right.items() if (np.abs(array) <= 4 * 2.0**-52 * sizes[name]).all()}
    if problem.layout.folded:
        flat = {name for name in flat if name[0] == "W" and f"b{name[1:]}" in flat}
    return tuple(f"d{name}" for name in right if name in flat)


def _shown(problem: Problem, seen: list[Seen], right: dict[str, Array]) -> dict[str, Any]:
    """Return the learner's arrays and the right ones, by name and in the learner's layout."""
    yours: dict[str, Array | None] = {}
    rights: dict[str, Array] = {}
    turn = problem.layout.orientation == "out_in"
    for seat, given in zip(problem.seats, seen, strict=True):
        k = seat.number
        W = right[f"W{k}"]
        whole = problem.layout.joined(W, right[f"b{k}"]) if seat.folded else W
        rights[f"dW{k}"] = whole.T if turn else whole
        mine = given.W if given.W.shape == whole.shape else None
        yours[f"dW{k}"] = given.given if mine is None else mine.T if turn else mine
        if seat.b is not None and not seat.folded:
            rights[f"db{k}"] = right[f"b{k}"]
            yours[f"db{k}"] = given.b if given.b is not None else given.b_given
    return {"yours": yours, "right": rights}


def style_notes(problem: Problem) -> tuple[str, ...]:
    """Return notes on what may look odd in a right gradient, and why it is right."""
    if any(seat.name == "sigmoid" for seat in problem.seats):
        return ("x·(1 − x) is right for sigmoid where x is the activation a, not z.",)
    return ()
