"""The right backward pass with mistakes in it: `nn.matrix` with rows of the table in the place of its steps."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from nn.handwritten import matrix
from nn.handwritten.diagnosis.matching import EVERYWHERE, Choice
from nn.handwritten.matrix import Array
from nn.handwritten.mistakes import Problem

WRAPPING = (
    *("loss", "through_activation", "weight_gradient", "bias_gradient", "back_through_weights"),
    *("sample", "constant", "penalty"),
)
"""The order in which choices are put in: lines first, then what wraps them."""


def mutant(problem: Problem, choices: list[Choice], penalty: float = 1.0) -> matrix.Backward:
    """Return the backward pass with every choice in the place of its step.

    A line that makes W's matrix with its bias row gets the input with its column of ones. `penalty` multiplies the
    derivative of λ Σ W², unless a choice is about that.
    """
    G, steps = problem.G, list(problem.steps)
    added = {seat.k: penalty * 2 * problem.l2 for seat in problem.seats}
    for choice in sorted(choices, key=lambda c: WRAPPING.index(c.row.step)):
        k, line = choice.seat.k, choice.member.line
        if choice.row.step == "penalty":
            added[k] = line
        elif choice.uses != EVERYWHERE:
            steps[k] = _in_some_uses(steps[k], choice)
        elif choice.row.step == "loss":
            G = problem.derivative_by(line)
        elif choice.row.step == "back_through_weights":
            steps[k + 1] = _through_other_weights(steps[k + 1], choice)
        else:
            steps[k] = _changed(steps[k], choice)
    made = problem.backward(steps, G)
    for seat in problem.seats:
        name = f"W{seat.number}"
        if added[seat.k] and made.gradients[name].shape == seat.W.shape:
            made.gradients[name] = made.gradients[name] + added[seat.k] * seat.W
    return made


def _changed(steps: matrix.Steps, choice: Choice) -> matrix.Steps:
    line, step, seat = choice.member.line, choice.row.step, choice.seat
    if step == "through_activation":
        return replace(steps, through_activation=lambda G, Z, A, activation: line(G, Z, seat.A, activation))
    if step == "weight_gradient" and choice.member.whole:
        return replace(steps, weight_gradient=lambda A, d: line(seat.layout.with_ones(A), d))
    if step not in ("sample", "constant"):
        return replace(steps, **{step: line})
    weight, bias = steps.weight_gradient, steps.bias_gradient
    if step == "sample":
        n, c = line
        if choice.at == "W":
            return replace(steps, weight_gradient=lambda A, d: weight(A[n : n + 1], c * d[n : n + 1]))
        return replace(steps, bias_gradient=lambda d: bias(c * d[n : n + 1]))
    if choice.at == "W":
        return replace(steps, weight_gradient=lambda A, d: line * weight(A, d))
    return replace(steps, bias_gradient=lambda d: line * bias(d))


def _through_other_weights(steps: matrix.Steps, choice: Choice) -> matrix.Steps:
    line, through, problem, k = choice.member.line, steps.through_activation, choice.seat.problem, choice.seat.k

    def masked(G: Array) -> Array:
        return G if choice.member.unmasked else problem.masked(k, G)

    if not choice.member.upstream:
        return replace(steps, back_through_weights=lambda d, W: masked(line(d, W)))
    kept: list[Array] = []

    def keep(G: Array, Z: Array, A: Array, activation: str) -> Array:
        kept.append(G)
        return through(G, Z, A, activation)

    return replace(steps, through_activation=keep, back_through_weights=lambda d, W: masked(line(kept[-1], W)))


def _in_some_uses(steps: matrix.Steps, choice: Choice) -> matrix.Steps:
    """Return a wrong δ in some of its uses: in dW, in db, or in what is sent back; the right one in the others."""
    line, seat, uses = choice.member.line, choice.seat, choice.uses
    through, weight, bias, back = (
        steps.through_activation,
        steps.weight_gradient,
        steps.bias_gradient,
        steps.back_through_weights,
    )
    wrong: list[Array] = []

    def keep(G: Array, Z: Array, A: Array, activation: str) -> Array:
        if choice.row.step == "loss":
            wrong.append(seat.apply(seat.problem.derivative_by(line)))
        else:
            wrong.append(np.asarray(line(G, Z, seat.A, activation)))
        return through(G, Z, A, activation)

    return replace(
        steps,
        through_activation=keep,
        weight_gradient=lambda A, d: weight(A, wrong[-1] if "W" in uses else d),
        bias_gradient=lambda d: bias(wrong[-1] if "b" in uses else d),
        back_through_weights=lambda d, W: back(wrong[-1] if "back" in uses else d, W),
    )
