"""What one pass of a script is: where it starts and ends, its loss, and the parameters that it moves.

Of a script that stops, the steps that an error kept from being taken are read off its tree. What such a step would have
moved is the array that its target held, or held last; of a step under another name, as in W = p["W"] - lr * dW, the one
that stands under that key.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from nn.handwritten.proofreading.losses import is_float
from nn.handwritten.proofreading.marking import targets
from nn.handwritten.proofreading.recording import Array, Leaf, Place
from nn.handwritten.proofreading.running import Outcome

Turns = tuple[tuple[int, int], ...]


class Change(NamedTuple):
    """What became of one array at one event."""

    at: int
    place: Place
    path: str
    old: Leaf
    new: Leaf | None


@dataclass(frozen=True, eq=False)
class Parameter:
    """An array that training moves: its name, where it came into being, and the changes in this pass.

    birth     the event and the place in its value
    changes   for each change in the pass the event and the place in its value
    """

    name: str
    birth: tuple[Place, str]
    before: Array
    changes: tuple[tuple[Place, str], ...]


@dataclass(frozen=True, eq=False)
class ScriptPass:
    """One pass: the events from `start` to `end`, the place at which a run may end, its loss, its parameters.

    ready   the event before which the parameters are those of this pass
    buffers where arrays were made before the pass that its forward pass fills entry by entry, by their paths
    """

    start: int
    end: int
    until: Place
    losses: tuple[tuple[Place, ...], ...]
    parameters: tuple[Parameter, ...]
    turns: Turns = ()
    ready: int = 0
    buffers: Mapping[Place, frozenset[str]] = field(default_factory=dict)

    @property
    def moved(self) -> set[Place]:
        """Where the steps are taken."""
        return {place for parameter in self.parameters for place, _ in parameter.changes}

    @property
    def births(self) -> set[tuple[Place, str]]:
        """Where the parameters came into being."""
        return {parameter.birth for parameter in self.parameters}


def common(a: Turns, b: Turns) -> Turns:
    """Return the turns of loops that two events share."""
    count = 0
    while count < min(len(a), len(b)) and a[count] == b[count]:
        count += 1
    return a[:count]


def stopped(finder: Any, outcome: Outcome) -> Iterator[tuple[Place, Leaf]]:
    """Yield the changes that an error kept from coming: from the old value, or the tree."""
    recorder = outcome.recorder
    came = {event.place for event in finder.events}
    for place, (_, before, _) in recorder.started.items():
        if place not in came and not isinstance(finder.script.statement(place[0]), ast.Expr):
            yield from ((place, leaf) for leaf in before if is_float(leaf))
    held: dict[str, list[Leaf]] = {}
    for event in finder.events:
        held.setdefault(finder.script.text(event.place), []).extend(leaf for leaf in event.leaves if is_float(leaf))
    statements: list[tuple[int, Any]] = list(enumerate(finder.script.program.statements))
    for site, statement in sorted(statements, key=lambda each: each[1].lineno):
        for part, target in enumerate(targets(statement)):
            moved = getattr(statement, "moves", None)
            is_sum = isinstance(statement, ast.AugAssign) or ast.unparse(target) in ast.unparse(statement.value)
            is_step = moved is not None or is_sum
            if recorder.counts[site, part] or (site, part) in recorder.waiting or not is_step:
                continue
            found = _under_key(finder, moved) or held.get(ast.unparse(moved or target), [])
            if isinstance(target, ast.Subscript):  # a loop over layers fills them and changes them in one order
                yield from (((site, part, i), leaf) for i, leaf in enumerate(found))
            else:
                last = {leaf.path: leaf for leaf in found}
                yield from (((site, part, 0), leaf) for leaf in last.values())


def _under_key(finder: Any, entry: Any) -> list[Leaf]:
    """Return the array that stands under the key of an entry, in whichever dict; the dict may have another name."""
    key = f"[{entry.slice.value!r}]" if isinstance(getattr(entry, "slice", None), ast.Constant) else ""
    leaves = [(finder.exact(e.place) + leaf.path, leaf) for e in finder.events for leaf in e.leaves if is_float(leaf)]
    return [leaf._replace(path="") for text, leaf in leaves if key and text.endswith(key)][-1:]
