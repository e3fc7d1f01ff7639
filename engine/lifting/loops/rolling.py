"""From blocks that repeat to a loop: the last block, read at time t, is its body.

What comes after the loop may read the states that it leaves; and a sum over all blocks, such as a loss with a term for
each step, grows in the loop.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from engine.lifting.loops.blocks import Blocks, DiffersError, arrays_in, rebuilt
from engine.lifting.loops.loop import Count, Loop, Running, State
from engine.lifting.placement import FROZEN, Placement
from engine.lifting.steps import Sum, Term, one_by_one
from engine.lifting.text.index import Letter, linear
from engine.lifting.views import INDEX, Array, View, letters_for, whole_view


class Rolled(Placement):
    """A program with a loop in it.

    block    for each number of the graph the time of the loop at which it is computed, -1 outside
    """

    block: Any
    loop: Loop


def rolled(groups: Placement, blocks: Blocks) -> Rolled:
    """Return the program with its blocks as a loop; raise DiffersError if the steps around it do not fit."""
    maker = Maker(groups, blocks)
    found: Rolled = copy.copy(groups)  # type: ignore[assignment]  # the next line makes it one
    found.__class__ = Rolled
    found.steps = maker.steps
    found.loop = maker.loop
    named = [array for array in groups.arrays if array.kind in ("param", "input")]
    used = {id(a): a for step in one_by_one(found.steps) for a in arrays_in(step)}
    starts = [state.start.array for state in maker.loop.states if state.start is not None]
    used |= {id(a): a for a in starts}
    constants = [a for a in used.values() if a.kind in ("constant", INDEX)]
    made: list[Array] = []
    for step in found.steps:
        made += [each.out for each in one_by_one([step])]
        made += [state.last for state in getattr(step, "states", []) if state.last is not None]
    found.arrays = [*named, *constants, *made]
    place = {id(array): i for i, array in enumerate(found.arrays)}
    new = [place.get(id(maker.now(array)), FROZEN) for array in groups.arrays]
    found.array = np.array([*new, FROZEN])[groups.array]
    times = [blocks.line_of.get(id(array), (0, -1))[1] for array in groups.arrays]
    found.block = np.array([*times, -1])[groups.array]
    return found


class Maker:
    """Makes the loop, and what comes before and after it."""

    def __init__(self, groups: Placement, blocks: Blocks) -> None:
        self.groups, self.blocks = groups, blocks
        self.last = blocks.last
        self.time = Letter("t", "N")
        outs = [step.out for step in blocks.last_steps()]
        members = [
            np.concatenate([blocks.steps[i].out.members for i in line if i is not None])
            if all(blocks.steps[i].out.members is not None for i in line if i is not None)
            else None
            for line in blocks.lines
        ]
        now, before = linear([(self.time, 1)]), linear([(self.time, 1)], -1)
        self.outs = [replace(out, members=m, time=now, name="") for out, m in zip(outs, members, strict=True)]
        self.states: dict[int, State] = {}
        for line in sorted({line for line, k in blocks.lines_read() if k < self.last}):
            start = blocks.start.get(line)
            self.states[line] = State(
                self.outs[line],
                replace(self.outs[line], members=None, time=before),
                None if start is None else whole_view(start),
            )
        body = [rebuilt(step, self._in_loop) for step in blocks.last_steps()]
        sides = [*self._around()]
        running = [step for step in sides if isinstance(step, Running)]
        self.loop = Loop(self.time, self._count(), [*body, *running], [*self.states.values()], list(self.outs))
        after = {id(state.last) for state in self.states.values()} | {id(run.out) for run in running}
        first: list[Any] = []
        rest: list[Any] = []
        for step in sides:
            if isinstance(step, Running):
                continue
            late = any(id(view.array) in after for view in step.views())
            if late:
                after.add(id(step.out))
            (rest if late else first).append(step)
        self.steps = [*first, self.loop, *rest]

    def now(self, array: Array) -> Array:
        """Return the array that has taken the place of one of the program without a loop."""
        line, _ = self.blocks.line_of.get(id(array), (None, 0))
        return array if line is None else self.outs[line]

    # --- the body ------------------------------------------------------------------------------

    def _in_loop(self, x: Any) -> Any:
        """Return an array or a view of the last block, as it is at time t; anything else as it is."""
        if isinstance(x, View):
            fixed = dict(x.fixed)
            axis = self.blocks.axes.get(id(x.array), -1)
            if axis in fixed:
                fixed[axis] = linear([(self.time, 1)], fixed[axis] - self.last)
            return replace(x, array=self._in_loop(x.array), fixed=fixed)
        line, k = self.blocks.line_of.get(id(x), (None, 0)) if isinstance(x, Array) else (None, 0)
        if line is None:
            return x
        return self.outs[line] if k == self.last else self.states[line].before

    # --- what is around it -----------------------------------------------------------------------

    def _around(self) -> Iterator[Any]:
        """Yield the steps that are in no block, and the sums that grow in the loop."""
        inside = {i for line in self.blocks.lines for i in line}
        for i, step in enumerate(self.blocks.steps):
            if i in inside:
                continue
            if isinstance(step, Sum) and any(id(view.array) in self.blocks.line_of for view in step.views()):
                yield from self._sum(step)
            else:
                yield rebuilt(step, self._after)

    def _after(self, x: Any) -> Any:
        """Return what the loop leaves of an array or a view; anything else as it is."""
        if isinstance(x, View):
            return replace(x, array=self._after(x.array))
        line, k = self.blocks.line_of.get(id(x), (None, 0)) if isinstance(x, Array) else (None, 0)
        if line is None:
            return x
        state = self.states.get(line)
        if k != self.last or state is None:
            raise DiffersError("what a step in the middle makes is used after the last one")
        state.last = state.last or replace(state.out, members=None, time=None)
        return state.last

    def _sum(self, step: Sum) -> Iterator[Any]:
        """Yield a sum with a term for each block, which grows in the loop, and the sum of what else is in it."""
        terms: dict[Any, dict[int, Any]] = {}
        rest: dict[int, Any] = {}
        for place, term in enumerate(step.terms):
            times = [self.blocks.line_of[id(v.array)][1] for v in term.views() if id(v.array) in self.blocks.line_of]
            if not times:
                rest[place] = term
                continue
            at = terms.setdefault(self.blocks.key_in(term, max(times)), {})
            if max(times) in at:
                raise DiffersError("a sum has several terms that are written alike from one step")
            at[max(times)] = (place, term)
        grown = []
        for at in terms.values():
            if set(at) == {self.last}:
                place, term = at[self.last]
                rest[place] = rebuilt(term, self._after)
            elif len(at) == self.blocks.count:
                grown.append(rebuilt(at[self.last][1], self._in_loop))
            else:
                raise DiffersError("a sum has terms from some of the steps only")
        others = [rest[place] for place in sorted(rest)]
        if not grown:
            yield replace(step, terms=others)
        elif not rest and step.constant == 0.0:
            yield Running(grown, 0.0, step.out)
        else:
            shape = step.out.shape
            total = replace(step.out, members=None, letters=letters_for(len(shape), self.groups.batched))
            yield Running(grown, 0.0, total)
            yield replace(step, terms=[Term(1.0, whole_view(total)), *others])

    # --- how often it runs -----------------------------------------------------------------------

    def _count(self) -> Count:
        """Return the input whose rows are counted: the first one that is read to its end."""
        read = {id(view.array): view.array for view in self.blocks.views_of_the_last()}
        less = {
            array.shape[self.blocks.axes[i]] - self.blocks.count: array
            for i, array in reversed(read.items())
            if i in self.blocks.axes
        }
        fewest = min(less)
        return Count(less[fewest], self.blocks.axes[id(less[fewest])], fewest)
