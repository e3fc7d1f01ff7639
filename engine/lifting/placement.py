"""The arrays and steps of a program while it is made, and where every number of the graph ended up."""

from collections.abc import Callable, Sequence
from math import prod
from typing import Any

import numpy as np

from engine.lifting.grids import Layout
from engine.lifting.reading import Floats, Ints, Reading, Terms
from engine.lifting.steps import Gather, Joined
from engine.lifting.views import INDEX, Array, View, letters_for, view_of

Finder = Callable[["Placement", Array, Ints, View | None], Array | None]
"""A function that finds a way to write entries of an array that are not a view of it, or a better way than a view."""

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
