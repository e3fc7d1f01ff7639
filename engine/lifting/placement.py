"""Where every number of the graph is: the arrays of the program, and views of them."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from engine.lifting.layout import Layout, equal_rows
from engine.lifting.reading import Floats, Ints, Reading
from engine.lifting.steps import Gather, Joined
from engine.lifting.terms import Terms, runs
from engine.lifting.views import Array, View, letters_for, view_of

FROZEN = -1
"""Stands for an array where an operand is a constant."""


class Placement:
    """The arrays and steps so far, and where every number of the graph ended up.

    arrays   the named ones first, and among them the parameters
    params   how many parameters there are
    steps    the lines, in an order in which they can be computed
    array    for each number the index of its array, FROZEN if it has none
    zero     for each number whether it is 0 by construction, as 0 · x is: it gets no array and is left out
    place    for each number its position there
    """

    def __init__(self, reading: Reading, terms: Terms, named: Sequence[Array], batched: bool) -> None:
        self.reading, self.terms, self.batched = reading, terms, batched
        self.arrays: list[Array] = []
        self.steps: list[Any] = []
        self.array = np.full(len(terms.level), FROZEN)
        self.place = np.zeros(len(terms.level), dtype=np.intp)
        self.starts = np.cumsum([0, *reading.counts])
        self.operands = np.array(reading.operands, dtype=np.intp)
        self.codes = np.array(reading.codes, dtype=np.intp)
        self.constants = np.array([*reading.constants, 0.0], dtype=float)  # the last one stands for what is 0
        self.zero = np.zeros(len(terms.level), dtype=bool)
        self._gathered: dict[Any, Array] = {}
        self.params = sum(array.kind == "param" for array in named)
        for array in named:
            self.add(array)

    def joined(self, parts: list[Array]) -> Array:
        """Several arrays as one, flat or, if all are of one size, as rows."""
        sizes = [part.size for part in parts]
        rows = len(set(sizes)) == 1 and sizes[0] > 1
        shape = (len(parts), sizes[0]) if rows else (sum(sizes),)
        out = Array("step", shape, any(a.batched for a in parts), any(a.moving for a in parts))
        out.letters = letters_for(len(shape), self.batched)
        self.add(out)
        self.steps.append(Joined(parts, out))
        return out

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
        """A new array of numbers that stay as they are."""
        array = Array("constant", data.shape, data=data)
        self.add(array)
        return array

    def home(self, number: int) -> int:
        """The number of what a part of a sum was taken into; of anything else its own."""
        return int(self.terms.home[number])

    def add(self, array: Array) -> None:
        """One more array; its members know now where they are."""
        if array.members is not None:
            self.array[array.members] = len(self.arrays)
            self.place[array.members] = np.arange(len(array.members))
        self.arrays.append(array)

    def leave_out(self, numbers: Ints) -> bool:
        """Leave out what is 0 by construction, and say so; not the loss itself."""
        if self.reading.root in numbers:
            return False
        self.zero[numbers] = True
        here = self.operands >= 0
        here[here] = self.zero[self.operands[here]]
        self.operands[here] = -len(self.constants)
        return True

    def is_zero(self, numbers: Ints) -> Any:
        """For each factor of a term whether it was left out."""
        return np.where(numbers >= 0, self.zero[np.maximum(numbers, 0)], False)

    def array_of(self, numbers: Ints) -> Ints:
        """For each operand the index of its array, FROZEN for a constant."""
        return np.where(numbers >= 0, self.array[np.maximum(numbers, 0)], FROZEN)

    def out(self, numbers: Ints, layout: Layout, operands: Sequence[Any]) -> Array:
        """The array of a new step."""
        arrays = [x.array for x in operands if isinstance(x, View)]
        out = Array("step", layout.shape, any(a.batched for a in arrays), any(a.moving for a in arrays))
        out.members, out.letters = numbers[layout.order], letters_for(len(layout.shape), self.batched)
        self.add(out)
        return out

    def view(self, array: Array | None, index: Ints, letters: str | None = None) -> View:
        """These entries of an array: a view of it, or gathered."""
        view = self._found(array, index)
        view.letters = letters_for(index.ndim, self.batched) if letters is None else letters
        return view

    def _found(self, array: Array | None, index: Ints) -> View:
        assert array is not None
        found = view_of(array, index)
        if found is not None:
            return found
        key = (id(array), index.shape, index.tobytes())
        if key not in self._gathered:
            rows = whole_rows(array, index)
            picks = index if rows is None else rows
            wanted = self.frozen(picks)
            out = Array("step", index.shape, array.batched, array.moving)
            out.letters = letters_for(index.ndim, self.batched)
            self.add(out)
            self.steps.append(Gather(array, index, wanted, out, rows is not None))
            self._gathered[key] = out
        whole = view_of(self._gathered[key], np.arange(index.size).reshape(index.shape))
        assert whole is not None
        return whole

    def constant(self, data: Floats) -> Any:
        """Numbers in the shape of a group: one number if they are all the same, else a view of a constant array."""
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
        """One array that has all these operands, and their positions; several are joined."""
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
    """The rows that are equal, as lists of their positions, in the order in which they first appear."""
    if not len(keys):
        return []
    group, _ = equal_rows(keys)
    order = np.argsort(group, kind="stable")
    return [order[a:b] for a, b in runs(group[order])]


def whole_rows(array: Array, index: Ints) -> Ints | None:
    """Which rows of an array these are, if they are whole rows; else None."""
    inner = len(array.shape) - 1
    if inner < 1 or index.ndim <= inner or index.shape[-inner:] != array.shape[1:]:
        return None
    size = array.size // array.shape[0]
    rows = index.reshape(-1, size)[:, 0] // size
    if not np.array_equal(index.reshape(-1, size), rows[:, None] * size + np.arange(size)):
        return None
    return rows.reshape(index.shape[:-inner])
