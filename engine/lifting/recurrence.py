"""Where a program repeats itself: blocks of equal steps, each from what the one before it has left.

A recurrent network reads one row of its input after the other. Its steps get a time from the row that they read, or
from the latest of what they are made of; steps that are written alike at successive times are one line of a loop. All
that a block has from outside must be the same in every block, or go on by one row, or come from the block before it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from engine.lifting.blocks import Blocks, DiffersError, Key, key_of
from engine.lifting.starts import Start
from engine.lifting.views import Array, View

FEWEST = 3  # so many blocks are needed: two may be alike by chance


def repeated(steps: list[Any]) -> Blocks | None:
    """The blocks of a program; None if there are none. DiffersError if there are, but they are not a loop.

    What is read row after row are inputs, or else what is computed from them for all rows at once.
    """
    found = repeated_along(steps, time_axes(steps, ("input",)))
    if found is not None:
        return found
    try:
        return repeated_along(steps, time_axes(steps, ("input", "step")))
    except DiffersError:  # rows of a result are read for other reasons, too
        return None


def repeated_along(steps: list[Any], axes: dict[int, int]) -> Blocks | None:
    """The blocks that repeat along the rows of some arrays."""
    blocks = Blocks(steps, axes)
    if not blocks.axes:
        return None
    alike = [line for line in written_alike(blocks) if len(line) >= FEWEST - 1]
    if not alike:
        return None
    longest = max(map(len, alike))
    regular = longest - 1 if any(len(line) == longest - 1 for line in alike) else longest
    alike = sorted((line for line in alike if len(line) >= regular), key=lambda line: line[-1])
    if not begun(blocks, alike, regular + 1) and not begun(blocks, alike, regular):
        raise DiffersError("the first step is not like the others")
    if blocks.count < FEWEST or not any(k < blocks.last for _, k in blocks.lines_read()):
        return None
    check(blocks)
    return blocks


def begun(blocks: Blocks, alike: list[list[int]], count: int) -> bool:
    """Whether so many blocks, counted from the last one, are alike, and it is found what they start from."""
    blocks.lines = [[*[None] * (count - len(line)), *line[-count:]] for line in alike]
    blocks.number()
    inside = {i for members in blocks.lines for i in members}
    start = Start(blocks, [i for i in range(len(blocks.steps)) if i not in inside])
    if not start.found() or min((row for rows in blocks.rows_read().values() for row in rows), default=0) < 0:
        return False
    for line, i in start.first.items():
        blocks.lines[line][0] = i if isinstance(i, int) else None
    blocks.number()
    blocks.start = start.state
    return True


def check(blocks: Blocks) -> None:
    """DiffersError unless all blocks but the first are written alike, and read the block before at most."""
    if any(k < blocks.last - 1 for _, k in blocks.lines_read()):
        raise DiffersError("a step reads what another one made more than one step before")
    for members in blocks.lines:
        last = blocks.key(members[-1] or 0, blocks.last)
        if any(blocks.key(i, k) != last for k, i in enumerate(members) if k and i is not None):
            raise DiffersError("steps that look alike read other things at another time")


# --- the time of a step ------------------------------------------------------------------------------------


def time_axes(steps: list[Any], kinds: tuple[str, ...]) -> dict[int, int]:
    """For each array of these kinds that is read row after row, by its id, the axis along which it is read."""
    seen: dict[int, list[dict[int, Any]]] = {}
    for step in steps:
        for view in step.views():
            if view.array.kind in kinds and view.fixed:
                seen.setdefault(id(view.array), []).append(view.fixed)
    found = {}
    for array, all_fixed in seen.items():
        at = {axis: {fixed[axis] for fixed in all_fixed if axis in fixed} for fixed in all_fixed for axis in fixed}
        going = [axis for axis, rows in at.items() if len(rows) >= FEWEST and max(rows) - min(rows) == len(rows) - 1]
        if len(going) == 1:
            found[array] = going[0]
    return found


def times_of(steps: list[Any], axes: Mapping[int, int], made: Mapping[int, int]) -> list[int | None]:
    """For each step the last row that it depends on; None if it depends on none."""
    found: list[int | None] = []
    for step in steps:
        times = [found[made[id(view.array)]] for view in step.views() if id(view.array) in made]
        times += [view.fixed.get(axes.get(id(view.array), -1)) for view in step.views()]
        found.append(max((t for t in times if t is not None), default=None))
    return found


# --- steps that are written alike ----------------------------------------------------------------------------


class Alike:
    """Steps sorted by how they are written. What comes from the time before is only compared roughly."""

    def __init__(self, blocks: Blocks) -> None:
        self.blocks = blocks
        self.made = {id(step.out): i for i, step in enumerate(blocks.steps)}
        self.times = times_of(blocks.steps, blocks.axes, self.made)
        self.line_of: list[int] = []  # for each step the number of those that are written like it
        self.lines: list[list[int]] = []
        number: dict[Key, int] = {}
        for i, step in enumerate(blocks.steps):
            key = key_of(step, partial(self._key_of_view, i), partial(self._key_of_array, i))
            line = number.setdefault(key, len(self.lines))
            if line == len(self.lines):
                self.lines.append([])
            self.line_of.append(line)
            self.lines[line].append(i)

    def _key_of_array(self, i: int, array: Array) -> Key:
        p, time = self.made.get(id(array)), self.times[i]
        before = None if p is None else self.times[p]
        if p == i or array.kind == "constant":
            return self.blocks.key_of_array(array, self.blocks.steps[i], 0)
        if p is None or time is None or before is None:
            return id(array)
        return ("same", self.line_of[p]) if before == time else ("before", time - before, array.shape)

    def _key_of_view(self, i: int, view: View) -> Key:
        fixed = dict(view.fixed)
        row = fixed.pop(self.blocks.axes.get(id(view.array), -1), None)
        rows = None if row is None else row - (self.times[i] or 0)
        return (rows, tuple(sorted(fixed.items())), self._key_of_array(i, view.array))


def written_alike(blocks: Blocks) -> list[list[int]]:
    """Steps that are written alike, one at each time, one time after the other."""
    alike = Alike(blocks)
    return [line for line in alike.lines if successive([alike.times[i] for i in line])]


def successive(times: list[int | None]) -> bool:
    """Whether there is one step at each time, one time after the other."""
    first = times[0]
    return first is not None and times == [*range(first, first + len(times))]
