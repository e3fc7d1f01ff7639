"""Causal pairs: each position with those up to itself, as a square of which the lower triangle is in the graph.

A graph has no entries above the diagonal. An array of such pairs has the square all the same: what is computed above
the diagonal belongs to no Value, and is not read: where rows are summed or multiplied, `np.tril` has put zeros there.
"""

from typing import Any

import numpy as np

from engine import ops
from engine.lifting.contraction import Contraction, Factor
from engine.lifting.placement import Layout, Part, Placement, in_order, line, place_within
from engine.lifting.reading import Floats, Ints
from engine.lifting.steps import Sum, Term
from engine.lifting.triangles import Triangle
from engine.lifting.views import SUMMED, Array, View, letters_for
from engine.table.primitive import Op

HOLE = -1  # stands for a member where a square has none

SAFE = (ops.mul, ops.div, ops.exp, ops.tanh, ops.relu)
"""Rows that give a number for whatever stands above the diagonal."""


def lower(at: Placement, array: Array) -> Array:
    """An array with zeros above the diagonal; one for each array."""
    key = ("lower", id(array))
    if key not in at.windows:
        at.windows[key] = at.made(Triangle(array, at.new(array.shape, [array])))
    found: Array = at.windows[key]
    return found


# --- pairs ------------------------------------------------------------------------------------------


def causal_pairs(at: Placement, numbers: Ints, part: Part) -> bool:
    """Make the step of sums of products of a row with each row up to it, if that is what they are."""
    if part.y_array is None or part.y is None or not part.many or not at.causal:
        return False
    for x_array, x, y_array, y in (
        (part.x_array, part.x, part.y_array, part.y),
        (part.y_array, part.y, part.x_array, part.x),
    ):
        found = triangle(x, y)
        if found is None:
            continue
        layout, blocks, size = found
        square = layout.order.reshape(blocks, size, size)
        rows = x[square[:, :, 0]], y[square[:, -1, :]]
        outer = letters_for(len(layout.shape), at.batched)
        letters = [outer[:-1] + SUMMED, outer[:-2] + outer[-1] + SUMMED]
        factors = [
            Factor(at.view(array, index.reshape(*layout.shape[:-1], -1), own), own)
            for array, index, own in zip((x_array, y_array), rows, letters, strict=True)
        ]
        term = Contraction(part.scale, factors[0], factors[1], outer)
        out = at.out(numbers, layout, term.views())
        at.steps.append(Sum([term], 0.0, out))
        return True
    return False


def triangle(x: Ints, y: Ints) -> tuple[Layout, int, int] | None:
    """The square that pairs of rows fill up to its diagonal, how many there are, and their size."""
    (xs, many_x), (ys, many_y) = in_order(x), in_order(y)
    lowest = np.full(many_x, many_y)
    np.minimum.at(lowest, xs, ys)
    blocks, block = np.unique(lowest, return_inverse=True)
    count, size = len(blocks), many_x // len(blocks)
    if many_x != many_y or many_x % count or size < 2 or len(xs) != count * size * (size + 1) // 2:
        return None
    block_of_y = np.full(many_y, -1)
    block_of_y[ys] = block[xs]
    i, j = place_within(block)[xs], place_within(block_of_y)[ys]
    place = (block[xs] * size + i) * size + j
    if (block_of_y[ys] != block[xs]).any() or (j > i).any() or len(np.unique(place)) < len(place):
        return None
    order = np.full(count * size * size, HOLE)
    order[place] = np.arange(len(place))
    return Layout(order, (count, size, size) if count > 1 else (size, size)), count, size


# --- what is done to each of them ------------------------------------------------------------------------


def completed(column: Any, layout: Layout) -> Any:
    """A column of the members in the shape of a layout; what it would be above a diagonal is as its rows go on.

    None if positions do not go up in equal steps, or numbers are not the same along rows.
    """
    order = layout.order
    if (order >= 0).all():
        return column[order].reshape(layout.shape)
    found = column[order].reshape(layout.shape)
    there = (order >= 0).reshape(layout.shape)
    first = (0,) * (len(layout.shape) - 2)
    if found.dtype.kind == "f":
        whole = np.broadcast_to(found[..., :1], layout.shape).copy()
        return whole if np.array_equal(whole[there], found[there], equal_nan=True) else None
    base, down, right = found[(*first, 0, 0)], found[(*first, 1, 0)], found[(*first, 1, 1)]
    steps = [
        found[(*first[:a], 1, *first[a + 1 :], 0, 0)] - base if layout.shape[a] > 1 else 0 for a in range(len(first))
    ]
    expected = np.array(base)
    for a, (step, n) in enumerate(zip([*steps, down - base, right - down], layout.shape, strict=True)):
        expected = expected + step * np.arange(n).reshape([n if a == b else 1 for b in range(len(layout.shape))])
    return expected if np.array_equal(expected[there], found[there]) else None


def has_holes(layout: Layout) -> bool:
    """Whether a layout has entries that are no members."""
    return bool((layout.order < 0).any())


def safe_layout(at: Placement, layout: Layout, row: Op | None, columns: list[Any]) -> Layout:
    """The layout, or a line if nothing can be said of what stands above the diagonal."""
    if not has_holes(layout):
        return layout
    divides_by_pairs = row is ops.div and isinstance(columns[-1], tuple) and columns[-1][0].causal
    known = all(completed(column[1] if isinstance(column, tuple) else column, layout) is not None for column in columns)
    good = known and (row is None or row in SAFE) and not divides_by_pairs
    return layout if good else line(int((layout.order >= 0).sum()))


# --- sums along their rows -------------------------------------------------------------------------------


def causal_rows(at: Placement, numbers: Ints, owner: Ints, p: Ints, q: Ints | None, scale: Floats) -> bool:
    """Make the step of sums along the rows of causal pairs, if that is what they are: Σ_j S_ij, or Σ_j S_ij v_j."""
    ways = [(p, q)] if q is None else [(p, q), (q, p)]
    for first, second in ways:
        pairs = at.arrays[at.array[first[0]]]
        if pairs.causal and (scale == scale[0]).all():
            order = np.lexsort((at.place[first], owner))
            rest = None if second is None else second[order]
            if along_rows(at, numbers, owner[order], at.place[first[order]], pairs, rest, float(scale[0])):
                return True
    return False


def along_rows(
    at: Placement, numbers: Ints, owner: Ints, place: Ints, pairs: Array, other: Ints | None, scale: float
) -> bool:
    """The same, with the positions of the pairs in order for each sum."""
    size, starts = pairs.shape[-1], np.flatnonzero(np.diff(owner, prepend=-1))
    row, column = place // size, place % size
    counts = np.bincount(owner)
    if (column != place_within(owner)).any() or (row != row[starts][owner]).any():
        return False
    row = row[starts]
    if (counts != row % size + 1).any():
        return False
    rows = pairs.size // size
    if other is None:
        if not np.array_equal(np.sort(row), np.arange(rows)):
            return False
        layout = Layout(np.argsort(row), pairs.shape[:-1])
        letters = letters_for(len(layout.shape), at.batched) + SUMMED
        view = whole(at, lower(at, pairs), letters)
        out = at.out(numbers, layout, [view])
        at.steps.append(Sum([Term(scale, view, None, 1)], 0.0, out))
        return True
    array, position = at.arrays[at.array[other[0]]], at.place[other]
    long = counts == size
    if array.causal or not long.any():
        return False
    step = int(position[starts[long][0] + 1] - position[starts[long][0]])
    base = position[starts]
    if (position != base[owner] + step * column).any():
        return False
    blocks, width = rows // size, len(row) // rows
    block, i = row // size, row % size
    if blocks * size * width != len(row):
        return False
    within = np.empty(len(row), dtype=np.intp)
    columns = np.empty((blocks, width), dtype=np.intp)
    for b in range(blocks):
        own = np.unique(base[block == b])
        if len(own) != width:
            return False
        columns[b] = own
        within[block == b] = np.searchsorted(own, base[block == b])
    at_place = (block * size + i) * width + within
    if not np.array_equal(np.sort(at_place), np.arange(len(row))):
        return False
    shape = (blocks, size, width) if len(pairs.shape) > 2 else (size, width)
    index = columns[:, None, :] + step * np.arange(size)[:, None]
    outer = letters_for(len(shape), at.batched)
    first = Factor(whole(at, lower(at, pairs), outer[:-1] + SUMMED), outer[:-1] + SUMMED)
    letters = outer[:-2] + SUMMED + outer[-1]
    second = Factor(at.view(array, index.reshape(*shape[:-2], size, width), letters), letters)
    term = Contraction(scale, first, second, outer)
    out = at.out(numbers, Layout(np.argsort(at_place), shape), term.views())
    at.steps.append(Sum([term], 0.0, out))
    return True


def whole(at: Placement, array: Array, letters: str) -> View:
    """All of an array, with letters."""
    return at.view(array, np.arange(array.size).reshape(array.shape), letters)
