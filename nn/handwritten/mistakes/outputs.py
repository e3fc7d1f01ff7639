"""Mistakes at the loss: where G = ∂L/∂a of the output comes from."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from nn.handwritten.mistakes.rows import Member, StepRows
from nn.handwritten.mistakes.seats import Array, Seat
from nn.loss_row import Loss
from nn.losses import TABLE


def quotient(top: Array, bottom: Array) -> Array:
    """Return top / bottom, and nan where there is none."""
    with np.errstate(all="ignore"):
        return np.asarray(top / bottom)


def _log(A: Array) -> Array:
    with np.errstate(all="ignore"):
        return np.asarray(np.log(A))


Line = Callable[[Array, Array], Array]

LINES: dict[str, Line] = {
    "a − y": lambda A, Y: A - Y,
    "(a − y)²": lambda A, Y: (A - Y) ** 2,
    "2(a − y)²": lambda A, Y: 2 * (A - Y) ** 2,
    "|a − y|": lambda A, Y: np.abs(A - Y),
    "½(a − y)²": lambda A, Y: (A - Y) ** 2 / 2,
    "a² − y²": lambda A, Y: A**2 - Y**2,
    "(a − y)·a": lambda A, Y: (A - Y) * A,
    "(a − y)·y": lambda A, Y: (A - Y) * Y,
    "1/(a − y)": lambda A, Y: quotient(np.ones_like(A), A - Y),
    "(a − y)³": lambda A, Y: (A - Y) ** 3,
    "a + y": lambda A, Y: A + Y,
    "2(a + y)": lambda A, Y: 2 * (A + Y),
    "a": lambda A, Y: A,
    "2a": lambda A, Y: 2 * A,
    "y": lambda A, Y: Y,
    "−y": lambda A, Y: -Y,
    "−y/a − (1 − y)/(1 − a)": lambda A, Y: -quotient(Y, A) - quotient(1 - Y, 1 - A),
    "y/a − (1 − y)/(1 − a)": lambda A, Y: quotient(Y, A) - quotient(1 - Y, 1 - A),
    "y/a + (1 − y)/(1 − a)": lambda A, Y: quotient(Y, A) + quotient(1 - Y, 1 - A),
    "−y/a + (1 − y)/a": lambda A, Y: -quotient(Y, A) + quotient(1 - Y, A),
    "y/a": lambda A, Y: quotient(Y, A),
    "(1 − y)/(1 − a)": lambda A, Y: quotient(1 - Y, 1 - A),
    "−(1 − y)/(1 − a)": lambda A, Y: -quotient(1 - Y, 1 - A),
    "−y/(1 − a)": lambda A, Y: -quotient(Y, 1 - A),
    "−1/a": lambda A, Y: -quotient(np.ones_like(A), A),
    "1/a": lambda A, Y: quotient(np.ones_like(A), A),
    "−a/y": lambda A, Y: -quotient(A, Y),
    "−log a": lambda A, Y: -_log(A),
    "log a": lambda A, Y: _log(A),
    "−y log a": lambda A, Y: -Y * _log(A),
    "y log a": lambda A, Y: Y * _log(A),
    "−y · a": lambda A, Y: -Y * A,
    "(a − y)/a": lambda A, Y: quotient(A - Y, A),
    "(a − y)/(1 − a)": lambda A, Y: quotient(A - Y, 1 - A),
    "(a − y)/y": lambda A, Y: quotient(A - Y, Y),
    "(a − y)·a(1 − a)": lambda A, Y: (A - Y) * A * (1 - A),
    "(1 − y) log(1 − a)": lambda A, Y: (1 - Y) * _log(1 - A),
    "−(y log a + (1 − y) log(1 − a))": lambda A, Y: -(Y * _log(A) + (1 - Y) * _log(1 - A)),
}
"""What has been written for ∂L/∂a, before the loss's constant; beside it stand the derivatives of the other losses."""


def others_than(row: Loss) -> dict[str, Line]:
    """Return the lines that are not the loss's own derivative, nor a multiple of it: that has a name of its own.

    They are distinguished by their numbers at the samples of all rows that this loss takes.

    >>> [words for words in ("a − y", "sign(a − y)", "the derivative of mae") if words in others_than(TABLE["mae"])]
    ['a − y']
    """
    samples = {point for each in TABLE.values() for point in each.samples}
    taken = sorted((a, y) for a, y in samples if row.outputs.holds(a) and row.targets.holds(y))
    A, Y = np.array(taken).T.reshape(2, -1, 1)
    own = np.asarray(row.derivative(A, Y))
    lines = LINES | {f"the derivative of {other.word}": other.derivative for other in TABLE.values()}
    lines["the size of ∂L/∂a, without its sign"] = lambda A, Y: np.abs(row.derivative(A, Y))
    return {words: line for words, line in lines.items() if not _is_multiple(line(A, Y), own)}


def _is_multiple(found: Array, own: Array) -> bool:
    c = float((found * own).sum() / (own * own).sum())
    return bool(c != 0 and np.allclose(found, c * own, rtol=1e-12, atol=1e-12))


LOSS_LEFT_OUT = StepRows("loss", fix="G = {s.incoming}", where=lambda seat: seat.last)
WRONG_DERIVATIVE = StepRows("loss", fix="G = {s.incoming}", where=lambda seat: seat.last)


@LOSS_LEFT_OUT.row(
    "missing_loss_factor",
    "You differentiated the output and not the loss: the error is missing",
    "The output was differentiated, and not the loss: this is ∂a{k}/∂W, with {m.words} where ∂L/∂a{k} = {s.incoming}, "
    "shape {s.delta_shape}, belongs.",
    why="∂L/∂a is 1 here",
    whole=True,
)
def without_loss(seat: Seat) -> Iterator[Member]:
    """Yield ∂a/∂W: the output was differentiated, and not the loss."""
    scale, done = seat.problem.scale, list[float]()
    constants = {"1": 1 / scale, "the loss's constant": 1.0, "the loss's constant with its 2": 2.0}
    for words, c in {**constants, "1/N": 1 / (scale * seat.N)}.items():
        if not any(np.isclose(c, x) for x in done):
            done.append(c)
            yield Member(words, lambda A, Y, c=c: np.full_like(A, c))


@WRONG_DERIVATIVE.row(
    "wrong_loss_deriv",
    "You started from the wrong derivative of the loss, {m.words}",
    "The error at the output starts from {m.words}. It starts at ∂L/∂a{k} = {s.incoming}, shape {s.delta_shape}, "
    "and goes on through f′.",
    why="both derivatives of the loss are the same numbers here",
)
def wrong_derivative(seat: Seat) -> Iterator[Member]:
    """Yield any other line, where it has a value."""
    with np.errstate(all="ignore"):
        for words, line in others_than(seat.problem.row).items():
            if np.isfinite(line(seat.problem.output, seat.problem.Y)).all():
                yield Member(words, line)
