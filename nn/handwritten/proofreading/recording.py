"""What a run reports while it goes on: each assignment with what was there, what came, and in which turn of a loop.

The calls that `marking` puts into a script end here. An event keeps copies of the numbers, so that what a script
changes in place later is still known.
"""

from __future__ import annotations

import contextlib
import re
import sys
import time
import types
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, is_dataclass
from typing import Any, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from nn.handwritten.proofreading.listed import as_array, as_number, at_indices

Thing = TypeVar("Thing")
Array = NDArray[np.float64]
MOST_EVENTS = 6000
MOST_BYTES = 2e8
Names = Mapping[str, Any]  # what the names of a script are where it is paused
MEMBERS = 64  # how many members of a list or dict are recorded
OBJECTIVE = -1  # the number that stands for an objective given as an expression, in place of a statement's
NUMBERS = (bool, int, float, np.number, np.bool_)
HOLDERS = (list, tuple, dict)
SMALL = 100  # up to how many entries an array has after each of which an objective that names it is evaluated


Place = tuple[int, int, int]  # statement, target and occurrence of an assignment, the same in every run


class Stop(BaseException):
    """Ends a script whose pass is complete."""


class Endless(BaseException):
    """Ends a script that takes too long."""


class Leaf(NamedTuple):
    """One array or number: its place in what holds it, the thing itself, and a copy of its numbers."""

    path: str
    thing: Any
    value: Array | None


class Event(NamedTuple):
    """One assignment: of which statement, which of its targets, for which time, in which turns of which loops."""

    site: int
    part: int
    occurrence: int
    leaves: tuple[Leaf, ...]
    loops: tuple[tuple[int, int], ...]
    changes: tuple[tuple[str, Leaf, Leaf], ...]

    @property
    def place(self) -> Place:
        """Statement, target and occurrence, the same in every run."""
        return self.site, self.part, self.occurrence

    @property
    def only(self) -> Leaf | None:
        """The array, where it is one and no list or dict of them."""
        return self.leaves[0] if len(self.leaves) == 1 and not self.leaves[0].path else None

    @property
    def value(self) -> Array | None:
        """The numbers of the array, where it is one."""
        return self.only.value if self.only is not None else None

    @property
    def whole(self) -> Array | None:
        """The numbers of what was assigned; where an entry was, those of the whole array."""
        if len(self.changes) == 1 and self.changes[0][2].value is not None and not self.changes[0][0]:
            return self.changes[0][2].value
        return self.value


class Fill(NamedTuple):
    """What is put in where a part of an array is assigned: that part, and the whole array."""

    part: Array
    whole: Array


def copied(thing: Any) -> Array | None:
    """Return the numbers of an array or a number as floats; None for all else."""
    if isinstance(thing, np.ndarray):
        return np.array(thing, dtype=float) if thing.dtype.kind in "fiub" and thing.size <= 10**7 else None
    if isinstance(thing, NUMBERS) and not isinstance(thing, complex):
        number = float(thing)
        return np.asarray(number) if abs(number) < 1e300 else None
    return None


def is_record(thing: Any) -> bool:
    """Return whether a thing is a record: an object of a dataclass, or a namespace."""
    return isinstance(thing, types.SimpleNamespace) or (is_dataclass(thing) and hasattr(thing, "__dict__"))


def members(thing: Any) -> list[tuple[str, Any]]:
    """Return what a list, a dict or a record holds, each with what is written behind the name to read it."""
    if is_record(thing):
        return [(f".{name}", member) for name, member in vars(thing).items()]
    pairs = thing.items() if isinstance(thing, dict) else enumerate(thing)
    return [(f"[{key!r}]", member) for key, member in pairs]


def leaves(thing: Any, path: str = "", depth: int = 0) -> Iterator[Leaf]:
    """Yield the arrays and numbers in a value, also in lists and dicts of them."""
    is_plain = isinstance(thing, np.ndarray | float)  # what comes most often, asked first
    if not is_plain and (isinstance(thing, HOLDERS) or is_record(thing)):
        found = members(thing) if depth < 3 else []
        for key, member in found[:MEMBERS]:
            yield from leaves(member, path + key, depth + 1)
        return
    value = copied(thing)
    if value is not None or _is_live(thing):
        yield Leaf(path, thing, value)


def _is_live(thing: Any) -> bool:
    """Return whether a thing is a Value or an array of them."""
    is_value = isinstance(getattr(thing, "requires_grad", None), bool)  # what stands for a plot has every attribute
    return is_value or (isinstance(thing, np.ndarray) and thing.dtype == object)


Change = Callable[[Any, Place, Any], Any]  # (recorder, place, value) -> the value that the script goes on with


@dataclass(eq=False)
class Recorder:
    """What the calls in a marked script report to.

    change      what is put in the place of a new value
    until       the place after which the run ends
    inspect     {place: what is called with the names there, before the value is used}
    objective   an expression in the script's names, evaluated whenever one of its names was assigned
    halves      targets after which the objective is not whole: others of the statement follow, or nothing is in them
    listed      the statements that append to a list or insert into it, each with the name of the method
    given       the names that a loop gives to what it goes through
    frame       where what is being put in stands
    loops       the loops around what runs, each with its turn
    turned      how many turns of each outermost loop there were
    exact       the key of an entry of a dict, of params["W" + str(l)] that of the turn
    is_drawn    whether the numbers are others than the script's own
    seconds     the time after which the run ends
    size, made  the bytes of what was kept, and of all arrays that were assigned
    kept        the places whose assignments are kept, where only the steps are judged; None for all
    """

    change: Change | None = None
    until: Place | None = None
    inspect: Mapping[Place, Callable[[Any], None]] = field(default_factory=dict)
    objective: types.CodeType | None = None
    names: frozenset[str] = frozenset()
    halves: Collection[tuple[int, int]] = ()
    texts: Mapping[tuple[int, int], str] = field(default_factory=dict)
    given: Mapping[int, frozenset[str]] = field(default_factory=dict)
    listed: Mapping[int, str] = field(default_factory=dict)
    seed: int = 0
    is_drawn: bool = False
    door: Callable[[Any], Any] | None = None
    more: Mapping[str, Any] = field(default_factory=dict)
    part: Callable[[int, str, Any], Any] | None = None
    use: Callable[[int, str, Any], Any] | None = None
    events: list[Event] = field(default_factory=list)
    counts: Counter[tuple[int, int]] = field(default_factory=Counter)
    frame: Any = None
    loops: tuple[tuple[int, int], ...] = ()
    turned: Counter[int] = field(default_factory=Counter)
    waiting: dict[tuple[int, int], list[Leaf]] = field(default_factory=dict)
    skips: list[tuple[int, Place]] = field(default_factory=list)
    entries: set[tuple[int, int]] = field(default_factory=set)
    started: dict[Place, tuple[int, list[Leaf], tuple[tuple[int, int], ...]]] = field(default_factory=dict)
    holders: dict[tuple[int, int], Any] = field(default_factory=dict)
    exact: dict[Place, str] = field(default_factory=dict)
    size: float = 0.0
    made: float = 0.0
    deadline: float = 0.0
    seconds: float | None = None
    kept: frozenset[Place] | None = None
    is_paused: bool = False

    def names_for(self) -> dict[str, Any]:
        """Return the functions that a marked script calls."""
        own = {name: getattr(self, name) for name in ("old", "new", "turn", "enter", "leave", "skip", "goes", "holds")}
        hooks = {name: getattr(self, name) or (lambda *given: given[-1]) for name in ("door", "part", "use")}
        more = {"seed": self.seeded, "array": as_array, "number": as_number, "at": at_indices}
        return {f"_pr_{name}": function for name, function in (own | hooks | more).items()}

    def holds(self, test: Callable[[], Any]) -> Any:
        """Return what an assertion asks, on the script's own numbers; others, and Values, need not pass its checks."""
        if not self.is_drawn and self.door is None:
            return test()
        with contextlib.suppress(Exception):
            test()  # what it computes counts, as each assignment has its number
        return True

    def seeded(self, given: Any) -> Any:
        """Return a seed of the script; another one for each further draw."""
        return given + 1000 * self.seed if isinstance(given, int) else given

    def skip(self, site: int) -> None:
        """Note that a statement was passed over, so that the next time it runs is the next occurrence."""
        for part in [part for s, part in self.waiting if s == site] or [0] if not self.is_paused else ():
            place = (site, part, self.counts[site, part])
            self.counts[site, part] += 1
            self.waiting.pop((site, part), None)
            self.skips.append((len(self.events), place))
            if place == self.until:
                raise Stop

    def enter(self, site: int) -> None:
        """Go into a loop; one that no other is around goes on counting, as the training of a second model does."""
        self.loops = (*self.loops, (site, -1 if self.loops else self.turned[site] - 1))

    def leave(self) -> None:
        """Leave the innermost loop."""
        self.loops = self.loops[:-1]

    def goes(self, site: int, things: Iterable[Any]) -> Iterator[Any]:
        """Yield what a comprehension goes through, as a loop does."""
        self.enter(site)
        try:
            for thing in things:
                self.turn(site)
                yield thing
        finally:
            self.leave()

    def turn(self, site: int) -> None:
        """Count the turns of a loop."""
        self.loops = (*self.loops[:-1], (site, self.loops[-1][1] + 1))
        if len(self.loops) == 1:
            self.turned[site] += 1
        if time.monotonic() > self.deadline:
            raise Endless
        is_read = self.objective is not None and not self.is_paused and self.kept is None
        if is_read and self.names & self.given.get(site, frozenset()):
            self.evaluate(sys._getframe(1), "", None, "")  # of another sample the objective is another one

    def old(self, site: int, part: int, *reads: Callable[[], Any]) -> None:
        """Note what a target holds: of W[i][j] the array W."""
        place = (site, part, self.counts[site, part])
        if self.is_paused:
            return
        if place in self.inspect:
            self.look(place, sys._getframe(1))
        if self.kept is not None and place not in self.kept:
            return
        if not reads:
            self.waiting[site, part] = []
            return
        found: list[Any] = []
        for read in reads:
            with contextlib.suppress(Exception):
                found.append(read())
        self.holders[site, part] = next((thing for thing in found if isinstance(thing, dict | list)), None)
        arrays = [thing for thing in found if isinstance(thing, np.ndarray)]
        held = arrays[-1] if arrays and len(reads) > 1 else (found[0] if found else None)
        self.waiting[site, part] = list(leaves(held))
        self.started.setdefault(place, (len(self.events), self.waiting[site, part], self.loops))
        if len(arrays) > 0 and found and held is not found[0]:
            self.entries.add((site, part))

    def look(self, place: Place, frame: Any) -> None:
        """Let the names of a paused frame be read: what functions of the script do meanwhile is no part of the run."""
        self.is_paused = True
        try:
            self.inspect[place]({**frame.f_globals, **frame.f_locals})
        finally:
            self.is_paused = False

    def new(self, site: int, part: int, value: Any) -> Any:
        """Note what a target holds now; return what the script goes on with."""
        if self.is_paused:
            return value
        if isinstance(value, np.ndarray):
            self.made += value.nbytes
        frame = sys._getframe(1)
        if site in self.listed and isinstance(value, list):
            name = self.texts.get((site, 0), "")
            if value is frame.f_locals.get(name, frame.f_globals.get(name)):
                raise Stop  # an edit gave the list itself; NumPy would look through it for ever
        place = (site, part, self.counts[site, part])
        if place in self.inspect and (site, part) not in self.waiting:  # a call for its effect
            self.look(place, frame)
        self.counts[site, part] += 1
        if self.kept is not None and place not in self.kept:
            return self.passed(place, value)
        holder = self.holders.pop((site, part), None)
        entries = holder.items() if isinstance(holder, dict) else ()
        keys = [key for key, member in entries if member is value and isinstance(key, str)]
        if keys:
            self.exact[place] = f"[{keys[0]!r}]"
        if self.change is not None:
            self.frame = frame
            value = self.change(self, place, value)
            self.frame = None
        before = self.waiting.pop((site, part), [])
        self.events.append(self.event(place, value, before, (site, part) in self.entries))
        self.entries.discard((site, part))
        if self.objective is not None:
            text = self.texts.get((site, part), "")
            is_part = holder is not None or is_small_entry(self.events[-1])
            is_named = text in self.names or (is_part and text.partition("[")[0] in self.names)
            is_first = not self.counts[OBJECTIVE, 0] and not self.is_shadowed(frame)
            is_whole = (site, part) not in self.halves
            if (is_named or is_first) and is_whole and not self.is_of_helper(frame, text, value):
                self.evaluate(frame, text, value, self.listed.get(site, ""))
        site, _, turn = self.until or (0, 0, 0)
        is_evaluated = self.until is not None and site == OBJECTIVE and self.counts[OBJECTIVE, 0] > turn
        if place == self.until or is_evaluated or len(self.events) > MOST_EVENTS or self.size > MOST_BYTES:
            raise Stop
        if len(self.events) % 50 == 0 and time.monotonic() > self.deadline:
            raise Endless
        return value

    def is_shadowed(self, frame: Any) -> bool:
        """Return whether a function calls other numbers by a name of the objective: loss(w + eps) its argument w."""
        own, outer = frame.f_locals, frame.f_globals
        both = self.names & own.keys() & outer.keys() if own is not outer else ()
        return any(not _are_same(own[name], outer[name]) for name in both)

    def is_of_helper(self, frame: Any, text: str, value: Any) -> bool:
        """Return whether what called a function calls an array of another shape so: Z of one entry, in that of all."""
        outer = frame.f_back
        while text.isidentifier() and outer is not None and outer.f_code.co_filename == frame.f_code.co_filename:
            held = outer.f_locals.get(text) if outer.f_locals is not outer.f_globals else None
            if isinstance(held, np.ndarray) and np.shape(held) != np.shape(value):
                return True
            outer = outer.f_back
        return False

    def passed(self, place: Place, value: Any) -> Any:
        """Return what the script goes on with after an assignment that is not kept."""
        if self.change is not None:
            value = self.change(self, place, value)
        if place == self.until or self.made > MOST_BYTES:
            raise Stop
        return value

    def event(self, place: Place, value: Any, before: list[Leaf], is_entry: bool = False) -> Event:
        """Return an assignment as it is kept."""
        found = tuple(leaves(value))
        self.size += sum(leaf.value.nbytes for leaf in found if leaf.value is not None)
        return Event(*place, found, self.loops, _changes(before, found, is_entry))

    def filled(self, place: Place, fill: Fill) -> Array:
        """Fill the array of which a part is assigned; return the part.

        Which part it is may depend on the array itself, as in dh[dh <= 0] = 0: then it is that of the filled one.
        """
        for leaf in self.waiting.get(place[:2], []):
            if isinstance(leaf.thing, np.ndarray) and leaf.thing.shape == fill.whole.shape:
                leaf.thing[...] = fill.whole
        name, _, index = (text := self.texts.get(place[:2], "")).partition("[")
        if self.frame is None or name not in re.findall(r"\w+", index):
            return fill.part
        return np.array(eval(text, {**self.frame.f_globals, **self.frame.f_locals}), dtype=float)

    def evaluate(self, frame: Any, name: str, new: Any, method: str) -> None:
        """Record the objective, as soon as its names are there; what is being assigned is not yet in the frame."""
        if method == "insert":  # where, is not known here
            return
        self.is_paused = True  # functions of the script that it calls are no part of the run
        names = {**frame.f_globals, **frame.f_locals}
        owner, _, own = name.rpartition(".")
        names[name] = [*names.get(name, ()), new] if method == "append" else new
        try:
            if owner in names and own.isidentifier() and not method:  # self.W: methods read it from there
                setattr(names[owner], own, new)
            value = eval(self.objective, names)  # type: ignore[arg-type]  # compiled
        except Exception:  # a name that is not there yet, shapes of another pass
            return
        finally:
            self.is_paused = False
        if not _is_finite(value):  # log(0) of an array that is not filled yet
            return
        place = (OBJECTIVE, 0, self.counts[OBJECTIVE, 0])
        self.counts[OBJECTIVE, 0] += 1
        self.events.append(self.event(place, value, []))


def _are_same(a: Any, b: Any) -> bool:
    """Return whether two things are one, or hold the same numbers: on Values, arguments are copies."""
    try:
        return a is b or bool(np.array_equal(_plain(a), _plain(b)))
    except (TypeError, ValueError):  # no numbers
        return False


def _is_finite(thing: Any) -> bool:
    """Return whether a thing is no infinite number."""
    try:
        return bool(np.isfinite(_plain(thing)).all())
    except (TypeError, ValueError):  # no numbers
        return True


def _plain(thing: Any) -> Array:
    """Return the numbers of an array, or of an array of Values."""
    held = np.asarray(thing)
    if held.dtype == object:
        held = np.array([x.data if _is_live(x) else x for x in held.flat]).reshape(held.shape)
    return np.asarray(held, dtype=float)


def grouped(things: Iterable[Thing], key: Callable[[Thing], Any]) -> dict[Any, list[Thing]]:
    """Return things by what some of them share, in their order."""
    found: dict[Any, list[Thing]] = {}
    for thing in things:
        found.setdefault(key(thing), []).append(thing)
    return found


def index_of(events: Sequence[Event], place: Place) -> int:
    """Return the number of an event; the number of events for one that did not come."""
    return next((i for i, event in enumerate(events) if event.place == place), len(events))


def is_entry(event: Event) -> bool:
    """Return whether an assignment wrote a part of an array."""
    thing = event.changes[0][2].thing if len(event.changes) == 1 else None
    return event.only is not None and event.only.thing is not thing and isinstance(thing, np.ndarray)


def is_small_entry(event: Event) -> bool:
    """Return whether an assignment wrote a part of an array that has few entries."""
    return is_entry(event) and event.changes[0][2].thing.size <= SMALL


def _changes(before: list[Leaf], found: tuple[Leaf, ...], is_entry: bool) -> tuple[tuple[str, Leaf, Leaf], ...]:
    """Return what became of each array: the new one in its place, or itself where an entry of it was written."""
    if is_entry:
        return tuple((old.path, old, Leaf(old.path, old.thing, copied(old.thing))) for old in before)
    now = {leaf.path: leaf for leaf in found}
    return tuple((old.path, old, now[old.path]) for old in before if old.path in now)
