"""What one pass of a script is: where it starts and ends, and which of the arrays that change are its parameters.

Of a script that stops, the steps that an error kept from being taken are read off its tree. What such a step would have
moved is the array that its target held, or held last; of a step under another name, as in W = p["W"] - lr * dW, the one
that stands under that key.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import takewhile
from typing import NamedTuple

import numpy as np

from nn.handwritten.proofreading.multiples import close, multiple
from nn.handwritten.proofreading.naming import RATE
from nn.handwritten.proofreading.recording import (
    Array,
    Event,
    Leaf,
    Place,
    is_entry,
)
from nn.handwritten.proofreading.running import Script
from nn.handwritten.proofreading.statements import step_of
from nn.handwritten.proofreading.terms import texts_in

Turns = tuple[tuple[int, int], ...]
Ahead = tuple[Place, Leaf]  # a change that an error kept from coming: its place, and the array before it
Started = Mapping[Place, tuple[int, list[Leaf], Turns]]  # before which event each statement was begun, and its turns


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
    after     its numbers after them; None where they did not come
    """

    name: str
    birth: tuple[Place, str]
    before: Array
    changes: tuple[tuple[Place, str], ...]
    after: Array | None = None


class Decay(NamedTuple):
    """A number in front of a parameter in its own gradient, the line that adds it, and whether only rows have it."""

    number: float
    place: Place
    is_row: bool


@dataclass(frozen=True, eq=False)
class ScriptPass:
    """One pass: the events from `start` to `end`, the place at which a run may end, its loss, its parameters.

    ready   the event before which the parameters are those of this pass
    buffers where arrays were made before the pass that its forward pass fills entry by entry, by their paths
    decays  what is added to the gradients of some parameters, by their number, that is in no loss: weight decay
    """

    start: int
    end: int
    until: Place
    losses: tuple[tuple[Place, ...], ...]
    parameters: tuple[Parameter, ...]
    turns: Turns = ()
    ready: int = 0
    buffers: Mapping[Place, frozenset[str]] = field(default_factory=dict)
    decays: Mapping[int, Decay] = field(default_factory=dict)

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
    return tuple(turn for turn, _ in takewhile(lambda pair: pair[0] == pair[1], zip(a, b, strict=False)))


def turns_of(events: Sequence[Event], moves: Sequence[Change], loss: int) -> Turns:
    """Return the turns of loops that the loss shares with the change next to it."""
    shared = [common(events[c.at].loops, events[loss].loops) for c in moves]
    later = [turns for c, turns in zip(moves, shared, strict=True) if c.at > loss]
    before = max((turns for c, turns in zip(moves, shared, strict=True) if c.at <= loss), key=len, default=())
    return max(later[0] if later else (), before, key=len)


def turns_ahead(events: Sequence[Event], started: Started, ahead: Sequence[Ahead], loss: int) -> Turns:
    """Return the same where all changes stop the script."""
    loops = events[loss].loops
    begun = [started[place] for place, _ in ahead if place in started]
    return common(min(begun, key=lambda each: abs(each[0] - loss))[2], loops) if begun else loops[:1]


def quiet_turns(events: Sequence[Event], turns: Turns, moves: Sequence[Change]) -> list[Turns]:
    """Return the turns before one in which nothing moves: their gradients may be added up until it takes steps."""
    if not turns or not moves:
        return []
    sites = {events[change.at].site for change in moves}
    around, (loop, last) = turns[:-1], turns[-1]
    found = {e.loops[len(around)][1] for e in events if e.site in sites and is_turn(e, around, loop)}
    first = max((turn for turn in found if turn < last), default=-1) + 1
    return [(*around, (loop, turn)) for turn in range(first, last)]


def is_turn(event: Event, around: Turns, loop: int) -> bool:
    """Return whether an event stands in a turn of a loop, in some turns of those around it."""
    return event.loops[: len(around)] == around and [site for site, _ in event.loops[len(around) :]][:1] == [loop]


def buffers_of(
    script: Script, events: Sequence[Event], start: int, loss: int, births: Collection[tuple[Place, str]], turns: Turns
) -> dict[Place, frozenset[str]]:
    """Return where arrays were made before a pass that is no parameter's, and that it fills until its loss.

    Or adds to, as a backward pass does that is gone through before the loss is complete: self.dW += …; or one of the
    passes before it, as a velocity whose entries are kept in a list.
    """
    loops = [site for site, _ in turns]
    earlier = (i for i, e in enumerate(events[:start]) if [site for site, _ in e.loops[: len(loops)]] == loops != [])
    filled = {
        id(old.thing)
        for event in events[next(earlier, start) : loss + 1]
        for _, old, new in event.changes
        if "[" in script.text(event.place) or new.thing is old.thing
        if isinstance(old.thing, np.ndarray) and old.thing.dtype.kind == "f"
    }
    found: dict[Place, frozenset[str]] = {}
    for event in events[:start]:
        paths = {leaf.path for leaf in event.leaves if id(leaf.thing) in filled}
        paths -= {path for place, path in births if place == event.place}
        if paths:
            found[event.place] = frozenset(paths)
    return found


def taken_again(events: Sequence[Event], moves: Sequence[Change]) -> Change | None:
    """Return the first change by a statement that has moved the same array before; entries are parts of it."""
    owners: dict[int, int] = {}
    seen: set[tuple[int, int, int, str]] = set()
    for change in moves:
        owner = owners.get(id(change.old.thing), id(change.old.thing))
        key = (owner, *change.place[:2], change.path)
        if key in seen and not is_entry(events[change.at]):
            return change
        seen.add(key)
        if change.new is not None:
            owners[id(change.new.thing)] = owner
    return None


def without_velocities(script: Script, steps: Sequence[Change], changes: Sequence[Change]) -> list[Change]:
    """Return changes without those of what another step adds, by a number, as it is: v of W = W + v.

    A loss depends on it where it is computed ahead, as Nesterov does, at W + mu * v. It is a memory that starts at 0.
    Among all `changes` are those of a W that itself moves ahead, before the loss.
    """
    read = {place: _names_added(script, place) for place in {change.place[:2] for change in changes}}
    last: dict[str, Change] = {}
    begun = {script.text(change.place): change.old.value for change in reversed(steps)}
    velocities: set[str] = set()
    for change in changes:
        text, names = script.text(change.place), read[change.place[:2]]
        others = (t for t in last if t != text and t in begun and not names.isdisjoint((t, t.removesuffix("[:]"))))
        added = [last[t] for t in others if (start := begun[t]) is not None and not start.any()]
        velocities |= {script.text(each.place) for each in added if _adds_whole(change, each, names)}
        last[text] = change
    return [change for change in steps if script.text(change.place) not in velocities]


def _names_added(script: Script, place: tuple[int, int]) -> frozenset[str]:
    """Return the names in what a line adds."""
    return _names_in_step(script.statement(place[0]), place[1])


@lru_cache(4096)  # asked again for each pair of changes
def _names_in_step(statement: ast.stmt, part: int) -> frozenset[str]:
    step = step_of(statement, part)
    return frozenset(() if step is None else texts_in(step))


MOST_FOLLOWED = 16  # how many of the last changes are looked at


def without_averages(script: Script, steps: Sequence[Change]) -> list[Change]:
    """Return changes without those of an array that follows another one: slow += 0.5 * (fast - slow) of what moves.

    A loss depends on it where it is that of a target network, or where training goes on from there.
    """
    last: dict[tuple[str, str, int], Change] = {}
    followers: set[str] = set()
    for change in steps:
        text = script.text(change.place)
        others = [each for (other, *_), each in last.items() if other != text]
        if any(_goes_towards(change, each) for each in others[-MOST_FOLLOWED:] if not _is_beside(script, change, each)):
            followers.add(text)
        last[text, change.path, np.size(change.old.thing)] = change
    return [change for change in steps if script.text(change.place) not in followers]


def _goes_towards(change: Change, other: Change) -> bool:
    """Return whether a change goes a part of the way, or all of it, to what another one has made.

    What only gives that array itself another name, as p = {"W1": W1} does, is no average.
    """
    if other.new is not None and change.new is not None and other.new.thing is change.new.thing:
        return False
    made, old, new = (leaf.value if leaf is not None else None for leaf in (other.new, change.old, change.new))
    if made is None or old is None or new is None or not made.shape == old.shape == new.shape:
        return False
    if np.count_nonzero(new - old) < 3:  # one number is a part of every way
        return False
    return 0 < (multiple(new - old, made - old) or 0.0) <= 1


def _is_beside(script: Script, change: Change, other: Change) -> bool:
    """Return whether two arrays that were the same take the same step, and none is read for that of the other."""
    before, starts = change.old.value, other.old.value
    is_same = before is not None and starts is not None and before.shape == starts.shape and close(before, starts)
    names = _names_added(script, change.place[:2])
    return is_same and bool(names) and script.text(other.place) not in names


def _adds_whole(change: Change, other: Change, names: Collection[str]) -> bool:
    """Return whether a step is a multiple of what another change has made; a number, if nothing but a rate is read."""
    made, old, new = (leaf.value if leaf is not None else None for leaf in (other.new, change.old, change.new))
    if made is None or old is None or new is None or not made.shape == old.shape == new.shape or not made.any():
        return False
    factor = multiple(new - old, made, 1e-14 * float(np.abs(old).max(initial=1.0)))
    return factor is not None and (made.size > 1 or sum(RATE.search(name) is None for name in names) == 1)


def is_float(leaf: Leaf) -> bool:
    """Return whether a leaf is a float or an array of floats, no count and no mask."""
    thing = leaf.thing
    return isinstance(thing, float) or getattr(getattr(thing, "dtype", None), "kind", "") == "f"
