"""Which adjoints an array is a multiple of: as they are, transposed or reshaped."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from nn.handwritten.proofreading.adjoints import Adjoint
from nn.handwritten.proofreading.multiples import multiple
from nn.handwritten.proofreading.recording import Array, grouped

FORMS = ("", "transposed", "reshaped")
NEARLY = 1e-6  # by how much the cosine of two arrays may differ from 1 if one may be a multiple of the other
ByKey = dict[tuple[int, str, int], list[Adjoint]]


class Match(NamedTuple):
    """An adjoint that an array is a multiple of."""

    adjoint: Adjoint
    factor: float
    form: str


def shaped(array: Array, shape: tuple[int, ...]) -> Iterator[tuple[str, Array]]:
    """Yield an adjoint in the forms in which it can stand in an array of a shape."""
    if array.shape == shape:
        yield "", array
    if array.ndim == 2 and array.T.shape == shape and array.shape != (1, 1):
        if array.shape != shape or not np.array_equal(array, array.T):
            yield "transposed", array.T
    elif array.size == math.prod(shape) and array.shape != shape:
        yield "reshaped", array.reshape(shape)


class Forms:
    """Adjoints in the forms in which they can stand, made once for each shape."""

    def __init__(self, adjoints: Sequence[Adjoint]) -> None:
        self.adjoints, self.made = adjoints, dict[tuple[int, ...], list[Array]]()

    def of(self, shape: tuple[int, ...]) -> list[Array]:
        """Return them for one shape."""
        if shape not in self.made:
            self.made[shape] = [right for a in self.adjoints for _, right in shaped(a.value, shape)]
        return self.made[shape]


class AdjointRows:
    """Arrays of each shape as rows of length 1: an array is compared with all of them at once."""

    def __init__(self, arrays: Sequence[Array]) -> None:
        self.by_shape = grouped(arrays, lambda array: array.shape)
        self.rows: dict[tuple[int, ...], Array] = {}

    def likely(self, held: Array) -> list[Array]:
        """Return those that have nearly the direction of an array; all, where it has none."""
        group = self.by_shape.get(held.shape, [])
        length = float(np.linalg.norm(held))
        if not group or not 1e-150 < length < 1e150:
            return group
        if held.shape not in self.rows:
            rows = np.stack([array.reshape(-1) for array in group])
            lengths = np.linalg.norm(rows, axis=1, keepdims=True)
            self.rows[held.shape] = rows / np.where(lengths > 0, lengths, 1.0)
        cosines = np.abs(self.rows[held.shape] @ (held.reshape(-1) / length))
        return [group[i] for i in np.flatnonzero(~(cosines < 1 - NEARLY))]


def matches(held: Array, adjoints: Sequence[Adjoint]) -> Iterator[Match]:
    """Yield the adjoints that an array is a multiple of."""
    for adjoint in adjoints:
        for form, right in shaped(adjoint.value, held.shape):
            factor = multiple(held, right)
            if factor is not None and not np.isnan(factor):
                yield Match(adjoint, factor, form)


def key_of(adjoint: Adjoint) -> tuple[int, str, int]:
    """Return what tells an adjoint from the others, the same on every draw."""
    return adjoint.site, ("use " if adjoint.through else "") + adjoint.name, adjoint.occurrence


def distinct(adjoints: Sequence[Adjoint]) -> list[Adjoint]:
    """Return the adjoints without those that are equal to an earlier one; named arrays before parts of expressions."""
    found: dict[tuple[object, ...], Adjoint] = {}
    for adjoint in sorted(adjoints, key=lambda a: a.is_part):
        found.setdefault((adjoint.value.shape, (adjoint.value + 0.0).tobytes()), adjoint)  # −0 is 0
    return list(found.values())
