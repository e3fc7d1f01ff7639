"""Mistakes at dW = a_prevᵀ δ: the other factor, and how the two are multiplied."""

from __future__ import annotations

from collections.abc import Iterator
from functools import wraps

import numpy as np

from nn.handwritten.mistakes.rows import Lines, Member, StepRows
from nn.handwritten.mistakes.seats import Array, Seat, check_product_size, name_of_activation
from nn.networks.arrays import shape_words

INPUTS = StepRows("weight_gradient", fix="{s.weight_line}")


def with_bias_row(lines: Lines) -> Lines:
    """Return lines that, with a bias that is part of W, come once more for the matrix with its bias row.

    The second time `a` has its column of ones already.
    """

    @wraps(lines)
    def doubled(seat: Seat) -> Iterator[Member]:
        for member in lines(seat):
            yield member
            if seat.folded and not member.whole:
                yield member._replace(whole=True)

    return doubled


@INPUTS.row(
    "transposed",
    "Your dW{k} is transposed",
    lambda s, m: (
        f"dW{s.number} has the right numbers, transposed: W{s.number} is stored {shape_words(s.layout.orientation)} = "
        f"{s.weight_shape}. Swap the two factors of the product."
    ),
    why="dW is its own transpose here",
)
@with_bias_row
def turned(seat: Seat) -> Iterator[Member]:
    """Yield dW.T."""
    yield Member("dW.T", lambda a, delta: (a.T @ delta).T)


def _for_every_input(row: Array, a: Array) -> Array:
    """Return a row for each input, all of them the same."""
    return np.broadcast_to(row, (a.shape[1], row.shape[-1])).copy()


@INPUTS.row(
    "missing_input",
    "You left out the input {s.a_prev} of layer {k} in dW{k}",
    "dW{k} is {m.words}: that is ∂L/∂z{k}, shape {s.delta_shape}, one number per sample and neuron. {s.weight_has}: "
    "multiply by the layer's input {s.a_prev}.",
    why="the layer's input is 1 here",
)
@with_bias_row
def delta_alone(seat: Seat) -> Iterator[Member]:
    """Yield δ, as it is or summed, and what broadcasting makes of it."""
    d = f"δ{seat.number}"
    yield Member(d, lambda a, delta: delta, aside=True)
    yield Member(f"Σ {d} over the samples", lambda a, delta: delta.sum(axis=0), aside=True)
    yield Member(f"Σ {d}, the same for every input", lambda a, delta: _for_every_input(delta.sum(axis=0), a))
    if seat.N > 1:
        yield Member(f"the mean of {d}", lambda a, delta: delta.mean(axis=0), aside=True)
        yield Member(
            f"the mean of {d}, the same for every input", lambda a, delta: _for_every_input(delta.mean(axis=0), a)
        )


def _gram(a: Array, delta: Array) -> Array:
    """Return a @ δ.T, a number for each two samples."""
    check_product_size(len(a) ** 2)
    return a @ delta.T


@INPUTS.row(
    "elementwise",
    "You multiplied entry by entry, or in the wrong order, in dW{k}",
    "dW{k} is {m.words}, with a = {s.a_prev} of shape {s.input_shape} and δ of shape {s.delta_shape}. {s.weight_has}: "
    "an outer product for each sample, summed. (.T does nothing to a 1-D array.)",
    why="both products are the same here",
)
@with_bias_row
def entry_by_entry(seat: Seat) -> Iterator[Member]:
    """Yield a * δ, and products of matrices that are not an outer product summed over samples."""

    def same_for_inputs(a: Array, delta: Array) -> Array:
        row = (a * delta).sum(axis=0)
        return np.broadcast_to(row, (a.shape[1], delta.shape[1])).copy()

    yield Member("a ⊙ δ", lambda a, delta: a * delta, aside=True)
    yield Member("Σ a ⊙ δ over the samples", lambda a, delta: (a * delta).sum(axis=0), aside=True)
    yield Member("the mean of a ⊙ δ", lambda a, delta: (a * delta).mean(axis=0), aside=True)
    yield Member("Σ a ⊙ δ, the same for every input", same_for_inputs)
    yield Member("Σ a ⊙ δ, the same for every neuron", lambda a, delta: same_for_inputs(a, delta).T)
    yield Member("a · δ, one number", lambda a, delta: np.full((a.shape[1], delta.shape[1]), (a * delta).sum()))
    yield Member("a · δ, one number", lambda a, delta: np.asarray((a * delta).sum()), aside=True)
    yield Member("a @ δ", lambda a, delta: a @ delta, aside=True)
    yield Member("a @ δ.T", _gram, aside=True)
    yield Member("a.T @ δ.T", lambda a, delta: a.T @ delta.T, aside=True)
    yield Member("δ @ a", lambda a, delta: delta @ a, aside=True)
    yield Member("Σ a ⊗ Σ δ", lambda a, delta: np.outer(a.sum(axis=0), delta.sum(axis=0)))
    yield Member("mean of a ⊗ Σ δ", lambda a, delta: np.outer(a.mean(axis=0), delta.sum(axis=0)))
    yield Member("mean of a ⊗ mean of δ", lambda a, delta: np.outer(a.mean(axis=0), delta.mean(axis=0)))


def _kron(one: Array, other: Array) -> Array:
    """Return the Kronecker product, if it is not larger than any learner's array."""
    check_product_size(one.size * other.size)
    return np.asarray(np.kron(one, other))


def _kron_of_each(one: Array, other: Array) -> Array:
    """Return the Kronecker products of the samples, one row each."""
    check_product_size(one.size * other.shape[1])
    return np.array([np.kron(x, y) for x, y in zip(one, other, strict=True)])


@INPUTS.row(
    "kron",
    "You used a Kronecker product for dW{k}",
    "dW{k} is a Kronecker product, {m.words}, with a = {s.a_prev} of shape {s.input_shape} and δ of shape "
    "{s.delta_shape}. {s.weight_has}: an outer product for each sample, summed, which a Kronecker product is for one "
    "row sample only.",
    why="",  # where it makes no difference, it is a right way to write the outer product
)
@with_bias_row
def kronecker(seat: Seat) -> Iterator[Member]:
    """Yield kron of the operands, whichever is transposed, and of single samples."""

    def into_matrix(flat: Array, a: Array) -> Array:
        return flat.reshape(a.shape[1], -1)

    yield Member("kron(a, δ)", _kron, aside=True)
    yield Member("kron(δ, a)", lambda a, delta: _kron(delta, a), aside=True)
    yield Member("kron(a.T, δ.T)", lambda a, delta: _kron(a.T, delta.T), aside=True)
    yield Member("kron(δ.T, a.T)", lambda a, delta: _kron(delta.T, a.T), aside=True)
    if seat.N > 1:  # for one row sample these are the outer product itself, or its transpose
        yield Member("kron(a.T, δ)", lambda a, delta: _kron(a.T, delta), aside=True)
        yield Member("kron(δ, a.T)", lambda a, delta: _kron(delta, a.T), aside=True)
        yield Member("kron(a, δ.T)", lambda a, delta: _kron(a, delta.T), aside=True)
        yield Member("kron(δ.T, a)", lambda a, delta: _kron(delta.T, a), aside=True)
    yield Member("kron(a, δ) of each sample, summed", lambda a, delta: _kron_of_each(a, delta).sum(axis=0), aside=True)
    yield Member("kron(δ, a) of each sample, summed", lambda a, delta: _kron_of_each(delta, a).sum(axis=0), aside=True)
    yield Member("kron(δ, a), reshaped", lambda a, delta: into_matrix(_kron_of_each(delta, a).sum(axis=0), a))
    yield Member("kron(a, δ) of each sample", _kron_of_each, aside=True)
    yield Member("kron(δ, a) of each sample", lambda a, delta: _kron_of_each(delta, a), aside=True)
    yield Member("kron(a, δ), its rows summed", lambda a, delta: _kron(a, delta).sum(axis=0), aside=True)
    yield Member(
        "kron(a, δ), its rows summed and reshaped", lambda a, delta: into_matrix(_kron(a, delta).sum(axis=0), a)
    )
    yield Member("kron(δ, a), its rows summed", lambda a, delta: _kron(delta, a).sum(axis=0), aside=True)
    yield Member(
        "kron(δ, a), its rows summed and reshaped", lambda a, delta: into_matrix(_kron(delta, a).sum(axis=0), a)
    )


@INPUTS.row(
    "index_outside_loop",
    "You multiplied after the loop over samples in dW{k}, and not inside it",
    "dW{k} is {m.words}: an index slipped out of its loop. Each sample's δ meets its own input {s.a_prev}, shape "
    "{s.input_shape}, before the sum over the samples. {s.weight_has}.",
    why="all samples have the same input, or the same δ, here",
)
@with_bias_row
def outside_the_loop(seat: Seat) -> Iterator[Member]:
    """Yield δ summed by the loop over samples, times the input that was left in the variable after it."""
    for which, n in (("the last", -1), ("the first", 0)) if seat.N > 1 else ():
        yield Member(f"{which} sample's input ⊗ Σ δ", lambda a, delta, n=n: np.outer(a[n], delta.sum(axis=0)))
        mean_words = f"{which} sample's input ⊗ the mean of δ"
        yield Member(mean_words, lambda a, delta, n=n: np.outer(a[n], delta.mean(axis=0)))
        yield Member(f"Σ of the inputs ⊗ {which} sample's δ", lambda a, delta, n=n: np.outer(a.sum(axis=0), delta[n]))
        yield Member(f"the mean input ⊗ {which} sample's δ", lambda a, delta, n=n: np.outer(a.mean(axis=0), delta[n]))


def _with(words: str, other: Array, seat: Seat) -> Iterator[Member]:
    """Yield otherᵀ δ; with a bias row also with the column of ones that the layer's own input has."""
    aside = other.shape[1] != seat.n_in  # otherwise it has as many columns as W has rows
    yield Member(words, lambda a, delta: other.T @ delta, aside=aside)
    if seat.folded:
        fed = seat.layout.with_ones(other)
        yield Member(words, lambda a, delta: fed.T @ delta, aside=aside, whole=True)


@INPUTS.row(
    "wrong_input",
    "You used the wrong input in dW{k}: {m.words}, not {s.x}",
    "dW{k} was made with {m.words} in the place of the layer's input {s.a_prev}, shape {s.input_shape}.",
    why="the other array holds the same numbers here",
)
@with_bias_row
def another_input(seat: Seat) -> Iterator[Member]:
    """Yield the layer's own output, X, or any other activation in the place of its input."""
    for j, other in enumerate(seat.problem.run.A):
        if j != seat.k:
            yield from _with(name_of_activation(j).lower(), other, seat)


@INPUTS.row(
    "preact_as_input",
    "You used {m.words} in dW{k}, before its activation",
    "dW{k} was made with {m.words}, the pre-activation, in the place of {s.a_prev} = f({m.words}), shape "
    "{s.input_shape}.",
    why="z and a of the layer below are the same here",
)
@with_bias_row
def pre_activation_input(seat: Seat) -> Iterator[Member]:
    """Yield z of the layer below."""
    if not seat.first:
        yield from _with(f"z{seat.k}", seat.problem.run.Z[seat.k - 1], seat)


def _of_each_sample(W: Array, delta: Array) -> Array:
    """Return W ⊙ δ for each sample, one matrix each."""
    check_product_size(len(delta) * W.size)
    return delta[:, None, :] * W


@INPUTS.row(
    "weight_as_input",
    "You multiplied by W{k} in dW{k}, where the input belongs",
    "dW{k} is {m.words}: but ∂z/∂W is the input {s.a_prev}, shape {s.input_shape}, not W{k}, shape {s.weight_shape}.",
    why="W and the input hold the same numbers here",
)
def weights_as_input(seat: Seat) -> Iterator[Member]:
    """Yield W in the place of the input; with a bias row also the matrix with that row."""
    matrices = [(seat.W, False)]
    if seat.folded and seat.b is not None:
        matrices.append((seat.layout.joined(seat.W, seat.b), True))
    for W, whole in matrices:
        yield Member("W ⊙ Σ δ", lambda a, delta, W=W: W * delta.sum(axis=0), whole=whole)
        yield Member("W ⊙ the mean of δ", lambda a, delta, W=W: W * delta.mean(axis=0), whole=whole)
        yield Member("W ⊙ δ", lambda a, delta, W=W: W * delta, aside=True, whole=whole)
        yield Member("W ⊙ δ of each sample", lambda a, delta, W=W: _of_each_sample(W, delta), aside=True, whole=whole)
        yield Member("δ @ W.T", lambda a, delta, W=W: delta @ W.T, aside=True, whole=whole)
        yield Member("Σ δ @ W.T", lambda a, delta, W=W: (delta @ W.T).sum(axis=0), aside=True, whole=whole)
