"""Mistakes at db = Σ δ over the samples."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from nn.handwritten.mistakes.rows import Member, Mistake
from nn.handwritten.mistakes.seats import Array, Seat


def not_summed(seat: Seat) -> Iterator[Member]:
    """Yield δ, a row for each sample."""
    yield Member("δ", lambda delta: delta, aside=True)


def summed_over_all(seat: Seat) -> Iterator[Member]:
    """Yield one number for all neurons."""
    yield Member("ΣΣ δ", lambda delta: np.asarray(delta.sum()), aside=True)
    yield Member("ΣΣ δ", lambda delta: np.full(delta.shape[1], delta.sum()))


def wrong_axis(seat: Seat) -> Iterator[Member]:
    """Yield the sum over the neurons."""
    yield Member("Σ δ over the neurons", lambda delta: delta.sum(axis=1), aside=True)
    yield Member("the mean of δ over the neurons", lambda delta: delta.mean(axis=1), aside=True)


def missing(seat: Seat) -> Iterator[Member]:
    """Yield 0."""
    yield Member("0", lambda delta: np.zeros(delta.shape[1]))
    yield Member("0", lambda delta: np.asarray(0.0), aside=True)


def times_input(seat: Seat) -> Iterator[Member]:
    """Yield δ times the input, the bias, or the output."""
    a, b, out = seat.A_prev, seat.b, seat.A

    def spread(row: Array, n: int) -> Array:
        return np.broadcast_to(row, n).copy()

    if b is not None:
        yield Member("Σ δ · b", lambda delta: delta.sum(axis=0) * b)
        yield Member("δ · b", lambda delta: delta * b, aside=True)
    if seat.n_in in (1, seat.n_out):
        yield Member(f"Σ δ · {seat.x}", lambda delta: (delta * a).sum(axis=0))
        yield Member(f"δ · {seat.x}", lambda delta: delta * a, aside=True)
        yield Member(f"the mean of δ · {seat.x}", lambda delta: (delta * a).mean(axis=0))
    yield Member(f"{seat.x}.T @ δ", lambda delta: a.T @ delta, aside=True)
    yield Member(f"Σ δ · Σ {seat.x}", lambda delta: (a.T @ delta).sum(axis=0))
    yield Member(f"Σ δ · the mean of {seat.x}", lambda delta: (a.T @ delta).mean(axis=0))
    for j in {0, seat.n_in - 1}:
        yield Member(f"Σ δ · {seat.x}_{j}", lambda delta, j=j: a[:, j] @ delta)
    yield Member(f"Σ δ · a{seat.number}", lambda delta: (delta * out).sum(axis=0))
    yield Member("Σ over the inputs", lambda delta: spread((a.T @ delta).sum(axis=1).sum(), delta.shape[1]))


def _fix(seat: Seat, member: Member) -> str:
    return f"db{seat.number} = {seat.layout.total(seat.d)}"


def _right(seat: Seat) -> str:
    return f"b{seat.number} has {seat.n_out} entr{'y' if seat.n_out == 1 else 'ies'}, one for each neuron"


BIASES = [
    Mistake(
        "bias_missing",
        "bias_gradient",
        missing,
        lambda s, m: f"You left out the gradient of the bias, db{s.number}",
        lambda s, m: (
            f"db{s.number} is 0, or not there. The gradient of a bias is δ{s.number}, shape {s.delta_shape}, "
            "summed over the samples: a bias is a weight on a constant input 1."
        ),
        _fix,
        "the sum of δ is 0 here",
    ),
    Mistake(
        "bias_not_summed",
        "bias_gradient",
        not_summed,
        lambda s, m: f"You did not sum db{s.number} over the samples",
        lambda s, m: (
            f"db{s.number} is δ{s.number} itself, shape {s.delta_shape}, one for each of {s.N} samples. "
            f"{_right(s)}: sum δ over the samples."
        ),
        _fix,
        "there is only one sample, nothing to sum",
    ),
    Mistake(
        "bias_sum_all",
        "bias_gradient",
        summed_over_all,
        lambda s, m: f"You summed db{s.number} over everything: the axis is missing",
        lambda s, m: (
            f"db{s.number} is one number, the sum over all of δ{s.number}, shape {s.delta_shape}: the axis is "
            f"missing, and the neurons share it. {_right(s)}."
        ),
        _fix,
        "the layer has one neuron, or all its neurons have the same δ",
    ),
    Mistake(
        "bias_wrong_axis",
        "bias_gradient",
        wrong_axis,
        lambda s, m: f"You summed db{s.number} over the wrong axis",
        lambda s, m: (
            f"db{s.number} is {m.words.replace('δ', f'δ{s.number}')}: the wrong axis of shape "
            f"{s.delta_shape}. {_right(s)}: sum over the {s.N} samples."
        ),
        _fix,
        "the sums over both axes are the same here",
    ),
    Mistake(
        "bias_times_input",
        "bias_gradient",
        times_input,
        lambda s, m: f"You multiplied by something in db{s.number}, where nothing belongs",
        lambda s, m: (
            f"db{s.number} is {m.words}: but ∂z/∂b = 1, so nothing multiplies δ{s.number}, shape {s.delta_shape}."
        ),
        _fix,
        "what multiplies δ is 1 here",
    ),
]
