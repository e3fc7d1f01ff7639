"""Mistakes by a constant: the right gradient, times a number. And what a loop over samples loses.

These are counted in every array they made wrong; most are one mistake of the whole pass.
"""

from __future__ import annotations

from collections.abc import Iterator

from nn.handwritten.mistakes.routes import rates
from nn.handwritten.mistakes.rows import Member, Mistake
from nn.handwritten.mistakes.seats import Seat

TIMES = (2, 3, 4, 5, 6, 7, 8, 9, 10)
"""How many passes may have been added up."""


def _constants(found: dict[str, float]) -> Iterator[Member]:
    for words, c in found.items():
        yield Member(words, c, label=words)


def flipped(seat: Seat) -> Iterator[Member]:
    """−1."""
    yield Member("−1", -1.0, label="−1")


def summed(seat: Seat) -> Iterator[Member]:
    """N times."""
    problem, outputs = seat.problem, seat.problem.output.shape[1]
    yield from _constants({"N": float(seat.N)})
    if problem.reduction == "mean_all" and outputs > 1:
        yield from _constants({"N · outputs": float(seat.N * outputs)})


def averaged(seat: Seat) -> Iterator[Member]:
    """N times too small; or in a lower layer N² times, if each layer divides what was divided above."""
    problem, outputs = seat.problem, seat.problem.output.shape[1]
    found = {"1/N": 1 / seat.N}
    found |= {
        f"1/N^{power}": seat.N**-power for power in range(2, len(problem.seats) - seat.k + 1)
    }  # in each layer again
    if problem.reduction != "mean" and outputs > 1:
        found["1/(N · outputs)"] = 1 / (seat.N * outputs)
    for words, c in found.items():
        yield Member(words, c)


def doubled(seat: Seat) -> Iterator[Member]:
    """Twice or half."""
    yield from _constants({"2": 2.0, "½": 0.5})


def other_denominator(seat: Seat) -> Iterator[Member]:
    """Divided by another size than the loss's."""
    problem = seat.problem
    outputs, inputs = problem.output.shape[1], problem.X.shape[1]
    sizes = {
        "the layer's inputs": seat.n_in,
        "the layer's neurons": seat.n_out,
        "the network's outputs": outputs,
        "the network's inputs": inputs,
        "the entries of W": seat.n_in * seat.n_out,
        "N · the layer's inputs": seat.N * seat.n_in,
        "N · the layer's neurons": seat.N * seat.n_out,
        "N · outputs": seat.N * outputs,
        "N · inputs": seat.N * inputs,
        "the inputs with the bias": seat.n_in + 1,
        **{f"the neurons of layer {other.number}": other.n_out for other in problem.seats},
        "N − 1": seat.N - 1,
        "N + 1": seat.N + 1,
    }
    if problem.reduction == "mean_all":
        sizes["N"] = seat.N
    yield from _constants({words: problem.count / size for words, size in sizes.items() if size})


def added_up(seat: Seat) -> Iterator[Member]:
    """k passes."""
    yield from _constants({f"{k}": float(k) for k in TIMES})


def rate(seat: Seat) -> Iterator[Member]:
    """η."""
    yield from _constants({f"η = {eta:g}": eta for eta in rates(seat)})


def bias_alone(seat: Seat) -> Iterator[Member]:
    """N or 1/N, in db only."""
    yield from _constants({"N": float(seat.N), "1/N": 1 / seat.N})


def one_alone(seat: Seat) -> Iterator[Member]:
    """One sample's part, divided as the loss says or not."""
    count = seat.problem.count
    for n in range(seat.N) if seat.N <= 16 else (seat.N - 1, 0):
        which = "last" if n == seat.N - 1 else "first" if n == 0 else f"number {n}, counted from 0,"
        yield Member(which, (n, 1.0), label=f"{n}")
        if count != 1:
            yield Member(f"{which} undivided", (n, float(count)), label=f"{n} undivided")


# --- the rows ------------------------------------------------------------------------------------


def _by_number(seat: Seat, member: Member) -> str:
    """The line that takes the constant out again."""
    c = float(member.line)
    divided = f"/ {c:.6g}" if abs(c) > 1 else f"* {1 / c:.6g}"
    return f"dW{seat.number} = dW{seat.number} {divided}"


def _divided_by(seat: Seat) -> str:
    return {"mean": f"N = {seat.N}", "sum": "nothing", "mean_all": f"all {seat.problem.output.size} entries"}[
        seat.problem.reduction
    ]


CONSTANTS = [
    Mistake(
        "sign_flipped",
        "constant",
        flipped,
        lambda s, m: (
            "The gradient is exactly −1 times the right one: the error was built as y − a. That is a step to "
            "add to the weights; dL/dW needs a − y."
        ),
        lambda s, m: f"dW{s.number} = -dW{s.number}",
        "the gradient is 0",
        whole=True,
    ),
    Mistake(
        "sum_not_mean",
        "constant",
        summed,
        lambda s, m: (
            f"The gradient is {m.words} = {m.line:g} times the right one: summed over the samples, while the "
            f"loss divides by {_divided_by(s)}. Divide once. (It is right for reduction='sum'.)"
            if m.line == s.problem.count
            else f"The gradient is {m.words} = {m.line:g} times the right one: summed over the samples, while the loss "
            f"divides by {_divided_by(s)}. Divide once."
        ),
        _by_number,
        "N = 1: sum and mean are the same",
        whole=True,
        in_bias=False,
    ),
    Mistake(
        "extra_mean",
        "constant",
        averaged,
        lambda s, m: (
            f"The gradient is {m.words} = {m.line:.4g} times the right one: divided by N once too often; the "
            f"loss divides by {_divided_by(s)}."
            + (" (It is right for reduction='mean'.)" if s.problem.reduction == "sum" and m.words == "1/N" else "")
        ),
        _by_number,
        "N = 1: sum and mean are the same",
        whole=True,
        in_bias=False,
    ),
    Mistake(
        "factor_two",
        "constant",
        doubled,
        lambda s, m: (
            f"The gradient is exactly {m.words} times the right one. It is right for "
            f"factor={s.problem.factor * m.line:g}, and the loss has factor={s.problem.factor:g}: a ½ in the loss goes "
            "with no 2 in its derivative, and no ½ with a 2."
        ),
        _by_number,
        "the gradient is 0",
        whole=True,
    ),
    Mistake(
        "wrong_denominator",
        "constant",
        other_denominator,
        lambda s, m: (
            f"The gradient was divided by {m.words} ({s.problem.count / m.line:g}); the loss divides by "
            f"{_divided_by(s)}."
        ),
        _by_number,
        "the sizes are the same number",
        whole=True,
    ),
    Mistake(
        "accumulated",
        "constant",
        added_up,
        lambda s, m: (
            f"The gradient is exactly {m.words} times the right one: {m.words} backward passes were added up. "
            "Set the arrays that collect gradients to zero before each pass."
        ),
        lambda s, m: f"dW{s.number} = np.zeros_like(W{s.number})  # before each pass",
        "the gradient is 0",
        whole=True,
    ),
    Mistake(
        "lr_included",
        "constant",
        rate,
        lambda s, m: (
            f"The gradient is {m.line:g} times the right one: the learning rate is in it. η · gradient is the "
            "step; the gradient has no η."
        ),
        _by_number,
        "the learning rate is 1",
        whole=True,
    ),
    Mistake(
        "bias_scale",
        "constant",
        bias_alone,
        lambda s, m: (
            f"db{s.number} is {m.words} = {m.line:.4g} times the right one while dW{s.number} is right: both "
            f"come from the same δ{s.number}, shape {s.delta_shape}, and are divided in the same way."
        ),
        lambda s, m: f"db{s.number} = {s.layout.total(s.d)}",
        "N = 1, or db is 0",
        in_weights=False,
    ),
]

SAMPLES = [
    Mistake(
        "one_sample_only",
        "sample",
        one_alone,
        lambda s, m: (
            f"Only one of the {s.N} samples is in it, {'the ' if 'number' not in m.words else ''}{m.words}: "
            "`=` in the loop over samples, where `+=` is needed."
        ),
        lambda s, m: (
            f"dW{s.number} += np.outer(x, delta)  # for each sample, from zeros"
            if s.layout.orientation == "in_out"
            else f"dW{s.number} += np.outer(delta, x)  # for each sample, from zeros"
        ),
        "there is only one sample, or the others add nothing",
        whole=True,
    ),
]
