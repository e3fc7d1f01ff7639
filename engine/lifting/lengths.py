"""At which lengths a program with a loop holds: at all, if nothing but the rows that it reads depends on the length.

A graph has one length. That its loop goes on in the same way is what its blocks show. But a number in the graph may be
the length, as in a mean over all steps: then only a function that gives graphs of other lengths can tell, `check=`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from engine.lifting.blocks import Blocks, is_part, parts_of
from engine.lifting.loops import Loop
from engine.lifting.rolling import one_by_one
from engine.lifting.steps import Elementwise
from engine.lifting.views import Array
from engine.ops import power

USUAL = (0.0, 0.5, 1.0, 2.0)  # numbers that a formula has for other reasons


@dataclass
class Lengths:
    """How long the inputs of a loop may be.

    axes     for each input whose rows it reads, by its name: the axis, and how many rows it has beyond one a step
    count    how many steps there were in the trace
    fixed    why it holds for that length only; "" if it holds for all
    doubtful whether that is only because a number may be the length
    """

    axes: dict[str, tuple[int, int]]
    count: int
    fixed: str = ""
    doubtful: bool = False

    def steps_in(self, name: str, shape: tuple[int, ...]) -> int:
        """How many steps an input of this shape has rows for."""
        axis, more = self.axes[name]
        return shape[axis] - more

    def shape(self, name: str, shape: tuple[int, ...], steps: int) -> tuple[int, ...]:
        """The shape of an input for so many steps."""
        if name not in self.axes:
            return shape
        axis, more = self.axes[name]
        return (*shape[:axis], steps + more, *shape[axis + 1 :])


NO_LOOP = Lengths({}, 0)


def lengths_of(steps: list[Any], blocks: Blocks, named: Mapping[str, Array]) -> Lengths:
    """At which lengths a program with a loop holds; `named` are its inputs."""
    (loop,) = [step for step in steps if isinstance(step, Loop)]
    read = {name: array for name, array in named.items() if id(array) in blocks.axes}
    found = Lengths({}, blocks.count)
    rows = rows_read(blocks)
    for name, array in read.items():
        axis = blocks.axes[id(array)]
        low, high = min(rows[id(array)]), max(rows[id(array)])
        found.axes[name] = (axis, high)
        if array.shape[axis] != blocks.count + high:
            found.fixed = f"{name} has rows that no step reads"
        for step in steps:
            for view in [] if step is loop else step.views():
                if view.array is array and not view.fixed.get(axis, low) < low:
                    found.fixed = f"{name} is read outside of the loop, too"
    sizes = {blocks.count, *(array.shape[blocks.axes[id(array)]] for array in read.values())}
    doubtful = [x for step in one_by_one(steps) for x in numbers_in(step) if may_be(x, sizes)]
    if doubtful and not found.fixed:
        found.fixed, found.doubtful = f"the number {doubtful[0]:.6g} may come from the length", True
    return found


def rows_read(blocks: Blocks) -> dict[int, list[int]]:
    """For each input which rows a block reads, counted from the number of the block."""
    found: dict[int, list[int]] = {}
    for step in blocks.last_steps():
        for view in step.views():
            axis = blocks.axes.get(id(view.array))
            if axis in view.fixed:
                found.setdefault(id(view.array), []).append(view.fixed[axis] - blocks.count + 1)
    return found


def numbers_in(part: Any) -> Iterator[float]:
    """The numbers that a step has from the graph, without exponents."""
    if isinstance(part, float):
        yield part
    elif isinstance(part, Elementwise):
        yield from numbers_in(part.operands[: 1 if part.row is power else None])
    elif isinstance(part, list | tuple):
        for x in part:
            yield from numbers_in(x)
    elif is_part(part) and not isinstance(part, Array):
        for _, x in parts_of(part):
            yield from numbers_in(x)


def may_be(number: float, sizes: set[int]) -> bool:
    """Whether a number may be a length, a multiple of it, or 1 over that; numbers that formulas have are none."""
    x = abs(number)
    if x in USUAL:
        return False
    return any(abs(each / n - round(each / n)) < 1e-9 and each >= n for n in sizes for each in (x, 1 / x, x * x))
