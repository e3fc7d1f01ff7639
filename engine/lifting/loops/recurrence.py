"""Where a program repeats itself: blocks of equal steps, each from what the one before it has left.

A recurrent network reads one row of its input after the other. Its steps get a time from the row that they read, or
from the latest of what they are made of; steps that are written alike at successive times are one line of a loop. All
that a block has from outside must be the same in every block, or go on by one row, or come from the block before it.

The first block is compared with the others term by term. Where a state starts at 0, it has no trace of it: 0 · x was
left out. So a term that the first block lacks says that a state in it is 0, and a term that has another array in the
place of the state says that this is the start.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import numpy as np

from engine import ops
from engine.lifting.contraction import Contraction
from engine.lifting.loops.blocks import Blocks, DiffersError, Key, parts_of
from engine.lifting.steps import Elementwise, Sum, Term
from engine.lifting.views import Array, View
from engine.table.primitive import Op

FEWEST = 3  # so many blocks are needed: two may be alike by chance


def repeated(steps: list[Any]) -> Blocks | None:
    """Return the blocks of a program, None if there are none; raise DiffersError if they are not a loop.

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
    """Return the blocks that repeat along the rows of some arrays."""
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
    """Return True if `count` blocks, counted from the last one, are alike, and their start is found."""
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
    """Raise DiffersError unless all blocks but the first are written alike and read only the one before."""
    if any(k < blocks.last - 1 for _, k in blocks.lines_read()):
        raise DiffersError("a step reads what another one made more than one step before")
    for members in blocks.lines:
        steps = {k: blocks.steps[i] for k, i in enumerate(members) if k and i is not None}
        if len({blocks.key_in(step, k, step.out) for k, step in steps.items()}) > 1:
            raise DiffersError("steps that look alike read other things at another time")


# --- the time of a step ------------------------------------------------------------------------------------


def time_axes(steps: list[Any], kinds: tuple[str, ...]) -> dict[int, int]:
    """Return for each array of these kinds that is read row after row, by its id, the axis along which it is read."""
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
    """Return for each step the last row that it depends on; None if it depends on none."""
    found: list[int | None] = []
    for step in steps:
        times = [found[made[id(view.array)]] for view in step.views() if id(view.array) in made]
        times += [view.fixed.get(axes.get(id(view.array), -1)) for view in step.views()]
        found.append(max((t for t in times if t is not None), default=None))
    return found


# --- steps that are written alike ----------------------------------------------------------------------------


def written_alike(blocks: Blocks) -> list[list[int]]:
    """Return the lines of steps that are written alike, one at each time, one time after the other.

    What comes from the time before is only compared roughly.
    """
    steps, made = blocks.steps, {id(step.out): i for i, step in enumerate(blocks.steps)}
    times = times_of(steps, blocks.axes, made)
    line_of: list[int] = []  # for each step the number of those that are written like it
    lines: list[list[int]] = []
    number: dict[Key, int] = {}

    def key_of_array(i: int, array: Array) -> Key:
        """Return what an array is for step i."""
        p, time = made.get(id(array)), times[i]
        before = None if p is None else times[p]
        if p == i or array.kind == "constant":
            return blocks.key_of_array(array, steps[i].out, 0)
        if p is None or time is None or before is None:
            return id(array)
        return ("same", line_of[p]) if before == time else ("before", time - before, array.shape)

    for i, step in enumerate(steps):
        line = number.setdefault(blocks.key(step, times[i] or 0, partial(key_of_array, i)), len(lines))
        if line == len(lines):
            lines.append([])
        line_of.append(line)
        lines[line].append(i)
    found = [(line, [times[i] for i in line]) for line in lines]
    return [line for line, at in found if at[0] is not None and at == [*range(at[0], at[0] + len(at))]]


# --- what a loop starts from ------------------------------------------------------------------------------

ZERO = "0"  # in the first block it is 0
ANY = "any"  # in the first block its value does not matter: it is multiplied by 0


class Start:
    """The first block of a loop.

    state  for each line that is read one block later, by its number, the array that it starts from; None is 0
    first  for each line the number of its step in the first block; ZERO or ANY if there is none
    """

    def __init__(self, blocks: Blocks, others: list[int]) -> None:
        self.blocks, self.others = blocks, others  # the numbers of the steps that are in no block yet
        self.last = blocks.last
        self.state: dict[int, Array | None] = {}
        self.first: dict[int, Any] = {}

    def found(self) -> bool:
        """Return True if every line has its step in the first block, or needs none there."""
        steps = self.blocks.steps
        for line, members in enumerate(self.blocks.lines):
            template, second, given = steps[members[-1] or 0], members[1] or 0, members[0]
            candidates = [i for i in self.others if i < second] if given is None else [given]
            fits = (i for i in candidates if i not in self.first.values() and self._try(template, steps[i]))
            self.first[line] = next(fits, None)
            if self.first[line] is None:
                if given is not None:
                    return False
                self.first[line] = self._without(template)
        return True

    def _try(self, x: Any, y: Any) -> bool:
        """Return True if y is what x is in the first block, and note the states that follow from that."""
        before = dict(self.state)
        if type(x) is type(y) and self._alike(x, y):
            return True
        self.state = before
        return False

    def _alike(self, x: Any, y: Any) -> bool:
        if isinstance(x, View):
            return self._same_view(x, y)
        if isinstance(x, Array):
            return isinstance(y, Array) and (x.shape, x.batched) == (y.shape, y.batched)
        if isinstance(x, Sum) and isinstance(y, Sum):
            return self._alike(x.out, y.out) and self._alike(x.constant, y.constant) and self._same_terms(x, y)
        if isinstance(x, Op) or type(x) is not type(y):
            return x is y
        inner, others = parts_of(x), parts_of(y) or []
        if inner is None:
            return np.array_equal(x, y)
        return len(inner) == len(others) and all(map(self._alike, inner, others))

    def _what(self, view: View) -> Any:
        """Return what a view is in the first block: ZERO, ANY, an array, or "" for a state that is not known yet."""
        line, k = self.blocks.line_of.get(id(view.array), (-1, 0))
        if line < 0:
            return view.array
        if k == self.last:
            i = self.first[line]
            return self.blocks.steps[i].out if isinstance(i, int) else i
        known = self.state.get(line, "")
        return ZERO if known is None else known

    def _same_view(self, x: View, y: Any) -> bool:
        what = self._what(x)
        if not isinstance(y, View):
            if y == 0.0 and what == "":
                self._starts_at(x, None)
            return bool(y == 0.0 and what in (ZERO, ""))
        if what in (ZERO, ANY) or (x.target, x.axes, x.reshaped) != (y.target, y.axes, y.reshaped):
            return False
        if what == "":
            if y.array.shape != x.array.shape or y.array.batched > x.array.batched or y.fixed != x.fixed:
                return False
            self._starts_at(x, y.array)
            return True
        fixed = dict(x.fixed)
        axis = self.blocks.axes.get(id(x.array), -1)
        if axis in fixed:
            fixed[axis] -= self.last
        same = what is y.array or (what.kind == y.array.kind == "constant" and np.array_equal(what.data, y.array.data))
        return bool(same and fixed == y.fixed)

    def _starts_at(self, view: View, array: Array | None) -> None:
        line, _ = self.blocks.line_of[id(view.array)]
        self.state[line] = array

    def _same_terms(self, x: Sum, y: Sum) -> bool:
        """Return True if each term of x is one of y, or has a factor 0."""
        left = list(y.terms)
        for term in x.terms:
            if self._is_zero(term):
                continue
            found = next((other for other in left if any(self._try(term, each) for each in orders(other))), None)
            if found is not None:
                left.remove(found)
            elif not self._must_be_zero(term):
                return False
        return not left

    def _is_zero(self, term: Any) -> bool:
        return any(self._what(view) == ZERO for view in term.views())

    def _must_be_zero(self, part: Any) -> bool:
        """Let a state that is not known yet be 0, as this product is; return False if there is none."""
        for view in part.views():
            if self._what(view) == "":
                self._starts_at(view, None)
                return True
        return False

    def _without(self, step: Any) -> str:
        """Return what a line is in the first block, where it has no step there."""
        product = isinstance(step, Elementwise) and step.row is ops.mul
        if product and (self._is_zero(step) or self._must_be_zero(step)):
            return ZERO
        if isinstance(step, Sum) and step.constant == 0.0:
            before = dict(self.state)
            if all(self._is_zero(term) or self._must_be_zero(term) for term in step.terms):
                return ZERO
            self.state = before
        return ANY


def orders(term: Any) -> list[Any]:
    """Return a product, and the same with its factors the other way round."""
    if isinstance(term, Term) and term.y is not None:
        return [term, Term(term.scale, term.y, term.x, over=term.over)]
    if isinstance(term, Contraction):
        turned = Contraction(term.scale, term.y, term.x, term.letters)
        turned.x, turned.y = term.y, term.x
        return [term, turned]
    return [term]
