"""Second step of lifting: in which order and shape equal operations become an array.

Where each member is a pair of a row of one factor and a row of another, and every pair occurs, the group is a grid, and
the sum of products a matrix product. Where the operands are all entries of an array, the group has its shape.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod
from typing import NamedTuple

import numpy as np

from engine.lifting.reading import Ints, runs
from engine.lifting.views import Array

HOLE = -1  # stands for a member where the layout of a triangle has none


class Layout(NamedTuple):
    """The members in order, and the shape they fill."""

    order: Ints
    shape: tuple[int, ...]


@dataclass
class Part:
    """The terms of a sum that are made of entries of the same arrays: for each member a row of positions."""

    x_array: Array
    x: Ints
    y_array: Array | None
    y: Ints | None
    scale: float
    first: int

    @property
    def many(self) -> bool:
        """True if there is more than one such term."""
        return len(self.x[0]) > 1

    def swap(self) -> None:
        """Let the factors change places."""
        if self.y_array is not None and self.y is not None:
            self.x_array, self.x, self.y_array, self.y = self.y_array, self.y, self.x_array, self.x

    def columns(self) -> list[tuple[Array, Ints]]:
        """Return its factors, if there is one term of this kind."""
        found = [(self.x_array, self.x), (self.y_array, self.y)]
        return [] if self.many else [(a, i[:, 0]) for a, i in found if a is not None and i is not None]


def equal_rows(index: Ints) -> tuple[Ints, int]:
    """Return for each row of a matrix a number, counted by first appearance, and how many there are."""
    if len(index) == 1:
        return np.zeros(1, dtype=np.intp), 1
    if index.shape[1] == 1:
        keys = index[:, 0]
    else:
        with np.errstate(over="ignore"):
            keys = index.astype(np.int64) @ scrambled(np.arange(index.shape[1]))
    _, first, inverse = np.unique(keys, return_index=True, return_inverse=True)
    if not np.array_equal(index[first[inverse]], index):  # two rows with one key: a chance of 1 in 10**18
        _, first, inverse = np.unique(index, axis=0, return_index=True, return_inverse=True)
    return ranks(first)[inverse.reshape(-1)], len(first)


def ranks(numbers: Ints) -> Ints:
    """Return for each number how many come before it in their order."""
    found = np.empty(len(numbers), dtype=np.intp)
    found[np.argsort(numbers, kind="stable")] = np.arange(len(numbers))
    return found


def sorted_rows(x: Ints, y: Ints) -> tuple[Ints, Ints]:
    """Return the rows of x, each in order, and y in the same order."""
    if x.shape[1] < 2 or (np.diff(x, axis=1) > 0).all():
        return x, y
    order = np.argsort(x * (int(y.max()) + 1) + y, axis=1, kind="stable")
    return np.take_along_axis(x, order, axis=1), np.take_along_axis(y, order, axis=1)


def scrambled(keys: Ints) -> Ints:
    """Return numbers whose sums differ where the numbers do (the mixing step of splitmix64)."""
    x = keys.astype(np.uint64) + np.uint64(0x9E3779B97F4A7C15)
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return (x ^ (x >> np.uint64(31))).view(np.int64)


def in_order(index: Ints) -> tuple[Ints, int]:
    """Return for each row of a matrix a number, in the order in which the rows stand in their array."""
    numbers, many = equal_rows(index)
    first = np.zeros(many, dtype=np.intp)
    first[numbers] = index[:, 0]
    return ranks(first)[numbers], many


Numbered = tuple[Ints, int]
"""For each member the number of its row, and how many rows there are."""


Grid = tuple[Ints, tuple[int, int, int]]
"""The order that makes members (block, row of x, row of y), and how many there are of each.

There is one block, unless rows go together in several groups, as in attention with several heads.
"""


def grid_of_table(x: Ints, y: Ints) -> Grid | None:
    """Return the grid of rows of two parameters; rows of a table may be looked up in any order, or twice."""
    xs, ys = (in_order(rows) if is_affine(np.unique(rows[:, 0])) else equal_rows(rows) for rows in (x, y))
    again = place_within(xs[0] * ys[1] + ys[0])
    if not again.any():
        return grid_of(xs, ys)
    once_more = [equal_rows(np.stack([numbers, again], axis=1)) for numbers, _ in (xs, ys)]
    return grid_of(once_more[0], ys) or grid_of(xs, once_more[1])


def is_affine(numbers: Ints) -> bool:
    """Return True if numbers go up in equal steps along each axis, as those of a slice do."""
    return all(np.unique(np.diff(numbers, axis=a)).size < 2 for a in range(numbers.ndim))


def grid_of(numbered_x: Numbered, numbered_y: Numbered, *, triangle: bool = False) -> Grid | None:
    """Return the grid of members whose rows have these numbers; None if they form none.

    With `triangle` each block has to have the members up to its diagonal; above it the order has HOLE.
    """
    (xs, many_x), (ys, many_y) = numbered_x, numbered_y
    lowest = np.full(many_x, many_y)
    np.minimum.at(lowest, xs, ys)  # rows of x that meet the same rows of y have the same lowest one
    blocks, block = np.unique(lowest, return_inverse=True)
    if many_x % len(blocks) or many_y % len(blocks):
        return None
    sizes = len(blocks), many_x // len(blocks), many_y // len(blocks)
    full = np.tri(*sizes[1:]) if triangle else np.ones(sizes[1:])
    if len(xs) != len(blocks) * full.sum() or (triangle and not 1 < sizes[1] == sizes[2]):
        return None
    block_of_y = np.full(many_y, -1)
    block_of_y[ys] = block[xs]
    place = (block[xs] * sizes[1] + place_within(block)[xs]) * sizes[2] + place_within(block_of_y)[ys]
    order = np.full(prod(sizes), HOLE)
    if place.max() >= len(order) or (block_of_y[ys] != block[xs]).any():
        return None
    order[place] = np.arange(len(xs))
    return (order, sizes) if ((order.reshape(sizes) >= 0) == full).all() else None


def place_within(group: Ints) -> Ints:
    """Return for each entry how many of its group come before it."""
    order = np.argsort(group, kind="stable")
    ordered = group[order]
    first = np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]]))
    sizes = np.diff(np.concatenate([first, [len(group)]]))
    place = np.empty(len(group), dtype=np.intp)
    place[order] = np.arange(len(group)) - np.repeat(first, sizes)
    return place


def like_an_array(array: Array, index: Ints) -> Layout | None:
    """Return the shape of an array, or of a box cut out of it, if members use each of its entries once."""
    there = np.flatnonzero(array.members >= 0) if array.causal else np.arange(array.size)
    order = np.argsort(index, kind="stable")
    ordered = index[order]
    if np.array_equal(ordered, there):
        every = np.full(array.size, HOLE)
        every[there] = order
        return Layout(every, array.shape)
    if array.causal or len(index) < 2 or len(array.shape) < 2 or not (np.diff(ordered) > 0).all():
        return None
    counts = [len(np.unique(axis)) for axis in np.unravel_index(ordered, array.shape)]
    if np.prod(counts) != len(index):
        return None
    return Layout(order, tuple(n for n, size in zip(counts, array.shape, strict=True) if n > 1 or size == 1))


def without_an_axis(array: Array, index: Ints) -> Layout | None:
    """Return the shape of an array without an axis if each member, a sorted row, uses all of that axis."""
    if index.size != array.size:
        return None
    places = np.arange(array.size).reshape(array.shape)
    order = np.argsort(index[:, 0], kind="stable")
    for axis, size in enumerate(array.shape):
        if size == index.shape[1] and np.array_equal(np.moveaxis(places, axis, -1).reshape(-1, size), index[order]):
            return Layout(order, tuple(n for a, n in enumerate(array.shape) if a != axis))
    return None


def of_grid(x: Array, y: Array, rows_x: Ints, rows_y: Ints) -> Layout | None:
    """Return the layout of a sum of products if its members form a grid; the rows that change last come first."""
    tables = x.kind == y.kind == "param" and rows_x.shape[1] > 1
    found = grid_of_table(rows_x, rows_y) if tables else grid_of(in_order(rows_x), in_order(rows_y))
    if found is None:
        return None
    order, (blocks, p, q) = found
    if blocks > 1 and p == q == 1:
        return None
    keep_p, keep_q = p > 1 or is_row(x, rows_x), q > 1 or (is_column(y, rows_y) and x is not y)
    if p > 1 and q > 1 and y_comes_first(x, y, rows_x, rows_y):
        order = order.reshape(blocks, p, q).swapaxes(1, 2).reshape(-1)
        p, q, keep_p, keep_q = q, p, keep_q, keep_p
    shape = [n for n, keep in ((blocks, blocks > 1), (p, keep_p), (q, keep_q)) if keep]
    return Layout(order, tuple(shape))


def with_all_axes(part: Part, found: Layout) -> Layout:
    """Return a layout in which the rows of a stack of matrices keep its axes: T @ W is a stack, too."""
    array = part.x_array
    stack, width = array.shape[:-1], array.shape[-1] if array.shape else 0
    if len(array.shape) < 3 or width != part.x.shape[1] or len(found.shape) > 2 or found.shape[:1] != (prod(stack),):
        return found
    rows = part.x[found.order].reshape(*found.shape, width)
    first = rows[:, 0] if len(found.shape) == 2 else rows
    if not np.array_equal(first.ravel(), np.arange(array.size)):
        return found
    return Layout(found.order, (*stack, *found.shape[1:]))


def with_blocks_last(found: Layout, x: Ints) -> Layout:
    """Return a layout with blocks that are the last axis of the arrays in the last place: X[:, None] - Y."""
    if len(found.shape) < 3:
        return found
    order = found.order.reshape(found.shape)
    if x[order[1, 0, 0]] - x[order[0, 0, 0]] != 1:
        return found
    outer, inner = (1, 2) if order[0, 1, 0] > order[0, 0, 1] else (2, 1)  # as the graph goes through them
    return Layout(order.transpose(outer, inner, 0).reshape(-1), tuple(found.shape[a] for a in (outer, inner, 0)))


def y_comes_first(x: Array, y: Array, rows_x: Ints, rows_y: Ints) -> bool:
    """Return True if a grid is better written with y in front: fewer transpositions, or the graph's order.

    X @ W needs none, and has the rows of the data in front, also where the learner went column by column.
    """
    inner = bool((rows_x[0] != rows_x[1]).any())  # the first two members differ in x: it is the inner one
    if rows_x.shape[1] == 1 or len(x.shape) < 2 or len(y.shape) < 2:
        return inner
    x_last, y_last = (rows[0, 1] - rows[0, 0] == 1 for rows in (rows_x, rows_y))
    if x_last != y_last:
        return bool(y_last)
    return inner and not (x_last and x.kind != "param" and y.kind == "param")


def is_row(array: Array, index: Ints) -> bool:
    """Return True if an input, or what was computed from it, is one row: (1, n)."""
    return (
        array.kind in ("input", "step")
        and len(array.shape) == 2
        and array.shape[0] == 1
        and array.size == index.shape[1]
    )


def is_column(array: Array, index: Ints) -> bool:
    """Return True if a parameter is one column, (n, 1): the weights of one neuron."""
    one = 1 in array.shape and len(array.shape) == 2
    return array.kind == "param" and one and array.size == index.shape[1]


def varies(index: Ints, shape: tuple[int, ...]) -> list[bool]:
    """Return for each axis of a layout if positions change along it; `index` has one more axis, the summed one."""
    whole = index.reshape(*shape, -1)
    return [n > 1 and bool((whole != np.take(whole, [0], axis=a)).any()) for a, n in enumerate(shape)]


def layout_of(parts: Sequence[Part], columns: list[tuple[Array, Ints]], count: int) -> Layout:
    """Return the order and shape that the operands of a group suggest.

    `parts` are the sums in it, `columns` the operands of which each member has one: arrays with positions.
    """
    for part in parts:
        if part.many and part.y_array is not None and part.y is not None:
            found = of_grid(part.x_array, part.y_array, part.x, part.y)
            if not found and part.x_array.kind == part.y_array.kind == "param":
                part.y, part.x = sorted_rows(part.y, part.x)  # a table's row may be looked up before a lower one
                found = of_grid(part.x_array, part.y_array, part.x, part.y)
            if found and (count > 1 or found.shape):
                return with_all_axes(part, found)
    single = count == 1 and (any(part.many for part in parts) or any(a.kind == "param" for a, _ in columns))
    known = [(a, found) for a, i in columns if not single and (found := like_an_array(a, i))]
    if known:
        whole = [pair for pair in known if pair[0].size == count]
        return max(whole or known, key=lambda pair: (pair[0].kind != "param", len(pair[1].shape)))[1]
    for part in parts:
        if count > 1 and part.many and part.y is None and (found := without_an_axis(part.x_array, part.x)):
            return found
    for i, (a, x) in enumerate(columns):
        for b, y in columns[i + 1 :]:
            if count > 1 and (found := of_grid(a, b, x[:, None], y[:, None])):
                return with_blocks_last(found, x)
    return line(count)


def line(count: int) -> Layout:
    """Return members in the order in which they came: along one axis, or none for a single one."""
    return Layout(np.arange(count), (count,) if count > 1 else ())


def split(keys: Ints) -> list[Ints]:
    """Return the rows that are equal, as lists of their positions, in the order in which they first appear."""
    if not len(keys):
        return []
    group, _ = equal_rows(keys)
    order = np.argsort(group, kind="stable")
    return [order[a:b] for a, b in runs(group[order])]
