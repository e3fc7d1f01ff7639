"""Second step of lifting: in which order and shape equal operations become an array, and where every number ended up.

Where each member is a pair of a row of one factor and a row of another, and every pair occurs, the group is a grid, and
the sum of products a matrix product. Where the operands are all entries of an array, the group has its shape.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import prod
from typing import Any, NamedTuple

import numpy as np

from engine.lifting.reading import Floats, Ints, Reading, Terms, runs
from engine.lifting.steps import Gather, Joined
from engine.lifting.views import INDEX, Array, View, letters_for, view_of


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


Finder = Callable[["Placement", Array, Ints, View | None], Array | None]
"""A function that finds a way to write entries of an array that are not a view of it, or a better way than a view."""

HOLE = -1  # stands for a member where the layout of a triangle has none

FROZEN = -1  # stands for an array where an operand is a constant


class Placement:
    """The arrays and steps so far, and where every number of the graph ended up.

    zero     for each number whether it is 0 by construction, as 0 · x is: it gets no array and is left out
    """

    def __init__(self, reading: Reading, terms: Terms, named: Sequence[Array], batched: bool) -> None:
        self.reading, self.terms, self.batched = reading, terms, batched
        self.arrays: list[Array] = []  # the named ones first, and among them the parameters
        self.steps: list[Any] = []  # the lines, in an order in which they can be computed
        self.array = np.full(len(terms.level), FROZEN)  # for each number the index of its array, FROZEN if it has none
        self.place = np.zeros(len(terms.level), dtype=np.intp)  # for each number its position there
        self.starts = np.cumsum([0, *reading.counts])
        self.operands = np.array(reading.operands, dtype=np.intp)
        self.codes = np.array(reading.codes, dtype=np.intp)
        self.constants = np.array([*reading.constants, 0.0], dtype=float)  # the last one stands for what is 0
        self.zero = np.zeros(len(terms.level), dtype=bool)
        self._gathered: dict[Any, Array] = {}
        self.finders: Sequence[Finder] = ()
        self.causal = True  # whether causal pairs may become squares
        self.named: dict[str, Ints] = {}  # whole numbers that the user named, by their names in the source
        self.shifted: list[tuple[Array, Ints]] = []  # operands of softmax, with the numbers that are less by a constant
        self.windows: dict[Any, Any] = {}  # the steps that show windows of an array, by how they go over it
        self._indices: dict[Any, Array] = {}
        self.params = sum(array.kind == "param" for array in named)  # how many parameters there are
        for array in named:
            self.add(array)

    def joined(self, parts: list[Array]) -> Array:
        """Return several arrays as one: as rows if all have one size, else flat."""
        sizes = [part.size for part in parts]
        rows = len(set(sizes)) == 1 and sizes[0] > 1
        shape = (len(parts), sizes[0]) if rows else (sum(sizes),)
        return self.made(Joined(parts, self.new(shape, parts)))

    def family(self, makers: Sequence[Callable[[], Array]]) -> None:
        """Make several steps of the same kind, such as sums of more and fewer terms, and join what they give."""
        parts = [make() for make in makers]
        if len(parts) > 1:
            members = np.concatenate([part.members for part in parts])
            for part in parts:
                part.members = None
            out = self.joined(parts)
            out.members = members
            self.array[members] = len(self.arrays) - 1
            self.place[members] = np.arange(len(members))

    def frozen(self, data: Any) -> Array:
        """Return a new array of numbers that stay as they are."""
        return self.add(Array("constant", data.shape, data=data))

    def home(self, number: int) -> int:
        """Return the number of the sum that a number was taken into, or the number itself."""
        return int(self.terms.home[number])

    def add(self, array: Array) -> Array:
        """Add an array, note where its members are, and return it."""
        if array.members is not None:
            there = np.flatnonzero(array.members >= 0)
            self.array[array.members[there]] = len(self.arrays)
            self.place[array.members[there]] = there
        self.arrays.append(array)
        return array

    def leave_out(self, numbers: Ints) -> bool:
        """Leave out what is 0 by construction, and return True; return False for the loss itself."""
        if self.reading.root in numbers:
            return False
        self.zero[numbers] = True
        here = self.operands >= 0
        here[here] = self.zero[self.operands[here]]
        self.operands[here] = -len(self.constants)
        return True

    def is_zero(self, numbers: Ints) -> Any:
        """Return for each factor of a term whether it was left out."""
        return np.where(numbers >= 0, self.zero[np.maximum(numbers, 0)], False)

    def array_of(self, numbers: Ints) -> Ints:
        """Return for each operand the index of its array, FROZEN for a constant."""
        return np.where(numbers >= 0, self.array[np.maximum(numbers, 0)], FROZEN)

    def new(self, shape: tuple[int, ...], arrays: Sequence[Array], members: Ints | None = None) -> Array:
        """Return a new array that is made from others."""
        batched, moving = any(a.batched for a in arrays), any(a.moving for a in arrays)
        letters = letters_for(len(shape), self.batched)
        return self.add(Array("step", shape, batched, moving, members=members, letters=letters))

    def out(self, numbers: Ints, layout: Layout, operands: Sequence[Any]) -> Array:
        """Return the array of a new step."""
        members = np.where(layout.order < 0, -1, numbers[layout.order])
        out = self.new(layout.shape, [x.array for x in operands if isinstance(x, View)], members)
        out.causal = bool((layout.order < 0).any())
        return out

    def made(self, step: Any) -> Array:
        """Add a step, and return its array."""
        self.steps.append(step)
        out: Array = step.out
        return out

    def view(self, array: Array | None, index: Ints, letters: str | None = None) -> View:
        """Return these entries of an array: a view of it, or gathered."""
        view = self._found(array, index)
        view.letters = letters_for(index.ndim, self.batched) if letters is None else letters
        return view

    def _found(self, array: Array | None, index: Ints) -> View:
        assert array is not None
        found = view_of(array, index)
        if found is not None and not self.named:
            return found
        key = (id(array), index.shape, index.tobytes())
        if key not in self._gathered:
            made = next((out for find in self.finders if (out := find(self, array, index, found))), None)
            if made is None and found is not None:
                return found
            self._gathered[key] = made or self._gather(array, index)
        whole = view_of(self._gathered[key], np.arange(index.size).reshape(index.shape))
        assert whole is not None
        return whole

    def _gather(self, array: Array, index: Ints) -> Array:
        """Return entries of an array, picked by a table of indices."""
        rows = rows_of(array, index)
        whole = rows is not None and (*rows.shape, *array.shape[1:]) == index.shape
        wanted = self.frozen(rows if whole else index)
        return self.made(Gather(array, self.new(index.shape, [array]), index, wanted, whole))

    def name_of(self, numbers: Ints) -> str:
        """Return the name of whole numbers that the user named, "" if these have none."""
        return next((name for name, known in self.named.items() if np.array_equal(known, numbers)), "")

    def index(self, numbers: Ints, hint: str) -> Array:
        """Return the argument that stands for whole numbers; one for all that are the same."""
        name = self.name_of(numbers)
        key = name or (hint, numbers.shape, numbers.tobytes())
        if key not in self._indices:
            array = Array(INDEX, numbers.shape, name=name, data=numbers, labelled=bool(name), hint=hint)
            self._indices[key] = self.add(array)
        return self._indices[key]

    def constant(self, data: Floats) -> Any:
        """Return numbers in the shape of a group: one number if all are the same, else a view of constants."""
        first = data.flat[0]
        if (data.view(np.int64) == first.view(np.int64)).all():
            return float(first)
        shape = data.shape
        for axis in range(data.ndim):
            if (data == np.take(data, [0], axis=axis)).all():
                data = np.take(data, [0], axis=axis)
        small = data.reshape([n for n in data.shape if n > 1])
        array = self.frozen(small)
        index = np.broadcast_to(np.arange(small.size).reshape(data.shape), shape)
        return self.view(array, np.array(index))

    def one_array(self, operands: Ints) -> tuple[Array, Ints]:
        """Return one array that has all these operands, joined if need be, and their positions."""
        which = self.array_of(operands)
        used = np.unique(which)
        if len(used) == 1 and used[0] != FROZEN:
            return self.arrays[used[0]], self.place[operands]
        parts, index, start = [], np.zeros(operands.shape, dtype=np.intp), 0
        for a in used:
            here = which == a
            if a == FROZEN:
                part = self.frozen(self.constants[-1 - operands[here]])
                index[here] = start + np.arange(part.size)
            else:
                part = self.arrays[a]
                index[here] = start + self.place[operands[here]]
            parts.append(part)
            start += part.size
        return (self.joined(parts) if len(parts) > 1 else parts[0]), index


def split(keys: Ints) -> list[Ints]:
    """Return the rows that are equal, as lists of their positions, in the order in which they first appear."""
    if not len(keys):
        return []
    group, _ = equal_rows(keys)
    order = np.argsort(group, kind="stable")
    return [order[a:b] for a, b in runs(group[order])]


def rows_of(array: Array, index: Ints) -> Ints | None:
    """Return which rows of an array these are, one by one or several joined end to end; None if they are not rows."""
    inner, size = len(array.shape) - 1, prod(array.shape[1:])
    if inner < 1 or index.size % size:
        return None
    rows = index.reshape(-1, size)[:, 0] // size
    if not np.array_equal(index.reshape(-1, size), rows[:, None] * size + np.arange(size)):
        return None
    if index.shape[-inner:] == array.shape[1:]:
        return rows.reshape(index.shape[:-inner])
    return rows.reshape(*index.shape[:-1], -1) if index.shape and index.shape[-1] % size == 0 else None
