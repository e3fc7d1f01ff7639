"""The backprop checker: which mistake made a hand-written gradient wrong.

Gradient checkers say that an entry differs. This one runs the right backward pass with each row of the mistake table
(`mistakes`) in the place of the right step, alone and two together, and names those that make the learner's very
numbers. What is right comes from the scalar engine, and the matrix version confirms it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from engine.table.checks import as_float
from nn.handwritten.diagnosis import rounding, truth
from nn.handwritten.diagnosis.findings import Explanation, Finding, explanations
from nn.handwritten.diagnosis.narrowing import narrowed
from nn.handwritten.diagnosis.points import Point, Possible
from nn.handwritten.diagnosis.reading import BIASES, SAMPLES, Handed, Seen, UnreadableError, read
from nn.handwritten.diagnosis.report import Report, unread
from nn.handwritten.mistakes import Layout, Problem, at_a_kink
from nn.handwritten.mistakes.seats import Array
from nn.losses import row_of
from nn.settings import ORIENTATIONS, REDUCTIONS, one_of

__all__ = ["Explanation", "Finding", "Point", "Possible", "Report", "diagnose"]


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
    orientation: str = "in_out",
    samples: str = "rows",
    bias: str = "separate",
    learning_rate: float | None = None,
) -> Report:
    """Which mistake made a hand-written gradient wrong, or that it is right.

    The loss is factor × reduction of a row of `nn.losses.TABLE`: (a − y)² for "mse", −y log a for "cross_entropy".

    Args:
        params: a list with (W, b) or W for each layer; b may be None, 1-D, a row or a column. Or a model made with nn.
        X: the batch; a flat vector is one sample.
        Y: the targets, one row (or column) for each sample; a flat vector is one sample, or one number for each; for
            "cross_entropy" also a class for each sample.
        gradients: the same list with your own dW and db, in whatever shapes your code made.
        activations: one name for each layer, or one for all; a model has its own.
        loss: "mse", "mae", "huber", "hinge", "bce" or "cross_entropy", of the activations of the last layer.
        reduction: "mean" divides by the number of samples, "mean_all" by the number of entries, "sum" by nothing.
        factor: a number in front of the loss, such as 0.5.
        orientation: "in_out" for W of shape (inputs, neurons), "out_in" for (neurons, inputs).
        samples: "rows" if X has a row for each sample, "columns" if a column.
        bias: "separate", or "last_row" if W has the bias as its last row (stored "out_in": its last column).
        learning_rate: yours, if a step or an updated W may have come into the gradient.

    Returns:
        A report. Arrays that do not fit one another, or hold NaN, and an unknown activation give a report with a
        `problem`, not an exception.

    Raises:
        ValueError: for a misspelled word of the others: loss, reduction, orientation, samples, bias.
        TypeError: for a factor or learning rate that is no number.

    >>> X, Y = np.array([[0.5, -1.0], [2.0, 0.25], [1.0, 1.0]]), np.array([[1.0], [0.0], [1.0]])
    >>> W = np.array([[0.3], [-0.2]])
    >>> A = 1 / (1 + np.exp(-X @ W))
    >>> dW = X.T @ (A - Y) * 2 / 3
    >>> report = diagnose([W], X, Y, [dW], activations=["sigmoid"], loss="mse")
    >>> report.correct, report.findings[0].mistake, report.findings[0].layers
    (False, 'missing_output_deriv', (1,))
    >>> print(report.findings[0].mend)
    delta1 = (0.6667 * (A1 - Y)) * (A1 * (1 - A1))
    """
    row = row_of(loss)
    for what, word, allowed in (
        ("reduction", reduction, REDUCTIONS),
        ("orientation", orientation, ORIENTATIONS),
        ("samples", samples, SAMPLES),
        ("bias", bias, BIASES),
    ):
        one_of(what, word, allowed)
    factor = as_float(factor, "factor")
    rate = None if learning_rate is None else as_float(learning_rate, "learning_rate")
    try:
        handed = read(params, X, Y, gradients, activations, Layout(orientation, samples, bias), row.classes)
        with np.errstate(all="ignore"):
            return _examined(handed, loss, reduction, factor, rate)
    except UnreadableError as error:
        return unread(str(error))


def _examined(handed: Handed, loss: str, reduction: str, factor: float, rate: float | None) -> Report:
    """The report on arrays that fit together."""

    def problem_with(kink: float | None) -> Problem:
        steps = None if kink is None else at_a_kink(kink)
        given = (handed.params, handed.X, handed.Y, handed.names, loss, reduction, factor, handed.layout, rate)
        return Problem(*given, steps=steps)

    problem = problem_with(None)
    right = truth.find(problem, handed.precision)
    wrong = wrong_arrays(problem, handed.seen, right)
    zero = zero_arrays(problem, handed, right)
    shown = {**_shown(problem, handed.seen, right), "zero": zero}
    if not any(wrong.values()):
        return Report(True, notes=tuple(style_notes(problem)), network=problem, **shown)
    others = [problem_with(value) for value in (1.0, 0.5)] if _at_kink(problem) else []
    for other in others:
        at_other = truth.Truth(other.right.gradients, right.allowed)
        if not any(wrong_arrays(other, handed.seen, at_other).values()):
            note = "A pre-activation is exactly 0, at the kink of relu; you took another derivative there, also right."
            return Report(True, notes=(note,), network=problem, zero=zero, **_shown(other, handed.seen, at_other))
    for each in (problem, *others):
        found = explanations(each, handed.seen, handed.precision)
        if found:
            return Report(False, explanations=found, network=problem, **shown)
    return Report(False, narrowed=tuple(narrowed(problem, handed.seen, wrong)), network=problem, **shown)


def _at_kink(problem: Problem) -> bool:
    kinked = [seat for seat in problem.seats if seat.name in ("relu", "leaky_relu")]
    return any((seat.Z == 0).any() for seat in kinked)


def wrong_arrays(problem: Problem, seen: list[Seen], right: truth.Truth) -> dict[str, bool]:
    """For each array dW1, db1, … whether it is wrong; with a bias that is part of W, under W's name."""
    found: dict[str, bool] = {}
    for seat, given in zip(problem.seats, seen, strict=True):
        k = seat.number
        off = _off(given.inner, f"W{k}", right)
        if problem.layout.bias == "last_row" and seat.b is not None:
            found[f"dW{k}"] = off or _off(given.b, f"b{k}", right)
            continue
        found[f"dW{k}"] = off
        if seat.b is not None:
            found[f"db{k}"] = _off(given.b, f"b{k}", right)
    return found


def zero_arrays(problem: Problem, handed: Handed, right: truth.Truth) -> tuple[str, ...]:
    """The names of the arrays whose right gradient is zero, or rounding."""
    floors = rounding.floors(problem, handed.precision)
    flat = {name for name, array in right.gradients.items() if np.abs(array).max() <= floors[name]}
    if problem.layout.bias == "last_row":
        flat = {name for name in flat if name[0] == "W" and f"b{name[1:]}" in flat}
    return tuple(f"d{name}" for name in right.gradients if name in flat)


def _off(mine: Array | None, name: str, right: truth.Truth) -> bool:
    return mine is None or bool((np.abs(mine - right.gradients[name]) > right.allowed[name]).any())


def _shown(problem: Problem, seen: list[Seen], right: truth.Truth) -> dict[str, Any]:
    """The learner's arrays and the right ones, by name and in the learner's layout."""
    yours: dict[str, Array | None] = {}
    rights: dict[str, Array] = {}
    turn = problem.layout.orientation == "out_in"
    for seat, given in zip(problem.seats, seen, strict=True):
        k = seat.number
        W = right.gradients[f"W{k}"]
        with_row = problem.layout.bias == "last_row" and seat.b is not None
        whole = np.vstack([W, right.gradients[f"b{k}"]]) if with_row else W
        rights[f"dW{k}"] = whole.T if turn else whole
        fits = given.W is not None and given.W.shape == whole.shape
        yours[f"dW{k}"] = (given.W.T if turn else given.W) if fits and given.W is not None else given.given
        if seat.b is not None and not with_row:
            rights[f"db{k}"] = right.gradients[f"b{k}"]
            yours[f"db{k}"] = given.b if given.b is not None else given.b_given
    return {"yours": yours, "right": rights}


def style_notes(problem: Problem) -> list[str]:
    """What may look odd in a right gradient, and why it is right."""
    notes = []
    last = problem.seats[-1]
    if last.cancels:
        notes.append(
            f"δ{last.number} = a − y without f′ is right here: the derivative of {problem.loss} cancels {last.name}'s."
        )
    if any(seat.name == "sigmoid" for seat in problem.seats):
        notes.append("x·(1 − x) is right for sigmoid where x is the activation a, not z.")
    return notes
