"""A row of equal blocks of steps, such as those of a recurrent network, and how two of its steps are compared.

A step is written like another one if its parts are: seen from their blocks they read the same rows and the same lines.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, fields, is_dataclass
from typing import Any

import numpy as np

from engine.lifting.views import Array, View
from engine.table.primitive import Op

Key = Any  # what is equal for steps that are written alike


class DiffersError(Exception):
    """Raised, with a sentence on the reason, if blocks that repeat are not a loop."""


# --- steps, part by part ---------------------------------------------------------------------------------


def is_part(x: Any) -> bool:
    """Return True if something has fields to be looked at: a step, a term, a factor."""
    if not is_dataclass(x) or isinstance(x, Array | View | type):
        return False
    return not x.__dataclass_params__.frozen  # type: ignore[attr-defined]  # every dataclass has them; no stub says so


def parts_of(x: Any) -> list[Any] | None:
    """Return what a list holds, or the fields of a step or of a term; None for arrays, views and numbers."""
    if isinstance(x, list | tuple):
        return list(x)
    return [getattr(x, each.name) for each in fields(x)] if is_part(x) else None


def pieces(part: Any) -> Iterator[Any]:
    """Yield what a step is made of, down to arrays, views and numbers."""
    inner = parts_of(part)
    if inner is None:
        yield part
    for x in inner or ():
        yield from pieces(x)


def rebuilt(part: Any, new: Callable[[Any], Any]) -> Any:
    """Return a copy of a step, or of part of one, with something new for each of its pieces."""
    if isinstance(part, list | tuple):
        return type(part)(rebuilt(x, new) for x in part)
    if not is_part(part):
        return new(part)
    found = copy.copy(part)
    for each in fields(part):
        setattr(found, each.name, rebuilt(getattr(part, each.name), new))
    return found


def arrays_in(part: Any) -> Iterator[Array]:
    """Yield the arrays that a step reads or makes."""
    for x in pieces(part):
        if isinstance(x, Array | View):
            yield x.array if isinstance(x, View) else x


# --- blocks ------------------------------------------------------------------------------------------


@dataclass
class Blocks:
    """Blocks of steps that repeat.

    lines    the lines of a block: for each, the number of its step in every block; None in the first, if it is 0 there
    axes     for each input that is read row after row, by its id, the axis
    """

    steps: list[Any]
    axes: dict[int, int]
    lines: list[list[int | None]] = field(default_factory=list)
    line_of: dict[int, tuple[int, int]] = field(default_factory=dict)  # the line and the block of an array, by its id
    start: dict[int, Array | None] = field(default_factory=dict)  # what each state starts from, by its line; None is 0

    def number(self) -> None:
        """Note which line and block each array belongs to."""
        self.line_of = {
            id(self.steps[i].out): (line, k)
            for line, members in enumerate(self.lines)
            for k, i in enumerate(members)
            if i is not None
        }

    def last_steps(self) -> list[Any]:
        """Return the steps of the last block, which is like all others but perhaps the first."""
        return [self.steps[members[-1] or 0] for members in self.lines]

    @property
    def count(self) -> int:
        """How many blocks there are."""
        return len(self.lines[0])

    @property
    def last(self) -> int:
        """The number of the last block."""
        return self.count - 1

    def rows_read(self) -> dict[int, list[int]]:
        """Return for each input, by its id, the rows that a block reads, counted from the number of the block."""
        found: dict[int, list[int]] = {}
        for view in self.views_of_the_last():
            axis = self.axes.get(id(view.array))
            if axis in view.fixed:
                found.setdefault(id(view.array), []).append(view.fixed[axis] - self.last)
        return found

    def lines_read(self) -> list[tuple[int, int]]:
        """Return the lines that the last block reads, each with the block that it is in."""
        return [self.line_of[id(v.array)] for v in self.views_of_the_last() if id(v.array) in self.line_of]

    def views_of_the_last(self) -> Iterator[View]:
        """Yield what the last block reads."""
        for step in self.last_steps():
            yield from step.views()

    def key(self, part: Any, time: int, of_array: Callable[[Array], Key]) -> Key:
        """Return what a step or a part of one computes, with rows of inputs counted from `time` and keys for arrays."""
        if isinstance(part, View):
            fixed = dict(part.fixed)
            row = fixed.pop(self.axes.get(id(part.array), -1), None)
            rows = None if row is None else row - time
            return ("view", part.target, part.axes, part.reshaped, rows, *sorted(fixed.items()), of_array(part.array))
        if isinstance(part, Array):
            return ("array", of_array(part))
        if isinstance(part, np.ndarray):
            return (part.shape, part.tobytes())
        inner = parts_of(part)
        if inner is not None:
            return (type(part).__name__, *(self.key(x, time, of_array) for x in inner))
        return part.name if isinstance(part, Op) else repr(part) if isinstance(part, float) else part

    def key_in(self, part: Any, block: int, out: Array | None = None) -> Key:
        """Return what a step computes, or part of one, seen from its block; `out` is the array of the step."""
        return self.key(part, block, lambda array: self.key_of_array(array, out, block))

    def key_of_array(self, array: Array, out: Array | None, block: int) -> Key:
        """Return what an array is for a step of a block, which has the array `out`."""
        if array is out:
            return ("out", array.shape, array.batched)
        if array.kind == "constant":
            return (array.data.shape, array.data.tobytes())
        line, k = self.line_of.get(id(array), (None, 0))
        return id(array) if line is None else ("line", line, block - k)
