"""A loop as a step of a program: `for t in range(len(X))` forward, and the same the other way round on the way back.

What an array of the loop is at one time is a line of its body; those that the way back needs are kept for all times.
A state, which the next block reads, has its start in the row h[-1], the last one, which no step writes into: so
h[t - 1] is the state before, also at t = 0. On the way back `dh_next` is what the next block has handed back.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from engine.lifting.layout import SourceLine
from engine.lifting.source import (
    BackwardLines,
    commented,
    entry_formula,
    forward_line,
    gradient_lines,
    in_lines,
    zeros,
)
from engine.lifting.steps import Sum, share
from engine.lifting.text.code import Code, Shape
from engine.lifting.text.index import Letter
from engine.lifting.views import Array, View

VARIABLES = ("t", "k", "step", "t_", "k_", "step_")  # what counts the steps of a loop


@dataclass(frozen=True)
class Count:
    """How often a loop runs: as many times as an input has rows, but for some."""

    array: Array
    axis: int
    less: int

    def text(self, more: int = 0) -> str:
        """Return the count as Python writes it, with a number added: len(X) + 1."""
        axis = self.axis + self.array.batched
        base = f"{self.array.name}.shape[{axis}]" if axis else f"len({self.array.name})"
        plus = more - self.less
        return f"{base} {'+' if plus > 0 else '-'} {abs(plus)}" if plus else base


@dataclass(eq=False)
class State:
    """What a block leaves to the next one.

    out     the array as a block makes it
    before  the same as the next block reads it
    start   what it is before the first block; None is 0
    last    an array that what comes after the loop reads; None if nothing does
    """

    out: Array
    before: Array
    start: View | None = None
    last: Array | None = None


@dataclass(eq=False)
class Running(Sum):
    """Terms that each block adds to a sum: loss += (e * e).sum()."""

    called = "total"


@dataclass(eq=False)
class Loop:
    """A block of steps, run once for each row of an input.

    variable  what counts the steps of the loop, such as t; no axis is printed with it
    count     how many there are
    body      the steps of one block, in order; a `Running` adds to a sum
    states    what a block leaves to the next one
    kept      the arrays of the body that are kept for all times, as the way back reads them
    """

    variable: Letter
    count: Count
    body: list[Any]
    states: list[State]
    kept: list[Array] = field(default_factory=list)

    def views(self) -> list[View]:
        """Return what it reads of arrays that it does not make."""
        inside = {id(step.out) for step in self.body} | {id(state.before) for state in self.states}
        found = [view for step in self.body for view in step.views() if id(view.array) not in inside]
        return [*found, *(state.start for state in self.states if state.start is not None)]

    @property
    def sums(self) -> list[Running]:
        """The sums that grow in it."""
        return [step for step in self.body if isinstance(step, Running)]

    def name_states(self, taken: set[str]) -> None:
        """Name what goes with a state, and the variable, after what is called something else."""
        self.variable.hint = next(name for name in VARIABLES if name not in taken)
        for state in self.states:
            name = state.out.name
            while {f"{name}_last", f"d{name}_next"} & taken:
                name += "_"
            state.out.name = state.before.name = name
            state.before.handed_back = f"d{name}_next"
            taken |= {name, f"{name}_last", f"d{name}_next"}
            if state.last is not None:
                state.last.name, state.last.handed_back = f"{name}_last", f"d{name}_next"

    def keep_what_is_read(self, backward: list[SourceLine]) -> bool:
        """Keep only states, and what the way back reads; return whether anything has changed."""
        text, states = "\n".join(line.text for line in backward), {id(state.out) for state in self.states}
        unread = [
            array
            for array in self.kept
            if id(array) not in states and not re.search(rf"\b{array.name}\[{self.variable.hint}\b", text)
        ]
        for array in unread:
            self.kept.remove(array)
            array.time = None
        return bool(unread)

    # --- forward -----------------------------------------------------------------------------

    def forward_lines(self) -> list[SourceLine]:
        """Return the lines of the way forward: the arrays that are kept, the loop, and what it leaves."""
        lines = [*self._kept_lines()]
        for state in self.states:
            if state.start is not None:
                lines.append(SourceLine(f"{state.out.name}[-1] = {state.start.code().text}", "", state.out))
        lines += [SourceLine(f"{run.out.name} = {zeros(run.out.full)}", "", run.out) for run in self.sums]
        lines.append(SourceLine(f"for {self.variable.hint} in range({self.count.text()}):"))
        for step in self.body:
            if isinstance(step, Running):
                code, target = step.forward(), step.out.called(step.out.name).formula
                comment = partial(entry_formula, target, "+=", code, first="formula")
                lines.append(SourceLine(f"{step.out.name} += {code.text}", comment, step.out, depth=1))
            else:
                lines.append(forward_line(step, depth=1))
        for state in self.states:
            if state.last is not None:
                text = f"{state.last.name} = {state.out.name}[{self.count.text(-1)}]"
                lines.append(SourceLine(text, commented(state.last.full, ""), state.last))
        return lines

    def _kept_lines(self) -> Iterator[SourceLine]:
        """Yield the lines that make arrays of zeros for what is kept; those of one shape together."""
        states = {id(state.out) for state in self.states}
        groups: dict[Shape, list[Array]] = {}
        for array in sorted(self.kept, key=lambda array: id(array) not in states):
            groups.setdefault((self.count.text(id(array) in states), *array.full), []).append(array)
        for shape, arrays in groups.items():
            for some in in_lines([(a.name, "", a) for a in arrays]):
                made = tuple(array for _, _, array in some)
                names, text = ", ".join(a.name for a in made), zeros(shape)
                text = f"({text} for _ in range({len(made)}))" if len(made) > 1 else text
                rows = " and ".join(f"{a.name}[-1]" for a in made)
                comment = f"{rows}: the last row is what it starts from" if id(made[0]) in states else ""
                yield SourceLine(f"{names} = {text}", comment, None, others=made)

    # --- back --------------------------------------------------------------------------------

    def backward_lines(self, back: BackwardLines) -> None:
        """Write the chain rule through all times, from the last one; the gradients of parameters grow on the way."""
        if not any(step.out.moving for step in self.body):
            return
        states = {id(state.out): state for state in self.states if state.out.moving}
        grown = {id(run.out): back.take(run.out) for run in self.sums if run.out.moving and back.has(run.out)}
        for state in states.values():
            if state.last is not None and back.has(state.last):
                back.take(state.last, keep=True)
            else:
                back.write(f"{state.before.gradient} = {zeros(state.out.full)}", "", state.out)
        back.start_sums(list({id(v.array): v.array for v in self.views() if v.array.moving}.values()))
        back.write(f"for {self.variable.hint} in reversed(range({self.count.text()})):")
        back.depth += 1
        aliased = self._body_back(back, states, grown, frozenset())
        if aliased:
            self._body_back(back, states, grown, aliased)
        back.depth -= 1
        for state in states.values():
            if state.start is not None:
                handed = state.before.called(state.before.gradient)
                back.give(share(state.start, handed, state.out.batched))

    def _body_back(
        self, back: BackwardLines, states: dict[int, State], grown: dict[int, Code], named: frozenset[int]
    ) -> frozenset[int]:
        """Write one block of the way back.

        Returns the states whose `d…_next` would be read where it is written, or after that: they need a name of their
        own for what came in. Then nothing is written, and it has to be called again with these.
        """
        start = len(back.lines)
        for step in reversed(self.body):
            out = step.out
            if isinstance(step, Running):
                if id(out) in grown:
                    back.give(step.backward(grown[id(out)]))
                continue
            if id(out) in states:
                before = states[id(out)].before
                back.give([(out, "", before.called(before.gradient))])
            if out.moving and back.has(out):
                d = back.take(out)
                if id(out) in named and d.text != out.gradient:
                    back.write(f"{out.gradient} = {d.text}", "", out)
                    d = out.called(out.gradient)
                back.give(step.backward(d))
        handed = []
        for state in states.values():
            shares = back.pop(state.before)
            if not shares:
                handed.append([SourceLine(f"{state.before.gradient} = {zeros(state.out.full)}", "", state.out)])
                continue
            handed.append(gradient_lines(state.before, shares, keep=True)[0])
        late = frozenset(
            out
            for k, (out, state) in enumerate(states.items())
            for line in [x for lines in handed[k:] for x in lines]
            if out not in named and reads(line.text, state.before.gradient)
        )
        if late:
            del back.lines[start:]
            return late
        for lines in handed:
            back.add(lines)
        return late


def reads(text: str, name: str) -> bool:
    """Return True if a line reads a name, apart from writing to it."""
    _, _, right = text.partition("= ")
    return re.search(rf"\b{re.escape(name)}\b", right) is not None
