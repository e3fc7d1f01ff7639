"""Mistakes at dW = a_prevᵀ δ: the other factor, and how the two are multiplied."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from nn.handwritten.mistakes.rows import Member, Mistake
from nn.handwritten.mistakes.seats import Array, Seat, check_size, name_of_activation

# With a bias row, `a` has a column of ones already where a member is marked `whole`.


def everywhere(seat: Seat, *members: Member) -> Iterator[Member]:
    """Yield the members; and, with a bias that is part of W, each once more for the matrix with its bias row."""
    for member in members:
        yield member
        if seat.folded:
            yield member._replace(whole=True)


def turned(seat: Seat) -> Iterator[Member]:
    """Yield dW.T."""
    return everywhere(seat, Member("dW.T", lambda a, delta: (a.T @ delta).T, aside=False))


def delta_alone(seat: Seat) -> Iterator[Member]:
    """Yield δ, as it is or summed, and what broadcasting makes of it."""

    def spread(row: Array, a: Array) -> Array:
        return np.broadcast_to(row, (a.shape[1], row.shape[-1])).copy()

    yield from everywhere(
        seat,
        Member("δ", lambda a, delta: delta, aside=True),
        Member("Σ δ over the samples", lambda a, delta: delta.sum(axis=0), aside=True),
        Member("Σ δ, the same for every input", lambda a, delta: spread(delta.sum(axis=0), a)),
    )
    if seat.N > 1:
        yield from everywhere(
            seat,
            Member("the mean of δ", lambda a, delta: delta.mean(axis=0), aside=True),
            Member("the mean of δ, the same for every input", lambda a, delta: spread(delta.mean(axis=0), a)),
        )


def gram(a: Array, delta: Array) -> Array:
    """Return a @ δ.T, a number for each two samples."""
    check_size(len(a) ** 2)
    return a @ delta.T


def entry_by_entry(seat: Seat) -> Iterator[Member]:
    """Yield a * δ, and products of matrices that are not an outer product summed over samples."""

    def hadamard(a: Array, delta: Array) -> Array:
        return a * delta

    def spread(a: Array, delta: Array) -> Array:
        row = (a * delta).sum(axis=0)
        return np.broadcast_to(row, (a.shape[1], delta.shape[1])).copy()

    yield from everywhere(
        seat,
        Member("a ⊙ δ", hadamard, aside=True),
        Member("Σ a ⊙ δ over the samples", lambda a, delta: (a * delta).sum(axis=0), aside=True),
        Member("the mean of a ⊙ δ", lambda a, delta: (a * delta).mean(axis=0), aside=True),
        Member("Σ a ⊙ δ, the same for every input", spread),
        Member("Σ a ⊙ δ, the same for every neuron", lambda a, delta: spread(a, delta).T),
        Member("a · δ, one number", lambda a, delta: np.full((a.shape[1], delta.shape[1]), (a * delta).sum())),
        Member("a · δ, one number", lambda a, delta: np.asarray((a * delta).sum()), aside=True),
        Member("a @ δ", lambda a, delta: a @ delta, aside=True),
        Member("a @ δ.T", gram, aside=True),
        Member("a.T @ δ.T", lambda a, delta: a.T @ delta.T, aside=True),
        Member("δ @ a", lambda a, delta: delta @ a, aside=True),
        Member("Σ a ⊗ Σ δ", lambda a, delta: np.outer(a.sum(axis=0), delta.sum(axis=0))),
        Member("mean of a ⊗ Σ δ", lambda a, delta: np.outer(a.mean(axis=0), delta.sum(axis=0))),
        Member("mean of a ⊗ mean of δ", lambda a, delta: np.outer(a.mean(axis=0), delta.mean(axis=0))),
    )


def kronecker(seat: Seat) -> Iterator[Member]:
    """Yield kron of the operands, whichever is transposed, and of single samples."""

    def each(a: Array, delta: Array) -> list[Array]:
        check_size(len(a) * a.shape[1] * delta.shape[1])
        return [np.kron(x, d) for x, d in zip(a, delta, strict=True)]

    forms = [("a", 0, 0), ("a.T", 1, 1)]
    if seat.N > 1:  # for one row sample these two are the outer product itself, or its transpose
        forms += [("a.T", 1, 0), ("a", 0, 1)]
    for words, first, second in forms:

        def line(a: Array, delta: Array, first: int = first, second: int = second) -> Array:
            check_size(a.size * delta.size)
            return np.asarray(np.kron(a.T if first else a, delta.T if second else delta))

        def reverse(a: Array, delta: Array, first: int = first, second: int = second) -> Array:
            check_size(a.size * delta.size)
            return np.asarray(np.kron(delta.T if second else delta, a.T if first else a))

        other = "δ.T" if second else "δ"
        yield from everywhere(
            seat,
            Member(f"kron({words}, {other})", line, aside=True),
            Member(f"kron({other}, {words})", reverse, aside=True),
        )
    yield from everywhere(
        seat,
        Member("kron(a, δ) of each sample, summed", lambda a, delta: np.sum(each(a, delta), axis=0), aside=True),
        Member("kron(δ, a) of each sample, summed", lambda a, delta: np.sum(each(delta, a), axis=0), aside=True),
        Member(
            "kron(δ, a), reshaped",
            lambda a, delta: np.sum(each(delta, a), axis=0).reshape(a.shape[1], delta.shape[1]),
        ),
        Member("kron(a, δ) of each sample", lambda a, delta: np.array(each(a, delta)), aside=True),
        Member("kron(δ, a) of each sample", lambda a, delta: np.array(each(delta, a)), aside=True),
    )
    for words, order in (("kron(a, δ)", 0), ("kron(δ, a)", 1)):

        def summed(a: Array, delta: Array, order: int = order) -> Array:
            check_size(a.size * delta.size)
            return np.asarray((np.kron(delta, a) if order else np.kron(a, delta)).sum(axis=0))

        def reshaped(a: Array, delta: Array, order: int = order) -> Array:
            return summed(a, delta, order).reshape(a.shape[1], delta.shape[1])

        yield from everywhere(
            seat,
            Member(f"{words}, its rows summed", summed, aside=True),
            Member(f"{words}, its rows summed and reshaped", reshaped),
        )


def outside_the_loop(seat: Seat) -> Iterator[Member]:
    """Yield δ summed by the loop over samples, times the input that was left in the variable after it."""
    if seat.N < 2:
        return
    for words, n in (("the last", -1), ("the first", 0)):
        yield from everywhere(
            seat,
            Member(f"{words} sample's input ⊗ Σ δ", lambda a, delta, n=n: np.outer(a[n], delta.sum(axis=0))),
            Member(f"{words} sample's input ⊗ the mean of δ", lambda a, delta, n=n: np.outer(a[n], delta.mean(axis=0))),
            Member(f"Σ of the inputs ⊗ {words} sample's δ", lambda a, delta, n=n: np.outer(a.sum(axis=0), delta[n])),
            Member(f"the mean input ⊗ {words} sample's δ", lambda a, delta, n=n: np.outer(a.mean(axis=0), delta[n])),
        )


def another_input(seat: Seat) -> Iterator[Member]:
    """Yield the layer's own output, X, or any other activation in the place of its input."""
    run = seat.problem.run
    for j, other in enumerate(run.A):
        if j == seat.k:
            continue
        yield from _of(name_of_activation(j).lower(), other, seat)


def pre_activation_input(seat: Seat) -> Iterator[Member]:
    """Yield z of the layer below."""
    if not seat.first:
        yield from _of(f"z{seat.k}", seat.problem.run.Z[seat.k - 1], seat)


def _of(words: str, other: Array, seat: Seat) -> Iterator[Member]:
    """otherᵀ δ; with a bias row also with the column of ones that the layer's own input has."""
    aside = other.shape[1] != seat.n_in
    yield Member(words, lambda a, delta: other.T @ delta, aside=aside)
    if seat.folded:
        yield Member(
            words, lambda a, delta: other.T @ delta, aside=aside, whole=True
        )  # has as many columns as W has rows
        fed = seat.layout.with_ones(other)
        yield Member(words, lambda a, delta: fed.T @ delta, aside=aside, whole=True)


def each_sample(W: Array, delta: Array) -> Array:
    """Return W ⊙ δ for each sample, one matrix each."""
    check_size(len(delta) * W.size)
    return delta[:, None, :] * W


def weights_as_input(seat: Seat) -> Iterator[Member]:
    """Yield W in the place of the input."""
    W = seat.W
    theta = W if seat.b is None else seat.layout.joined(W, seat.b)

    def lines(W: Array) -> Iterator[Member]:
        yield Member("W ⊙ Σ δ", lambda a, delta: W * delta.sum(axis=0))
        yield Member("W ⊙ the mean of δ", lambda a, delta: W * delta.mean(axis=0))
        yield Member("W ⊙ δ", lambda a, delta: W * delta, aside=True)
        yield Member("W ⊙ δ of each sample", lambda a, delta: each_sample(W, delta), aside=True)
        yield Member("δ @ W.T", lambda a, delta: delta @ W.T, aside=True)
        yield Member("Σ δ @ W.T", lambda a, delta: (delta @ W.T).sum(axis=0), aside=True)

    yield from lines(W)
    if seat.folded:
        yield from (member._replace(whole=True) for member in lines(theta))


# --- the rows ------------------------------------------------------------------------------------


def _right(seat: Seat) -> str:
    return f"dW{seat.number} has shape {seat.layout.weights(seat.W)}"


def _fix(seat: Seat, member: Member) -> str:
    return seat.weight_line


INPUTS = [
    Mistake(
        "transposed",
        "weight_gradient",
        turned,
        lambda s, m: f"Your dW{s.number} is transposed",
        lambda s, m: (
            f"dW{s.number} has the right numbers, transposed: W{s.number} is stored "
            f"{'(inputs, neurons)' if s.layout.orientation == 'in_out' else '(neurons, inputs)'} = "
            f"{s.layout.weights(s.W)}. Swap the two factors of the product."
        ),
        _fix,
        "dW is its own transpose here",
    ),
    Mistake(
        "missing_input",
        "weight_gradient",
        delta_alone,
        lambda s, m: f"You left out the input {s.a_prev} of layer {s.number} in dW{s.number}",
        lambda s, m: (
            f"dW{s.number} is {m.words.replace('δ', f'δ{s.number}')}: that is ∂L/∂z{s.number}, shape "
            f"{s.delta_shape}, one number per sample and neuron. {_right(s)}: multiply by the layer's input {s.a_prev}."
        ),
        _fix,
        "the layer's input is 1 here",
    ),
    Mistake(
        "elementwise",
        "weight_gradient",
        entry_by_entry,
        lambda s, m: f"You multiplied entry by entry, or in the wrong order, in dW{s.number}",
        lambda s, m: (
            f"dW{s.number} is {m.words}, with a = {s.a_prev} of shape {s.layout.batch(s.A_prev)} and δ of "
            f"shape {s.delta_shape}. {_right(s)}: an outer product for each sample, summed. (.T does nothing to a 1-D "
            "array.)"
        ),
        _fix,
        "both products are the same here",
    ),
    Mistake(
        "kron",
        "weight_gradient",
        kronecker,
        lambda s, m: f"You used a Kronecker product for dW{s.number}",
        lambda s, m: (
            f"dW{s.number} is a Kronecker product, {m.words}, with a = {s.a_prev} of shape "
            f"{s.layout.batch(s.A_prev)} and δ of shape {s.delta_shape}. {_right(s)}: an outer product for each "
            "sample, summed, which a Kronecker product is for one row sample only."
        ),
        _fix,
        "",  # where it makes no difference, it is a right way to write the outer product
    ),
    Mistake(
        "index_outside_loop",
        "weight_gradient",
        outside_the_loop,
        lambda s, m: f"You multiplied after the loop over samples in dW{s.number}, and not inside it",
        lambda s, m: (
            f"dW{s.number} is {m.words}: an index slipped out of its loop. Each sample's δ meets its own input "
            f"{s.a_prev}, shape {s.layout.batch(s.A_prev)}, before the sum over the samples. {_right(s)}."
        ),
        _fix,
        "all samples have the same input, or the same δ, here",
    ),
    Mistake(
        "wrong_input",
        "weight_gradient",
        another_input,
        lambda s, m: f"You used the wrong input in dW{s.number}: {m.words}, not {s.x}",
        lambda s, m: (
            f"dW{s.number} was made with {m.words} in the place of the layer's input {s.a_prev}, shape "
            f"{s.layout.batch(s.A_prev)}."
        ),
        _fix,
        "the other array holds the same numbers here",
    ),
    Mistake(
        "preact_as_input",
        "weight_gradient",
        pre_activation_input,
        lambda s, m: f"You used {m.words} in dW{s.number}, before its activation",
        lambda s, m: (
            f"dW{s.number} was made with {m.words}, the pre-activation, in the place of "
            f"{s.a_prev} = f({m.words}), shape {s.layout.batch(s.A_prev)}."
        ),
        _fix,
        "z and a of the layer below are the same here",
    ),
    Mistake(
        "weight_as_input",
        "weight_gradient",
        weights_as_input,
        lambda s, m: f"You multiplied by W{s.number} in dW{s.number}, where the input belongs",
        lambda s, m: (
            f"dW{s.number} is {m.words}: but ∂z/∂W is the input {s.a_prev}, shape "
            f"{s.layout.batch(s.A_prev)}, not W{s.number}, shape {s.layout.weights(s.W)}."
        ),
        _fix,
        "W and the input hold the same numbers here",
    ),
]
