"""Diagonals and triangles of matrices, where loops run over j = i, or over j up to i.

Σ_{j≤i} A_ij x_j has more terms for some i than for others. With zeros above the diagonal it has equally many for all:
tril(A) @ x. In the same way each position of attention meets those up to itself: the graph has the lower triangle of a
square, and the array all of it. What is computed above the diagonal belongs to no Value and is not read: where rows
are summed, `np.tril` has put zeros there.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine import ops
from engine.lifting.grids import Layout, Part, grid_of, in_order, line
from engine.lifting.placement import Placement
from engine.lifting.reading import Ints
from engine.lifting.steps import OfArray, Share
from engine.lifting.text.code import Code, shape_text
from engine.lifting.text.formula import Formula
from engine.lifting.text.index import Letter, linear
from engine.lifting.views import Array, View, filled, stepped
from engine.table.primitive import Op

SAFE = (ops.mul, ops.div, ops.exp, ops.tanh, ops.relu)
"""Rows that give a number for whatever stands above the diagonal."""


@dataclass
class Diagonal(OfArray):
    """The diagonal of a square matrix."""

    called = "diag"

    def forward(self) -> Code:
        """Return np.diag(A)."""
        i = Letter("i", self.out.shape[0])
        entry = self.array.reference([linear([(i, 1)]), linear([(i, 1)])])
        return Code(f"np.diag({self.array.code.text})", self.out.shape).of(Formula((entry,), [i]))

    def backward(self, d: Code) -> Iterator[Share]:
        """Yield a matrix with d on its diagonal."""
        n, shape = self.out.size, self.array.shape
        return self.share(Code(f"np.diag({d.text})", shape) if d.shape else d * Code(f"np.eye({n})", shape))


@dataclass
class Triangle(OfArray):
    """A matrix with zeros above the diagonal, or below it; `offset` is the last diagonal that stays."""

    upper: bool = False
    offset: int = 0

    @property
    def called(self) -> str:
        """After the triangle that stays."""
        return "upper" if self.upper else "lower"

    def forward(self) -> Code:
        """Return np.tril(A), or np.triu(A)."""
        return self._of(self.array.code.text)

    def backward(self, d: Code) -> Iterator[Share]:
        """Yield the same triangle of d."""
        shape = self.out.full
        whole = filled(d, shape) if d.shape else d * Code(f"np.ones({shape_text(shape)})", shape)
        return self.share(self._of(whole.text))

    def _of(self, text: str) -> Code:
        offset = f", {self.offset}" if self.offset else ""
        return Code(f"np.{'triu' if self.upper else 'tril'}({text}{offset})", self.out.full)


# --- finding them ------------------------------------------------------------------------------------


def diagonal(at: Placement, array: Array, index: Ints, found: View | None) -> Array | None:
    """Return the diagonal, if these are its entries in order."""
    n = len(index) if index.ndim == 1 else 0
    square = n > 1 and not array.batched and array.shape == (n, n)
    if found is not None or not square or not np.array_equal(index, np.arange(n) * (n + 1)):
        return None
    return at.made(Diagonal(array, at.new((n,), [array])))


def triangle(at: Placement, array: Array, index: Ints) -> Array | None:
    """Return an array with zeros outside of these entries, given in order; None if they are not a triangle."""
    if array.causal:
        offsets = [(False, 0)] if len(index) == (array.members >= 0).sum() else []
    else:
        matrix = not array.batched and len(array.shape) == 2 and min(array.shape) > 1 and len(index) < array.size
        offsets = [(upper, offset) for upper in (False, True) for offset in (0, -1, 1)] if matrix else []
    every = np.arange(array.size).reshape(array.shape)
    for upper, offset in offsets:
        inside = (np.triu if upper else np.tril)(np.ones(array.shape, dtype=bool), offset)
        if np.array_equal(every[inside], index):
            key = ("triangle", id(array), upper, offset)
            if key not in at.windows:
                at.windows[key] = at.made(Triangle(array, at.new(array.shape, [array]), upper, offset))
            found: Array = at.windows[key]
            return found
    return None


def over_a_triangle(at: Placement, part: Part) -> Part:
    """Return one sum over a triangle as a sum over all of a matrix with zeros; any other part as it is."""
    shapes = {array.shape for array in (part.x_array, part.y_array) if array is not None}
    alike = len(shapes) == 1 and (part.y is None or np.array_equal(part.x, part.y))
    out = triangle(at, part.x_array, part.x[0]) if alike and part.many and len(part.x) == 1 else None
    if out is None:
        return part
    every = np.arange(out.size)[None]
    return Part(out, every, part.y_array, None if part.y is None else every, part.scale, part.first)


def filled_up(at: Placement, part: Part, owner: Ints) -> Part | None:
    """Return sums along the lines of a triangle with zeros in them, so that all have equally many terms.

    Args:
        at: the arrays and steps so far.
        part: the terms, each as a row of its own.
        owner: to which of the sums each belongs, in order; each sum has at least one.
    """
    first, counts = np.flatnonzero(np.diff(owner, prepend=-1)), np.bincount(owner)
    factors = part.columns()
    for (array, entries), *others in (factors, factors[::-1])[: len(factors)]:
        if len(array.shape) < 2:
            continue
        every = np.arange(array.size).reshape(-1, array.shape[-1])
        row, column = np.divmod(entries, array.shape[-1])
        for lines, place, through in ((row, column, every), (column, row, every.T)):
            x = through[lines[first]]
            along = (lines == lines[first][owner]).all() and len(np.unique(owner * array.size + entries)) == len(owner)
            if not along or (np.isin(x, entries).sum(axis=1) != counts).any():
                continue
            y = [continued(other, index, place, owner, x.shape[1]) for other, index in others]
            out = None if any(each is None for each in y) else triangle(at, array, np.unique(entries))
            if out is not None:
                return Part(out, x, others[0][0] if others else None, y[0] if y else None, part.scale, part.first)
    return None


def continued(array: Array, index: Ints, place: Ints, owner: Ints, size: int) -> Ints | None:
    """Return for each sum the entries of a factor for all places of a line.

    None if they do not, or if a sum does not go on like one of the longest.
    """
    first, counts = np.flatnonzero(np.diff(owner, prepend=-1)), np.bincount(owner)
    longest = counts == counts.max()
    a = first[longest][0]
    if array.causal or counts.max() < 2:
        return None
    step = (index[a + 1] - index[a]) // max(1, place[a + 1] - place[a])
    start = index[first] - step * place[first]
    every = start[:, None] + step * np.arange(size)
    goes_up = (index == start[owner] + step * place).all() and np.isin(start, start[longest]).all()
    return every if goes_up and every.min() >= 0 and every.max() < array.size else None


def pairs_up_to(part: Part) -> Layout | None:
    """Return the square whose diagonal bounds pairs of rows; the factor that goes further is put first."""
    if part.many and part.y is not None:
        x, y = in_order(part.x), in_order(part.y)
        for first, second in ((x, y), (y, x)) if x[1] == y[1] else ():
            found = grid_of(first, second, triangle=True)
            if found:
                order, (blocks, size, _) = found
                return Layout(order, (blocks, size, size) if blocks > 1 else (size, size))
            part.swap()
    return None


# --- what is done to pairs ------------------------------------------------------------------------------


def has_holes(layout: Layout) -> bool:
    """Return True if a layout has entries that are not members."""
    return bool((layout.order < 0).any())


def rows_and_columns(layout: Layout) -> tuple[Ints, Ints]:
    """Return for each entry of a layout a member of its row and one of its column; itself without holes."""
    if not has_holes(layout):
        return layout.order, layout.order
    square = layout.order.reshape(-1, *layout.shape[-2:])
    row, column = (np.broadcast_to(each, square.shape).ravel() for each in (square[:, :, :1], square[:, -1:, :]))
    return row, column


def completed(column: Any, layout: Layout) -> Any:
    """Return a column of the members in the shape of a layout, with rows continued above the diagonal.

    None if positions do not go up in equal steps, or numbers are not the same along rows.
    """
    found, there = (each.reshape(layout.shape) for each in (column[layout.order], layout.order >= 0))
    if there.all():
        return found
    if found.dtype.kind == "f":
        whole = np.broadcast_to(found[..., :1], layout.shape).copy()
        return whole if np.array_equal(whole[there], found[there], equal_nan=True) else None
    corner = (0,) * len(layout.shape)
    base = found[corner]
    steps = [found[(*corner[:a], 1, *corner[a + 1 :])] - base if n > 1 else 0 for a, n in enumerate(layout.shape[:-1])]
    expected = stepped(base, [*steps, found[(*corner[:-2], 1, 1)] - base - steps[-1]], layout.shape)
    return expected if np.array_equal(expected[there], found[there]) else None


def safe_layout(layout: Layout, row: Op | None, columns: list[Any]) -> Layout:
    """Return the layout, or a line if what stands above the diagonal may be no number."""
    if not has_holes(layout):
        return layout
    divides_by_pairs = row is ops.div and isinstance(columns[-1], tuple) and columns[-1][0].causal
    known = all(completed(column[1] if isinstance(column, tuple) else column, layout) is not None for column in columns)
    good = known and (row is None or row in SAFE) and not divides_by_pairs
    return layout if good else line(int((layout.order >= 0).sum()))
