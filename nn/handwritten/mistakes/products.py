"""Mistakes at f′ that are about the product: `@` where `*` belongs, and one derivative for all samples."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from nn.handwritten.mistakes.rows import Member, StepRows
from nn.handwritten.mistakes.seats import LARGEST, Array, Seat
from nn.handwritten.mistakes.slopes import times

PRODUCTS_WITH_SLOPES = StepRows("through_activation", fix="{s.delta_line}")

# --- one for all samples ---------------------------------------------------------------------------


@PRODUCTS_WITH_SLOPES.row(
    "one_jacobian",
    "You used one derivative for all samples in layer {k}",
    "δ{k}, shape {s.delta_shape}, was made with {m.words} for all {s.N} samples. Each sample has its own z{k}, "
    "and so its own derivative.",
    why="all samples have the same derivative here",
)
def one_for_all(seat: Seat) -> Iterator[Member]:
    """Yield f′, or softmax's Jacobian, of one sample or of the mean for all samples."""
    if seat.N < 2 or not seat.nonlinear:
        return
    if seat.name == "softmax":
        each = np.array([jacobian(a) for a in seat.A])
        yield Member("the last sample's Jacobian", through_jacobian(each[-1]))
        yield Member("the first sample's Jacobian", through_jacobian(each[0]))
        yield Member("the mean of the Jacobians", through_jacobian(each.mean(axis=0)))
        yield Member("the Jacobian at the mean output", through_jacobian(jacobian(seat.A.mean(axis=0))))
        return
    slope, N = seat.slope, seat.N
    for words, row in (
        ("the last sample's f′", slope[-1]),
        ("the first sample's f′", slope[0]),
        ("the mean of f′ over the samples", slope.mean(axis=0)),
    ):
        straight = seat.name == "relu" and not np.ptp(row)
        if not straight and not np.allclose(row, 1, rtol=0, atol=1e-12):  # where all are 1, f′ is left out
            yield Member(words, times(np.tile(row, (N, 1))))


def jacobian(a: Array) -> Array:
    """Return softmax's ∂a/∂z for one sample."""
    return np.diag(a) - np.outer(a, a)


def through_jacobian(J: Array) -> Callable[..., Array]:
    """Return the step δ = G @ J, the same J for each sample."""
    return lambda G, Z, A, activation: G @ J


# --- @ in the place of * -----------------------------------------------------------------------------


@PRODUCTS_WITH_SLOPES.row(
    "matmul_for_hadamard",
    "You wrote @ where * belongs, at {s.slope_name} in layer {k}",
    "G and f′ of layer {k}, both of shape {s.delta_shape}, were multiplied as matrices: {m.words}. "
    "f′ multiplies entry by entry: `*`, not `@`.",
    why="the matrix product is the product of single numbers here",
)
def matrix_product(seat: Seat) -> Iterator[Member]:
    """Yield `@` in the place of `*`: between G and f′, or inside f′; where shapes allow it."""
    if seat.name == "softmax":
        return
    slope = seat.slope
    if seat.n_out != seat.N > LARGEST**0.5:
        return
    if seat.n_out == seat.N:
        yield Member("G @ f′", lambda G, Z, A, activation: G @ slope)
        yield Member("f′ @ G", lambda G, Z, A, activation: slope @ G)
        yield Member("G.T @ f′", lambda G, Z, A, activation: G.T @ slope)
    yield Member("G @ f′.T", lambda G, Z, A, activation: G @ slope.T)  # of any shape: in layer 1 it goes through
    yield from inside_slope(seat)
    dot = "the dot product G · f′, one number for each sample"
    yield Member(
        dot, lambda G, Z, A, activation: np.broadcast_to((G * slope).sum(axis=1, keepdims=True), G.shape).copy()
    )


MATRIX_PRODUCTS: dict[str, Callable[[Array, Array], Array]] = {
    "{0}.T @ {1}": lambda x, y: x.T @ y,
    "{0} @ {1}.T": lambda x, y: x @ y.T,
    "{1}.T @ {0}": lambda x, y: y.T @ x,
    "{1} @ {0}.T": lambda x, y: y @ x.T,
    "{0} @ {1}": lambda x, y: x @ y,
    "{1} @ {0}": lambda x, y: y @ x,
}


def inside_slope(seat: Seat) -> Iterator[Member]:
    """Yield 1 − A.T @ A, A.T @ (1 − A) and their like, multiplied with G in any way that shapes allow."""
    a, is_tanh = seat.A, seat.name == "tanh"
    if seat.name not in ("tanh", "sigmoid") or max(seat.N, seat.n_out) ** 2 > LARGEST:
        return
    for spelled, multiply in MATRIX_PRODUCTS.items():
        words = f"1 − {spelled.format('a', 'a')}" if is_tanh else spelled.format("a", "(1 − a)")
        with np.errstate(all="ignore"):
            try:
                M = 1 - multiply(a, a) if is_tanh else multiply(a, 1 - a)
            except ValueError:
                continue
        yield Member(f"G ⊙ ({words})", lambda G, Z, A, activation, M=M: _of_shape(G * M, G))
        yield Member(f"G @ ({words})", lambda G, Z, A, activation, M=M: _of_shape(G @ M, G))
        yield Member(f"({words}) @ G", lambda G, Z, A, activation, M=M: _of_shape(M @ G, G))


def _of_shape(found: Array, G: Array) -> Array:
    if found.shape != G.shape:
        raise ValueError(f"shape {found.shape} is not {G.shape}")
    return found
