"""Other forward passes and other losses than the stated ones, which `compare` and `diagnose` look for in a learner's.

Each changes one thing that is often confused, and says what, in words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import NamedTuple

import numpy as np

from nn.handwritten import matrix
from nn.handwritten.matrix import Array
from nn.handwritten.mistakes import Problem
from nn.loss_row import Loss
from nn.losses import TABLE
from nn.networks import activations as acts
from nn.settings import REDUCTIONS


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
            for words, function in (
                ("taken over the samples, the wrong axis", partial(_softmax, 0)),
                ("taken over all entries, without an axis", partial(_softmax, None)),
                ("without the division by the sum", np.exp),
            ):
                yield f"softmax of layer {seat.number} {words}", partial(_with_activation, problem, seat.k, function)
        if seat.name != "linear":
            twice = partial(_twice, seat.name)
            yield f"{seat.name} of layer {seat.number} applied twice", partial(_with_activation, problem, seat.k, twice)
        if seat.b is not None and seat.b.any():
            params = [(W, b * 0 if k == seat.k and b is not None else b) for k, (W, b) in enumerate(problem.params)]
            yield f"no bias in layer {seat.number}", partial(problem.with_, params=params)
        if seat.n_in == seat.n_out:
            params = [(W.T if k == seat.k else W, b) for k, (W, b) in enumerate(problem.params)]
            yield f"W{seat.number} transposed", partial(_outputs_with, problem, params)
    for name in acts.NAMES if len(problem.seats) > 2 else ():
        names = [name] * (len(problem.names) - 1) + problem.names[-1:]
        yield f"{name} in all hidden layers", partial(problem.with_, names=names)
    if sum(b is not None and bool(b.any()) for _, b in problem.params) > 1:
        params = [(W, None if b is None else b * 0) for W, b in problem.params]
        yield "no biases", partial(problem.with_, params=params)
    if any(mask is not None for mask in problem.masks):
        yield "no dropout masks", partial(problem.with_, stated=replace(problem.stated, masks=()))


def _outputs_with(problem: Problem, params: list[tuple[Array, Array | None]]) -> Array:
    return problem.with_(params=params).output


def _with_activation(problem: Problem, at: int, function: Callable[[Array], Array]) -> Array:
    """Return the outputs of a forward pass with another function for the activation of one layer."""
    steps = [matrix.TEXTBOOK["in_out"]] * len(problem.seats)
    steps[at] = replace(steps[at], activate=lambda Z, name: function(Z))
    return problem.forward(steps)[0].A[-1]


def _twice(name: str, Z: Array) -> Array:
    return matrix.activate(matrix.activate(Z, name), name)


def _softmax(axis: int | None, Z: Array) -> Array:
    powers = np.exp(Z - Z.max())
    return np.asarray(powers / powers.sum(axis=axis, keepdims=axis is not None))


# --- other losses --------------------------------------------------------------------------------------


def other_losses(problem: Problem) -> Iterator[tuple[str, float]]:
    """Yield values that a learner's loss may have in the place of the stated one, each with what it is."""
    penalty = problem.l2 * sum(float((W**2).sum()) for W, _ in problem.params)
    data = problem.loss_value - penalty
    if problem.l2:
        yield "the loss without λ Σ W²", data
        yield "the loss with ½ λ Σ W² in the place of λ Σ W²", data + penalty / 2
        biases = problem.l2 * sum(float((b**2).sum()) for _, b in problem.params if b is not None)
        yield "the loss with the biases in λ Σ W², too", data + penalty + biases
    total = data * problem.count / problem.factor if problem.factor else 0.0
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
    if not problem.l2:
        yield from penalties(problem)


def penalties(problem: Problem) -> Iterator[tuple[str, float]]:
    """Yield the loss with a usual penalty that was not stated, each with what it is."""
    for words, function in (("Σ W²", np.square), ("Σ |W|", np.abs)):
        total = sum(float(function(W).sum()) for W, _ in problem.params)
        for c in sorted(m * 10.0**-e for m in (1, 2, 2.5, 5) for e in range(7)):
            for sign, sense in ((1.0, "plus"), (-1.0, "minus")):
                yield f"the loss {sense} {c:g} · {words}, a penalty", problem.loss_value + sign * c * total


def losses_of_other_networks(problem: Problem) -> Iterator[tuple[str, float]]:
    """Yield the loss of each network with one thing changed, with what it is."""
    for other in other_networks(problem):
        if other.problem is not None and takes(problem.row, other.outputs, problem.Y):
            yield f"that of a network with {other.words}", other.problem.loss_value


def takes(row: Loss, A: Array, Y: Array) -> bool:
    """Return whether outputs and targets are numbers that a loss takes, and the loss is finite there."""
    inside = all(map(row.outputs.holds, A.flat)) and all(map(row.targets.holds, Y.flat))
    return inside and bool(np.isfinite(row.value(A, Y)).all())


def loss_of(problem: Problem, outputs: Array) -> float | None:
    """Return the stated loss of other outputs; None if it does not take them."""
    if not takes(problem.row, outputs, problem.Y):
        return None
    return problem.scale * float(np.sum(problem.row.value(outputs, problem.Y)))
