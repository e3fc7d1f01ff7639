"""What one pass of a script is: where it starts and ends, its parameters, and which numbers of a run may be its loss.

A loss is known by what it is called, and by what the script does with it. Of a script that stops, the steps that an
error kept from being taken are read off its tree. What such a step would have moved is the array that its target held,
or held last; of a step under another name, as in W = p["W"] - lr * dW, the one that stands under that key.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cmp_to_key
from itertools import takewhile
from typing import Any, NamedTuple

import numpy as np

from nn.handwritten.proofreading.binding import adds
from nn.handwritten.proofreading.lossnames import MEAN, OTHER, adds_a_loss, told, weight
from nn.handwritten.proofreading.multiples import close, multiple
from nn.handwritten.proofreading.naming import RATE
from nn.handwritten.proofreading.recording import (
    OBJECTIVE,
    Array,
    Event,
    Leaf,
    Place,
    grouped,
    is_entry,
    is_small_entry,
)
from nn.handwritten.proofreading.running import Script
from nn.handwritten.proofreading.statements import root, step_of, targets
from nn.handwritten.proofreading.terms import every, is_list_call, names_in, sites_in, texts_in

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
    """

    name: str
    birth: tuple[Place, str]
    before: Array
    changes: tuple[tuple[Place, str], ...]


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


def _names_added(script: Script, place: tuple[int, int]) -> set[str]:
    """Return the names in what a line adds."""
    step = step_of(script.statement(place[0]), place[1])
    return set() if step is None else set(texts_in(step))


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


MOST_FOLLOWED = 16  # how many of the last changes are looked at
NO_LOSS = re.compile(r"(?i)acc|score|r2|norm|corr|metric|mae|time|lam|alpha|eta|eps|^n_|scale|std|mean|max|min|clip")
"""What is no loss even where nothing else is called one."""


def is_float(leaf: Leaf) -> bool:
    """Return whether a leaf is a float or an array of floats, no count and no mask."""
    thing = leaf.thing
    return isinstance(thing, float) or getattr(getattr(thing, "dtype", None), "kind", "") == "f"


def _chosen(value: ast.expr) -> list[ast.expr]:
    """Return the expressions of which a condition chooses one."""
    return [*_chosen(value.body), *_chosen(value.orelse)] if isinstance(value, ast.IfExp) else [value]


def name_of(script: Script, place: Place) -> str:
    """Return what a number is called: one that a function returns, alone or first, as that if it is named as a loss."""
    text = script.text(place)
    around = [each for each in every(script.program.tree, ast.FunctionDef) if place[0] in sites_in(each)]
    if not around or not weight(around[-1].name) or (text != "return" and weight(text)):
        return text
    given = [getattr(each.value, "elts", [each.value])[0] for each in every(around[-1], ast.Return) if each.value]
    return around[-1].name if text in ("return", *map(ast.unparse, given)) else text


class Numbers:
    """The numbers that a run computed."""

    def __init__(self, script: Script, events: Sequence[Event]) -> None:
        self.script, self.events = script, events

    def text(self, where: Sequence[int]) -> str:
        """Return what a number is called."""
        return self.script.text(self.events[where[0]].place)

    def named(self, since: int = 0) -> list[tuple[int, list[int]]]:
        """(weight, events) of each statement that may give the loss, the likeliest first, the last of them first.

        Only what comes after the event `since` counts.
        """
        later = {key: [i for i in where if i >= since] for key, where in self.all().items()}
        found = {key: where for key, where in later.items() if where}
        if self.script.objective is not None:
            return [(2, self.filled(where)) for key, where in found.items() if key[0] == OBJECTIVE]
        program = self.script.program  # the loss of a pair of functions is Σ out · dout, whatever they call a loss
        made = [where for key, where in found.items() if not program.is_pair or program.is_added(key[0])]
        made = [where for where in made if not self.is_chosen(where)]
        rated = [(2 if self.adds_losses(where) else self.weight(where), where) for where in made]
        ordered = sorted((each for each in rated if each[0]), key=cmp_to_key(self.is_later))
        return sorted(ordered, key=lambda each: (-each[0], self.is_shown(each[1]) and not self.adds_losses(each[1])))

    def weight(self, where: Sequence[int]) -> int:
        """Return how likely a number is the loss by what it is called; by a function's name it is no sure one.

        Nor is a smoothed one: loss = smooth(loss, current_loss).
        """
        statement, name = self.script.statement(self.events[where[0]].site), self.text(where)
        given = statement.value.args if isinstance(getattr(statement, "value", None), ast.Call) else []
        texts = [*map(ast.unparse, given)]
        is_smoothed = name in texts and any(weight(text) == 2 for text in texts if text != name)
        own = min(weight(name), 1) if is_smoothed else weight(name)
        return own or min(weight(name_of(self.script, self.events[where[0]].place)), 1)

    def of_function(self, where: Sequence[int]) -> int:
        """Return how likely what is returned is the loss by the name of its function."""
        site = self.events[where[0]].site
        around = [f.name for f in every(self.script.program.tree, ast.FunctionDef) if site in sites_in(f)]
        return weight(around[-1]) if around and self.text(where) == "return" else 0

    def adds_losses(self, where: Sequence[int]) -> bool:
        """Return whether a number is the sum of a loss and something else: total = data_loss + reg_loss."""
        statement = self.script.statement(self.events[where[0]].site)
        given = told(statement.value.args[-1]) if is_list_call(statement) else getattr(statement, "value", None)
        return isinstance(statement, ast.Assign | ast.Expr | ast.Return) and adds_a_loss(given, self.text(where))

    def is_chosen(self, where: Sequence[int]) -> bool:
        """Return whether a number is one that stands in its line, as a reward is: 1.0 if s == goal else -0.1."""
        statement = self.script.statement(self.events[where[0]].site)
        value = statement.value.args[-1] if is_list_call(statement) else getattr(statement, "value", None)
        return isinstance(value, ast.IfExp) and not any(map(names_in, _chosen(value)))

    def is_later(self, a: tuple[int, list[int]], b: tuple[int, list[int]]) -> int:
        """Return below 0 if the events of one statement come after those of another, in the first turn with both."""
        loops = self.events[max(a[1][0], b[1][0])].loops[:1]
        turn = [[i for i in each[1] if loops and self.events[i].loops[:1] == loops] for each in (a, b)]
        first = [(mine or each[1])[0] for mine, each in zip(turn, (a, b), strict=True)]
        return first[1] - first[0]

    def filled(self, where: Sequence[int]) -> list[int]:
        """Return the evaluations of an objective without those in the middle of filling an array that it names."""
        before = [self.events[i - 1] for i in where]  # what an objective is evaluated after
        arrays = [(e.changes[0][2] if is_small_entry(e) else e.only) for e in before]
        ends = [not _is_filled(*each) for each in zip(arrays, arrays[1:], before[1:], strict=False)]
        return [i for i, is_end in zip(where, [*ends, True], strict=True) if is_end]

    def all(self) -> dict[tuple[int, int], list[int]]:
        """Return the events of each statement that gives one number that is a float."""
        held = [(i, event.only, event.value) for i, event in enumerate(self.events)]
        floats = [i for i, leaf, value in held if leaf and value is not None and value.size == 1 and is_float(leaf)]
        return grouped(floats, lambda i: self.events[i].place[:2])

    def nameless(self) -> Iterator[list[int]]:
        """Yield the events of each number that is called like no loss, and like nothing else, the last first.

        A mean of squares that is only printed or collected has no name, and comes before them: hist.append(np.mean(…)).
        """
        found = sorted(self.all().values(), key=lambda where: (not self.is_mean(where), -where[0]))
        yield from (where for where in found if self.is_mean(where) or not self.is_other(where))

    def is_mean(self, where: Sequence[int]) -> bool:
        """Return whether a number is written as a mean, or a sum, as a loss is, and only printed or collected."""
        shown: Any = self.script.statement(self.events[where[0]].site) if self.events[where[0]].site >= 0 else None
        return is_list_call(shown) and MEAN.search(ast.unparse(told(shown.value.args[-1]))) is not None

    def is_other(self, where: Sequence[int]) -> bool:
        """Return whether a number is a loss by its name, or something else by its name, or by what its line does."""
        site, text = self.events[where[0]].site, self.text(where)
        is_named = weight(text) or NO_LOSS.search(text) or OTHER.search(text.removesuffix("val"))
        return bool(is_named) or site < 0 or self.is_shown(where) or ("[" in text and adds(self.script.statement(site)))

    def is_reported(self, where: Sequence[int]) -> bool:
        """Return whether a number is computed only to be printed, collected, compared or returned."""
        program, site = self.script.program, self.events[where[0]].site
        name = self.text(where).partition("[")[0]
        if isinstance(getattr(program.statements[site], "value", None), ast.Subscript | ast.Attribute | ast.Name):
            return False
        own = [i for i, s in enumerate(program.statements) if {*map(root, targets(s))} == {name}]  # e = e + …
        read = [s for i, s in enumerate(program.statements) if name in texts_in(s) and i not in (site, *own)]
        read = [s for s in read if not isinstance(getattr(s, "value", None), ast.List)]  # hist = [] reads nothing
        kinds = (ast.Expr, ast.If, ast.Return, ast.For, ast.While, ast.FunctionDef, ast.ClassDef, ast.With)
        return all(isinstance(s, kinds) for s in read) and "abs(" not in program.source(site)

    def is_shown(self, where: Sequence[int]) -> bool:
        """Return whether a number is only printed or put into a list."""
        return isinstance(self.script.statement(self.events[where[0]].site), ast.Expr)

    def options(self, mine: Sequence[int], depth: int) -> tuple[tuple[Place, ...], ...]:
        """Return what the loss of a pass may be: its last value, or the sum of all, or of the last of each turn."""
        if self.script.objective is not None:  # evaluated again around a loop, it is not one of its turns
            mine = [i for n, i in enumerate(mine) if not any(self.is_around(j, i) for j in mine[n + 1 :])]
        places = tuple(self.events[i].place for i in mine)
        sources = [self.events[i - (self.events[i].site == OBJECTIVE)] for i in mine]  # or what it was evaluated after
        adds = any(event.changes and self.is_sum(event) for event in sources)
        if len(places) < 2 or adds:
            return (places[-1:],)
        last = {self.events[i].loops[:depth]: self.events[i].place for i in mine}
        inner = {self.events[i].loops[: depth + 1]: self.events[i].place for i in mine}  # and not of each layer
        fewer = [tuple(each.values()) for each in (last, inner) if 1 < len(each) < len(places)]
        several = (*self.scaled_sum(mine[-1]), places, *dict.fromkeys(fewer))
        return several if len(last) > 1 and self.carries(mine, depth) else (*several, places[-1:])

    def scaled_sum(self, loss: int) -> tuple[tuple[Place], ...]:
        """Return where the losses of a pass are added up, each times a number: total += loss / n."""
        text, loops = self.text([loss]), self.events[loss].loops
        for event in [event for event in self.events[loss + 1 :] if event.loops == loops and event.site >= 0]:
            statement = self.script.statement(event.site)
            is_sum = isinstance(statement, ast.AugAssign) and isinstance(statement.op, ast.Add)
            is_number = event.only is not None and np.size(event.only.thing) == 1
            value: Any = statement.value if is_sum and is_number else None
            is_scaled = isinstance(value, ast.BinOp) and isinstance(value.op, ast.Mult | ast.Div)
            if is_scaled and text in (ast.unparse(value.left), ast.unparse(value.right)):
                return ((event.place,),)
        return ()

    def carries(self, mine: Sequence[int], depth: int) -> bool:
        """Return whether turns in which no step is taken write into what was there before: gradients to be added up."""
        first, last = self.turn_of(mine[0]), self.events[mine[-1]].loops[:depth]
        early = [i for i in range(first, mine[-1]) if self.events[i].loops[:depth] != last]
        born = {id(leaf.thing) for event in self.events[:first] for leaf in event.leaves}
        changes = [each for i in early if i not in mine for each in self.events[i].changes]
        return any(np.size(old.thing) > 1 and id(old.thing) in born for _, old, _ in changes)

    def is_around(self, j: int, i: int) -> bool:
        """Return whether an event stands in the same turns of loops as another one, or around them."""
        return self.events[i].loops[: len(self.events[j].loops)] == self.events[j].loops

    def is_sum(self, event: Event) -> bool:
        """Return whether a line that changes a number adds to it; it may be what else an objective names."""
        statement = self.script.statement(event.site)
        is_scaled = isinstance(getattr(statement, "op", None), ast.Sub | ast.Div)  # an array is centred: it is no sum
        is_centred = is_scaled and np.size(event.changes[0][2].thing) > 1
        adds = isinstance(statement, ast.AugAssign) and not is_small_entry(event) and not is_centred
        return self.script.objective is None or adds

    def turn_of(self, i: int) -> int:
        """Return the first event of the turn of the outermost loop around an event."""
        loops = self.events[i].loops[:1]
        return next(k for k in range(i + 1) if k == i or (loops and self.events[k].loops[:1] == loops))


def _is_filled(leaf: Leaf | None, later: Leaf | None, event: Event) -> bool:
    """Return whether an array is the one that an event fills, or, having been zeros, gives another name."""
    if leaf is None or later is None or leaf.thing is not later.thing:
        return False
    return is_small_entry(event) or (not event.changes and leaf.value is not None and not leaf.value.any())
