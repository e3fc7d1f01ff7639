"""Mistakes at db = Σ δ over the samples."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from nn.handwritten.mistakes.rows import Member, StepRows
from nn.handwritten.mistakes.seats import Seat

BIASES = StepRows("bias_gradient", fix="{s.bias_line}")


@BIASES.row(
    "bias_missing",
    "You left out the gradient of the bias, db{k}",
    "db{k} is 0, or not there. The gradient of a bias is δ{k}, shape {s.delta_shape}, "
    "summed over the samples: a bias is a weight on a constant input 1.",
    why="the sum of δ is 0 here",
)
def missing(seat: Seat) -> Iterator[Member]:
    """Yield 0."""
    yield Member("0", lambda delta: np.zeros(delta.shape[1]))
    yield Member("0", lambda delta: np.asarray(0.0), aside=True)


@BIASES.row(
    "bias_not_summed",
    "You did not sum db{k} over the samples",
    "db{k} is δ{k} itself, shape {s.delta_shape}, one for each of {s.N} samples. {s.bias_has}: sum δ over the samples.",
    why="there is only one sample, nothing to sum",
)
def not_summed(seat: Seat) -> Iterator[Member]:
    """Yield δ, a row for each sample."""
    yield Member("δ", lambda delta: delta, aside=True)


@BIASES.row(
    "bias_sum_all",
    "You summed db{k} over everything: the axis is missing",
    "db{k} is one number, the sum over all of δ{k}, shape {s.delta_shape}: the axis is missing, "
    "and the neurons share it. {s.bias_has}.",
    why="the layer has one neuron, or all its neurons have the same δ",
)
def summed_over_all(seat: Seat) -> Iterator[Member]:
    """Yield one number for all neurons."""
    yield Member("ΣΣ δ", lambda delta: np.asarray(delta.sum()), aside=True)
    yield Member("ΣΣ δ", lambda delta: np.full(delta.shape[1], delta.sum()))


@BIASES.row(
    "bias_wrong_axis",
    "You summed db{k} over the wrong axis",
    "db{k} is {m.words}: the wrong axis of shape {s.delta_shape}. {s.bias_has}: sum over the {s.N} samples.",
    why="the sums over both axes are the same here",
)
def wrong_axis(seat: Seat) -> Iterator[Member]:
    """Yield the sum over the neurons."""
    yield Member(f"Σ δ{seat.number} over the neurons", lambda delta: delta.sum(axis=1), aside=True)
    yield Member(f"the mean of δ{seat.number} over the neurons", lambda delta: delta.mean(axis=1), aside=True)


@BIASES.row(
    "bias_times_input",
    "You multiplied by something in db{k}, where nothing belongs",
    "db{k} is {m.words}: but ∂z/∂b = 1, so nothing multiplies δ{k}, shape {s.delta_shape}.",
    why="what multiplies δ is 1 here",
)
def times_input(seat: Seat) -> Iterator[Member]:
    """Yield δ times the input, the bias, or the output."""
    a, b, out = seat.A_prev, seat.b, seat.A
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
    yield Member("Σ over the inputs", lambda delta: np.full(delta.shape[1], (a.T @ delta).sum(axis=1).sum()))
