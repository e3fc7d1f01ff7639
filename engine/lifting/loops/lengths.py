"""At which lengths a program with a loop holds: at all, if nothing but the rows that it reads depends on the length.

A graph has one length. That its loop goes on in the same way is what its blocks show. But a number in the graph may be
the length, as in a mean over all steps: then only a function that gives graphs of other lengths can show it: `check=`.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from engine.lifting.given import check_one_of
from engine.lifting.loops.blocks import Blocks, pieces, rebuilt
from engine.lifting.loops.loop import Count, Loop
from engine.lifting.loops.rolling import Rolled
from engine.lifting.patterns.norms import OfAxes
from engine.lifting.steps import Elementwise, one_by_one
from engine.lifting.text.code import Code
from engine.lifting.views import Array
from engine.ops import power
from engine.table.notation import in_words, one_line
from engine.table.symbol import ATOM, PRODUCT

USUAL = (0.0, 0.5, 1.0, 2.0)  # numbers that a formula has for other reasons


@dataclass
class Lengths:
    """How long the inputs of a loop may be.

    axes     for each input whose rows it reads, by its name: the axis, and how many rows it has beyond one a step
    count    how many steps there were in the trace
    fixed    why it holds for that length only; "" if it holds for all
    doubtful whether that is only because a number may be the length
    least    how many steps there have to be: one, if a mean over them is taken
    tried    at which other numbers of steps `check=` agreed, in words
    """

    axes: dict[str, tuple[int, int]]
    count: int
    fixed: str = ""
    doubtful: bool = False
    least: int = 0
    tried: str = ""

    def shape(self, name: str, shape: tuple[int, ...], steps: int) -> tuple[int, ...]:
        """Return the shape of an input for so many steps."""
        if name not in self.axes:
            return shape
        axis, more = self.axes[name]
        return (*shape[:axis], steps + more, *shape[axis + 1 :])

    def steps_in(self, shapes: Mapping[str, tuple[int, ...]]) -> int | None:
        """Return how many steps the loop takes through inputs of these shapes; None if that is not open."""
        steps: dict[int, str] = {}
        for name, (axis, more) in () if self.fixed else self.axes.items():
            if name in shapes:
                steps.setdefault(shapes[name][axis] - more, name)
        check_one_of("steps", steps)
        if min(steps, default=0) < self.least:
            short = f"{one_line(steps[min(steps)])} is too short: it has rows for {min(steps)} steps"
            raise ValueError(f"{short}; at least {self.least} is needed.")
        return next(iter(steps), None)

    @property
    def sentence(self) -> str:
        """What it says in the notes of a program; "" if there is no loop."""
        if not self.count:
            return ""
        names = in_words(map(one_line, self.axes or ["inputs"]))
        if self.fixed:
            how = " `check=` would tell." if self.doubtful else ""
            return f"The loop holds for {names} of this length only: {self.fixed}.{how}"
        return f"The loop holds for {names} of any length{self.tried}."


NO_LOOP = Lengths({}, 0)


def lengths_of(steps: list[Any], blocks: Blocks, named: Mapping[str, Array]) -> Lengths:
    """Return the lengths at which a program with a loop holds; `named` are its inputs."""
    (loop,) = [step for step in steps if isinstance(step, Loop)]
    rows = blocks.rows_read()
    read = {name: array for name, array in named.items() if id(array) in rows}
    found = Lengths({}, blocks.count)
    for name, array in read.items():
        axis = blocks.axes[id(array)]
        high = max(rows[id(array)])
        found.axes[name] = (axis, high)
        if array.shape[axis] != blocks.count + high:
            found.fixed = f"{name} has rows that no step reads"
        for step in steps:
            for view in [] if step is loop else step.views():
                if view.array is array and not view.fixed.get(axis, high) < high:
                    found.fixed = f"{name} is read outside of the loop, too"
    if len(rows) > len(read):
        found.fixed = "it reads rows of what is computed for all of them before it"
    sizes = {blocks.count, *(array.shape[blocks.axes[id(array)]] for array in read.values())}
    doubtful = [x for step in one_by_one(steps) for x in numbers_in(step) if may_be(x, sizes)]
    if doubtful and not found.fixed:
        found.fixed, found.doubtful = f"the number {doubtful[0]:.6g} may come from the length", True
    return found


def numbers_in(step: Any) -> Iterator[float]:
    """Yield the numbers that a step has from the graph, without exponents; of a mean how many entries it has."""
    yield from (x for x in pieces(without_exponent(step)) if isinstance(x, float))
    if isinstance(step, OfAxes):
        yield float(step.count)


def without_exponent(step: Any) -> Any:
    """Return a step with its base alone, if it is a power."""
    is_power = isinstance(step, Elementwise) and step.row is power
    return replace(step, operands=step.operands[:1]) if is_power else step


def may_be(number: float, sizes: set[int]) -> bool:
    """Return True if a number may be a length, a multiple of it, or 1 over that, and is not a usual number."""
    if abs(number) in USUAL:
        return False
    return any(multiple(x, n) for n in sizes for x in (number, 1 / number, number * number))


def multiple(number: float, size: int) -> int:
    """Return how many times a length a number is; 0 if it is not a multiple, or is a usual number."""
    x = abs(number)
    times = round(x / size) if np.isfinite(x) else 0
    return times if x not in USUAL and 1 / x not in USUAL and abs(x / size - times) < 1e-9 else 0


# --- numbers that are the length ----------------------------------------------------------------------------


@dataclass(frozen=True)
class OfLength:
    """A number that is written as what it comes from: len(X), 1 / (2 * len(X))."""

    text: str
    binding: int

    def code(self) -> Code:
        """Return the number as it stands in a line."""
        return Code(self.text, (), self.binding)


def with_lengths(groups: Rolled, lengths: Lengths, named: Mapping[str, Array]) -> Rolled:
    """Return the same program with the length in the place of each number that may come from it."""
    counts = [groups.loop.count, *(Count(named[name], lengths.axes[name][0], 0) for name in lengths.axes)]
    sizes = {count.array.shape[count.axis] - count.less: count for count in reversed(counts)}
    found = copy.copy(groups)
    found.steps = [renumbered(step, sizes) for step in groups.steps]
    (found.loop,) = [step for step in found.steps if isinstance(step, Loop)]
    return found


def renumbered(step: Any, sizes: Mapping[int, Count]) -> Any:
    """Return a step with other numbers; powers stay as they are."""

    def new(x: Any) -> Any:
        found = [of_length(x, n, count) for n, count in sizes.items()] if type(x) is float else []
        return next((each for each in found if each is not None), x)

    if isinstance(step, Loop):
        return replace(step, body=[renumbered(each, sizes) for each in step.body])
    return step if isinstance(step, Elementwise) and step.row is power else rebuilt(step, new)


def of_length(number: float, size: int, count: Count) -> OfLength | None:
    """Return a number as a multiple of a length or as 1 over that; None if it is neither."""
    over = not multiple(number, size) and number != 0
    times = multiple(1 / number if over else number, size)
    if not times or number < 0:
        return None
    text = count.text()
    plain = " " not in text
    if times > 1:
        text, plain = f"{times} * {text if plain else f'({text})'}", False
    if over:
        return OfLength(f"1 / {text if plain else f'({text})'}", PRODUCT)
    return OfLength(text if plain or times > 1 else f"({text})", PRODUCT if times > 1 else ATOM)
