"""Mistakes on the way back: where δ of a layer becomes G = ∂L/∂a of the layer below.

A row is counted at the layer below, whose G comes out wrong: layer l needs δ and W of layer l + 1.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import product

import numpy as np

from nn.handwritten import matrix
from nn.handwritten.mistakes.rows import Member, StepRows
from nn.handwritten.mistakes.seats import Array, Seat, properly_at, slope_at

Line = Callable[[Array, Array], Array]

ROUTES = StepRows("back_through_weights", fix="{s.delta_line}", where=lambda seat: not seat.last)


def _divided(seat: Seat) -> dict[str, float]:
    """Return dW as it is, or with its division by N still to come, or made already."""
    return {"": 1.0} if seat.N == 1 else {"": 1.0, f"{seat.N} · ": float(seat.N), f"1/{seat.N} · ": 1 / seat.N}


@ROUTES.row(
    "prop_updated_W",
    "You updated W{s.up.number} before you sent the error back through it",
    "δ{s.up.number} was sent back through {m.words}, weights that were updated already. "
    "Back-propagate through the W{s.up.number} of the forward pass; update all layers at the end.",
    why="the update changes nothing here",
    fix="{s.delta_line}  # move the update of W{s.up.number} below this line",
)
def updated(seat: Seat) -> Iterator[Member]:
    """Yield W − η dW; an η that is not given is solved for (`solved_rate`), and 0.1 stands for all of them."""
    up, rate = seat.up, seat.problem.learning_rate
    divided = {"": 1.0} if rate is None else _divided(seat)
    for (words, c), (sign, side) in product(divided.items(), (("−", 1.0), ("+", -1.0))):
        eta = 0.1 if rate is None else rate
        yield Member(f"W{up.number} {sign} {eta:g} · {words}dW{up.number}", through_moved(seat, side * eta * c))


def through_moved(seat: Seat, step: float) -> Line:
    """Return the way back to a layer through the weights above it after a step of that size."""
    up, textbook = seat.up, matrix.TEXTBOOK["in_out"]

    def line(delta: Array, W: Array) -> Array:
        moved = W - step * (textbook.weight_gradient(up.A_prev, delta) + seat.problem.penalty(f"W{up.number}"))
        return textbook.back_through_weights(delta, moved)

    return line


def solved_rate(seat: Seat, eta: float, free: int) -> Member:
    """Return the member for a rate that was solved for."""
    words = f"W{seat.up.number} {'−' if eta > 0 else '+'} {abs(eta):.4g} · dW{seat.up.number}"
    return Member(words, through_moved(seat, eta), rate=eta, free=free)


@ROUTES.row(
    "prop_wrong_W",
    "You sent the error back to layer {k} through the wrong weights",
    "δ{s.up.number} was sent back through {m.words}: its shape fits, but layer {k} needs W{s.up.number}, "
    "shape {s.up.weight_shape}.",
    why="another layer's W gives the same numbers here",
)
def other_weights(seat: Seat) -> Iterator[Member]:
    """Yield another layer's W, where it fits."""
    for other in seat.problem.seats:
        for words, W in ((f"W{other.number}", other.W), (f"W{other.number}.T", other.W.T)):
            if other.k != seat.k + 1 and W.shape == seat.up.W.shape:
                yield Member(words, lambda delta, _, W=W: delta @ W.T)


@ROUTES.row(
    "prop_untransposed",
    "You forgot the transpose of W{s.up.number} on the way back to layer {k}",
    lambda s, m: (
        f"δ{s.up.number} was sent back through W{s.up.number} without the transpose; W{s.up.number} is "
        f"square, {s.up.W.shape}{' without its bias' * s.folded}, so the shapes do not tell."
    ),
    why="W is symmetric, or as good as that, here",
)
def untransposed(seat: Seat) -> Iterator[Member]:
    """Yield δ @ W in the place of δ @ W.T."""
    if seat.up.n_in == seat.up.n_out:
        yield Member("W", lambda delta, W: delta @ W)


@ROUTES.row(
    "prop_gradW",
    "You sent the error back through dW{s.up.number} in the place of W{s.up.number}",
    "δ{s.up.number} was sent back through its gradient dW{s.up.number}; what connects the layers is W{s.up.number} "
    "itself, of the same shape {s.up.weight_shape}.",
    why="W and dW give the same numbers here",
)
def through_gradient(seat: Seat) -> Iterator[Member]:
    """Yield the way through dW."""
    up = seat.up
    for words, c in _divided(seat).items():
        yield Member(f"{words}dW{up.number}", lambda delta, W, c=c: delta @ (c * up.A_prev.T @ delta).T)


@ROUTES.row(
    "prop_raw_error",
    "You sent the raw error back to layer {k}, without {s.up.slope_name}",
    "{s.sent_back} was made of the raw error {m.words}; what is sent back is δ{s.up.number}, which has its factor "
    "f′(z{s.up.number}).",
    why="error and δ are the same numbers here",
)
def raw_error(seat: Seat) -> Iterator[Member]:
    """Yield (a − y) or G, without f′, through W."""
    error, up = seat.problem.error, seat.up
    if error.shape[1] == up.n_out:
        for words, c in seat.problem.constants.items():
            yield Member(f"(a − y){words}", lambda delta, W, c=c: c * error @ W.T)
    if up.nonlinear:
        yield Member(f"G{up.number}", lambda G, W: G @ W.T, upstream=True)


@ROUTES.row(
    "prop_skipped_W",
    "You left out W{s.up.number} on the way back to layer {k}",
    "{s.sent_back} is {m.words} without the weights: each unit of layer {k} gets Σ_k w_kj δ_k over the {s.up.n_out} "
    "units of layer {s.up.number}.",
    why="the weights make no difference here",
)
def skipped(seat: Seat) -> Iterator[Member]:
    """Yield δ as it is, or its sum or mean over the neurons above."""
    d, n, above = f"δ{seat.up.number}", seat.n_out, seat.up.n_out

    def spread(delta: Array) -> Array:
        return np.broadcast_to(delta, (len(delta), n)).copy()

    if above in (n, 1):
        yield Member(d, lambda delta, W: spread(delta))
    if above > 1:
        yield Member(f"Σ {d}", lambda delta, W: spread(delta.sum(axis=1, keepdims=True)))
        yield Member(f"the mean of {d}", lambda delta, W: spread(delta.mean(axis=1, keepdims=True)))


@ROUTES.row(
    "prop_activation",
    "You sent the output value back to layer {k}, not δ{s.up.number}",
    "{s.sent_back} was made of the output value {m.words}; what is sent back is δ{s.up.number}.",
    why="a and δ are the same numbers here",
)
def activation(seat: Seat) -> Iterator[Member]:
    """Yield the output value in the place of δ."""
    up = seat.up
    for words, c in seat.problem.constants.items():
        yield Member(f"a{up.number}{words}", lambda delta, W, c=c: c * up.A @ W.T)


@ROUTES.row(
    "bias_row_wrong",
    lambda s, m: (
        f"You did not drop the bias row of W{s.up.number} on the way back to layer {s.number}"
        if m.words.startswith("no row")
        else f"You dropped {m.words} of W{s.up.number} where the bias row had to go"
    ),
    lambda s, m: (
        f"δ{s.up.number} was sent back through W{s.up.number} with its bias row, and {m.words} was dropped"
        f"{'' if m.words.startswith('no row') else ' in the place of the bias row'}: no activation of layer {s.number} "
        "feeds the bias, so that row must go."
    ),
    why="the rows of W are the same here",
)
def wrong_row(seat: Seat) -> Iterator[Member]:
    """Yield W with its bias row, and none of its rows dropped, or another than the bias's."""
    up, layout = seat.up, seat.layout
    if up.b is None:
        return
    theta = layout.joined(up.W, up.b)
    for j in range(len(theta)):
        if j != (0 if layout.first else len(theta) - 1):
            kept = np.delete(theta, j, axis=0)
            yield Member(f"row {j}", lambda delta, W, kept=kept: delta @ kept.T)
    if not seat.folded or seat.name == "softmax":
        return
    one = np.ones((1, 1))
    slopes = {"f′ in a": slope_at(seat.name, one, one), "f′(1)": properly_at(seat.name, one)}
    for words, slope in slopes.items():
        if slope is not None:
            yield Member(f"no row, {words} for the constant", kept_row(seat, theta, float(slope[0, 0])))


def kept_row(seat: Seat, theta: Array, slope: float) -> Line:
    """Return the way back with a further column for the bias; what f′ does to that column is in it already."""
    column = 0 if seat.layout.first else len(theta) - 1

    def line(delta: Array, W: Array) -> Array:
        found = delta @ theta.T
        found[:, column] *= slope
        return found

    return line


@ROUTES.row(
    "mask_missing",
    "You sent the error back to layer {k} {m.words}",
    "{s.sent_back} came back {m.words}. Forward, the activations of layer {k} were multiplied by their dropout mask; "
    "backward, what comes back to them is multiplied by the same mask, once.",
    why="the mask drops nothing here",
)
def unmasked(seat: Seat) -> Iterator[Member]:
    """Yield no dropout mask on the way back; only its zeros, without its scale; or the mask twice."""
    mask = seat.problem.masks[seat.k]
    if mask is None:
        return
    yield Member("without the mask", lambda delta, W: delta @ W.T, unmasked=True)
    yield Member(
        "with the zeros of the mask only, without its scale", lambda delta, W: delta @ W.T * (mask != 0), unmasked=True
    )
    yield Member("with the mask twice", lambda delta, W: delta @ W.T * mask)
