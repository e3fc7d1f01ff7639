"""Mistakes on the way back: where δ of a layer becomes G = ∂L/∂a of the layer below.

A row is counted at the layer below, whose G comes out wrong: layer l needs δ and W of layer l + 1.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import numpy as np

from nn.handwritten.mistakes.rows import Member, Mistake
from nn.handwritten.mistakes.seats import Array, Seat, in_product

RATES = (1.0, 0.5, 0.3, 0.2, 0.1, 0.05, 0.03, 0.02, 0.01, 0.005, 0.003, 0.002, 0.001, 1e-4, 1e-5)
"""Learning rates that people use, tried where the learner's is not given."""


def rates(seat: Seat) -> tuple[float, ...]:
    """The learning rates to try."""
    return RATES if seat.problem.learning_rate is None else (seat.problem.learning_rate,)


def _divided(seat: Seat) -> dict[str, float]:
    """dW as it is, or with its division by N still to come, or made already."""
    return {"": 1.0} if seat.N == 1 else {"": 1.0, f"{seat.N} · ": float(seat.N), f"1/{seat.N} · ": 1 / seat.N}


def updated(seat: Seat) -> Iterator[Member]:
    """Through W − η dW."""
    if seat.last:
        return
    up, steps = seat.up, seat.problem.steps
    divided = {"": 1.0} if seat.problem.learning_rate is None else _divided(seat)
    for eta, (words, c), (sign, side) in product(rates(seat), divided.items(), (("−", 1.0), ("+", -1.0))):

        def line(delta: Array, W: Array, step: float = side * eta * c) -> Array:
            moved = W - step * steps.weight_gradient(up.A_prev, delta)
            return steps.back_through_weights(delta, moved)

        yield Member(f"W{up.number} {sign} {eta:g} · {words}dW{up.number}", line)


def other_weights(seat: Seat) -> Iterator[Member]:
    """Through another layer's W, where it fits."""
    if seat.last:
        return
    for other in seat.problem.seats:
        if other.k == seat.k + 1:
            continue
        for words, W in ((f"W{other.number}", other.W), (f"W{other.number}.T", other.W.T)):
            if W.shape == seat.up.W.shape:
                yield Member(words, lambda delta, _, W=W: delta @ W.T)


def untransposed(seat: Seat) -> Iterator[Member]:
    """δ @ W in the place of δ @ W.T."""
    if not seat.last and seat.up.n_in == seat.up.n_out:
        yield Member("W", lambda delta, W: delta @ W)


def through_gradient(seat: Seat) -> Iterator[Member]:
    """Through dW."""
    if not seat.last:
        up, steps = seat.up, seat.problem.steps
        for words, c in _divided(seat).items():

            def line(delta: Array, W: Array, c: float = c) -> Array:
                return steps.back_through_weights(delta, c * steps.weight_gradient(up.A_prev, delta))

            yield Member(f"{words}dW{up.number}", line)


def raw_error(seat: Seat) -> Iterator[Member]:
    """(a − y) or G, without f′, through W."""
    if seat.last:
        return
    error, up, steps = seat.problem.error, seat.up, seat.problem.steps
    if error.shape[1] == up.n_out:
        for words, c in seat.problem.constants.items():
            yield Member(f"(a − y){words}", lambda delta, W, c=c: steps.back_through_weights(c * error, W))
    if up.nonlinear:
        yield Member(f"G{up.number}", steps.back_through_weights, upstream=True)


def skipped(seat: Seat) -> Iterator[Member]:
    """δ as it is, or its sum or mean over the neurons above."""
    if seat.last:
        return
    n = seat.n_out
    if seat.up.n_out in (n, 1):
        yield Member("δ", lambda delta, W: np.broadcast_to(delta, (len(delta), n)).copy())
    if seat.up.n_out > 1:
        for words, combine in (("Σ δ", np.sum), ("the mean of δ", np.mean)):

            def line(delta: Array, W: Array, combine: object = combine) -> Array:
                one = combine(delta, axis=1, keepdims=True)  # type: ignore[operator]
                return np.broadcast_to(one, (len(delta), n)).copy()

            yield Member(words, line)


def activation(seat: Seat) -> Iterator[Member]:
    """The output value in the place of δ."""
    if not seat.last:
        up, steps = seat.up, seat.problem.steps
        for words, c in seat.problem.constants.items():
            yield Member(f"a{up.number}{words}", lambda delta, W, c=c: steps.back_through_weights(c * up.A, W))


def wrong_row(seat: Seat) -> Iterator[Member]:
    """W with its bias row, and another row dropped than the bias's."""
    if seat.last:
        return
    up, b = seat.up, seat.up.b
    if b is None:
        return
    theta = np.vstack([up.W, b])
    for j in range(up.n_in):
        kept = np.delete(theta, j, axis=0)
        yield Member(f"row {j}", lambda delta, W, kept=kept: delta @ kept.T)


# --- the rows ------------------------------------------------------------------------------------


def _sent(seat: Seat) -> str:
    return f"G{seat.number} = ∂L/∂a{seat.number}, shape {seat.delta_shape},"


def _mend(seat: Seat, member: Member) -> str:
    up = seat.up
    if not seat.nonlinear:
        return f"{seat.d} = {seat.incoming}"
    if seat.name == "softmax":
        return seat.delta_line
    return f"{seat.d} = {in_product(seat.layout.back(up.d, f'W{up.number}'))} * {seat.slope_text}"


ROUTES = [
    Mistake(
        "prop_updated_W",
        "back_through_weights",
        updated,
        lambda s, m: (
            f"δ{s.up.number} was sent back through {m.words}, weights that were updated already. "
            f"Back-propagate through the W{s.up.number} of the forward pass; update all layers at the end."
        ),
        _mend,
        "the update changes nothing here",
    ),
    Mistake(
        "prop_wrong_W",
        "back_through_weights",
        other_weights,
        lambda s, m: (
            f"δ{s.up.number} was sent back through {m.words}: its shape fits, but layer {s.number} needs "
            f"W{s.up.number}, shape {s.layout.weights(s.up.W)}."
        ),
        _mend,
        "another layer's W gives the same numbers here",
    ),
    Mistake(
        "prop_untransposed",
        "back_through_weights",
        untransposed,
        lambda s, m: (
            f"δ{s.up.number} was sent back through W{s.up.number} without the transpose; W{s.up.number} is "
            f"square, {s.up.W.shape}{' without its bias' * (s.layout.bias == 'last_row')}, so the shapes do not tell."
        ),
        _mend,
        "W is symmetric, or as good as that, here",
    ),
    Mistake(
        "prop_gradW",
        "back_through_weights",
        through_gradient,
        lambda s, m: (
            f"δ{s.up.number} was sent back through its gradient dW{s.up.number}; what connects the layers is "
            f"W{s.up.number} itself, of the same shape {s.layout.weights(s.up.W)}."
        ),
        _mend,
        "W and dW give the same numbers here",
    ),
    Mistake(
        "prop_raw_error",
        "back_through_weights",
        raw_error,
        lambda s, m: (
            f"{_sent(s)} was made of the raw error {m.words}; what is sent back is δ{s.up.number}, "
            f"which has its factor f′(z{s.up.number})."
        ),
        _mend,
        "error and δ are the same numbers here",
    ),
    Mistake(
        "prop_skipped_W",
        "back_through_weights",
        skipped,
        lambda s, m: (
            f"{_sent(s)} is {m.words.replace('δ', f'δ{s.up.number}')} without the weights: each unit of layer "
            f"{s.number} gets Σ_k w_kj δ_k over the {s.up.n_out} units of layer {s.up.number}."
        ),
        _mend,
        "the weights make no difference here",
    ),
    Mistake(
        "prop_activation",
        "back_through_weights",
        activation,
        lambda s, m: f"{_sent(s)} was made of the output value {m.words}; what is sent back is δ{s.up.number}.",
        _mend,
        "a and δ are the same numbers here",
    ),
    Mistake(
        "bias_row_wrong",
        "back_through_weights",
        wrong_row,
        lambda s, m: (
            f"δ{s.up.number} was sent back through W{s.up.number} with its bias, and {m.words} was dropped in "
            f"the place of the bias row: no activation of layer {s.number} feeds the bias, so that row must go."
        ),
        _mend,
        "the rows of W are the same here",
    ),
]
