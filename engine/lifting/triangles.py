"""Diagonals and triangles of matrices: np.diag(A) and np.tril(A), where loops run over j = i, or j up to i.

Σ_{j≤i} A_ij x_j has more terms for some i than for others. With zeros above the diagonal it has equally many for all:
tril(A) @ x.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from engine.lifting.code import Code
from engine.lifting.formula import Formula
from engine.lifting.index import Letter, Ref, linear
from engine.lifting.placement import Part, Placement
from engine.lifting.reading import Ints
from engine.lifting.steps import OfArray, Share
from engine.lifting.views import Array, View, filled, shape_text


@dataclass
class Diagonal(OfArray):
    """The diagonal of a square matrix."""

    called = "diag"

    def forward(self) -> Code:
        """np.diag(A)."""
        i = Letter("i", self.out.shape[0])
        entry = Ref(self.array.name, (linear([(i, 1)]), linear([(i, 1)])), self.array.shape)
        return Code(f"np.diag({self.array.name})", self.out.shape).of(Formula((entry,), [i]))

    def backward(self, d: Code) -> Iterator[Share]:
        """A matrix with d on its diagonal."""
        n, shape = self.out.size, self.array.shape
        return self.share(Code(f"np.diag({d.text})", shape) if d.shape else d * Code(f"np.eye({n})", shape))


@dataclass
class Triangle(OfArray):
    """A matrix with zeros above the diagonal, or below it; `offset` tells which diagonal is the last that stays."""

    upper: bool = False
    offset: int = 0

    @property
    def called(self) -> str:
        """After the triangle that stays."""
        return "upper" if self.upper else "lower"

    def forward(self) -> Code:
        """np.tril(A), or np.triu(A)."""
        return self._of(self.array.name)

    def backward(self, d: Code) -> Iterator[Share]:
        """The same triangle of d."""
        shape = self.out.full
        whole = filled(d, shape) if d.shape else d * Code(f"np.ones({shape_text(shape)})", shape)
        return self.share(self._of(whole.text))

    def _of(self, text: str) -> Code:
        offset = f", {self.offset}" if self.offset else ""
        return Code(f"np.{'triu' if self.upper else 'tril'}({text}{offset})", self.out.full)


def diagonal(at: Placement, array: Array, index: Ints, found: View | None) -> Array | None:
    """The diagonal, if these are its entries in order."""
    n = len(index) if index.ndim == 1 else 0
    square = n > 1 and not array.batched and array.shape == (n, n)
    if found is not None or not square or not np.array_equal(index, np.arange(n) * (n + 1)):
        return None
    return at.made(Diagonal(array, at.new((n,), [array])))


def triangle(at: Placement, array: Array, index: Ints) -> Array | None:
    """A matrix with zeros outside of these entries, given in order, if they are a triangle."""
    if array.batched or len(array.shape) != 2 or min(array.shape) < 2 or len(index) == array.size:
        return None
    every = np.arange(array.size).reshape(array.shape)
    for upper, kept in ((False, np.tril), (True, np.triu)):
        for offset in (0, -1, 1):
            inside = kept(np.ones(array.shape, dtype=bool), offset)
            if np.array_equal(every[inside], index):
                return at.made(Triangle(array, at.new(array.shape, [array]), upper, offset))
    return None


def over_a_triangle(at: Placement, part: Part) -> Part:
    """One sum over the entries of a triangle: over all of a matrix with zeros; any other part as it is."""
    if len(part.x) != 1 or not part.many or not (part.y is None or np.array_equal(part.x, part.y)):
        return part
    if part.y_array is not None and part.y_array.shape != part.x_array.shape:
        return part
    out = triangle(at, part.x_array, part.x[0])
    if out is None:
        return part
    every = np.arange(out.size)[None]
    return Part(out, every, part.y_array, None if part.y is None else every, part.scale, part.first)


def filled_up(at: Placement, part: Part, owner: Ints, many: int) -> Part | None:
    """Sums of more and more terms, over the rows or columns of a triangle: with zeros they have equally many.

    Args:
        at: the arrays and steps so far.
        part: the terms, each as a row of its own.
        owner: to which of the sums each belongs.
        many: how many sums there are.
    """
    factors = [(part.x_array, part.x[:, 0])]
    if part.y_array is not None and part.y is not None:
        factors.append((part.y_array, part.y[:, 0]))
    for k, (array, places) in enumerate(factors):
        if array.batched or len(array.shape) != 2 or many not in array.shape:
            continue
        for turned in (False, True):
            rows, columns = np.divmod(places, array.shape[1])
            rows, columns = (columns, rows) if turned else (rows, columns)
            if array.shape[turned] != many or not np.array_equal(rows, owner):
                continue
            others = factors[1 - k :][:1] if len(factors) > 1 else []
            if any(other.shape != (array.shape[1 - turned],) or (p != columns).any() for other, p in others):
                continue
            out = triangle(at, array, np.sort(places))
            if out is not None:
                every = np.arange(out.size).reshape(out.shape)
                every = every.T if turned else every
                second = np.broadcast_to(np.arange(every.shape[1]), every.shape) if others else None
                return Part(out, every, others[0][0] if others else None, second, part.scale, part.first)
    return None
