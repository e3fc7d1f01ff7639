"""What one pass of a script is: where it starts and ends, its loss, and the parameters that it moves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from nn.handwritten.proofreading.recording import Array, Leaf, Place

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
