"""Which changes of a run move a parameter: an array that was there before the loss, and that the loss depends on.

Both are tried, by disturbing the array and running the script once more; a statement is asked once for all its turns.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cache, cached_property
from typing import Any

import numpy as np

from nn.handwritten.proofreading.binding import adds
from nn.handwritten.proofreading.checked import is_nudge, nudged
from nn.handwritten.proofreading.multiples import are_equal, multiple
from nn.handwritten.proofreading.notes import notes_of
from nn.handwritten.proofreading.recording import Array, Event, Leaf, Place, grouped
from nn.handwritten.proofreading.running import Outcome, Script, value_with
from nn.handwritten.proofreading.statements import step_of, targets
from nn.handwritten.proofreading.terms import averages
from nn.handwritten.proofreading.window import Change, Parameter, common, is_float

MOST_ARRAYS = 40  # how many arrays that a statement changes are tried

BASELINE = re.compile(r"base_?line|average|avg", re.IGNORECASE)  # what an average of rewards is called


class Moves:
    """The changes of the arrays of a run, and what is known of each.

    found   whether a statement moves parameters, for the loss that is tried
    """

    def __init__(self, script: Script, outcome: Outcome) -> None:
        self.script, self.events, self.keys = script, outcome.events, outcome.recorder.exact
        put_back = nudged(script.program.tree)
        self._writes_number = cache(lambda site: self._is_number(script.statement(site).value))
        self.changes = [
            Change(i, event.place, path, old, new)
            for i, event in enumerate(self.events)
            for path, old, new in event.changes
            if is_float(new) and (is_float(old) or type(old.thing) is int)  # b = 0 that becomes 0.1
            if not self._is_idle(event, old, new) and script.text(event.place) not in put_back
        ]
        self.indices: dict[Place, int] = {event.place: i for i, event in reversed(list(enumerate(self.events)))}
        self.seen: dict[int, list[tuple[int, Leaf]]] = {}
        for i, event in enumerate(self.events):
            for leaf in event.leaves:
                self.seen.setdefault(id(leaf.thing), []).append((i, leaf))
        self.found: dict[tuple[int, int, str, bool], bool] = {}
        self.asked: set[tuple[object, int]] = set()
        self._steps = cache(self._takes_step)  # each line is asked in every turn of its loop
        self._adds = cache(lambda site: adds(line := script.statement(site)) or notes_of(line).moves is not None)
        self._averages = cache(lambda site: averages(script.statement(site)))
        self.keyed: dict[int, dict[Any, list[Change]]] = {}
        self.felt: dict[tuple[tuple[Place, str], int], bool] = {}

    def stopped(self, outcome: Outcome) -> Iterator[tuple[Place, Leaf]]:
        """Yield the changes that an error kept from coming: from the old value, or the tree."""
        recorder = outcome.recorder
        came = {event.place for event in self.events}
        for place, (_, before, _) in recorder.started.items():
            if place not in came and not isinstance(self.script.statement(place[0]), ast.Expr):
                yield from ((place, leaf) for leaf in before if is_float(leaf))
        held: dict[str, list[Leaf]] = {}
        for event in self.events:
            held.setdefault(self.script.text(event.place), []).extend(leaf for leaf in event.leaves if is_float(leaf))
        statements: list[tuple[int, Any]] = list(enumerate(self.script.program.statements))
        for site, statement in sorted(statements, key=lambda each: each[1].lineno):
            for part, target in enumerate(targets(statement)):
                moved = notes_of(statement).moves
                is_sum = isinstance(statement, ast.AugAssign) or ast.unparse(target) in ast.unparse(statement.value)
                is_step = moved is not None or is_sum
                if recorder.counts[site, part] or (site, part) in recorder.waiting or not is_step:
                    continue
                found = self._under_key(moved) or held.get(ast.unparse(moved or target)) or self._entries(target)
                if isinstance(target, ast.Subscript):  # a loop over layers fills them and changes them in one order
                    yield from (((site, part, i), leaf) for i, leaf in enumerate(found))
                else:
                    yield from (((site, part, 0), leaf) for leaf in {leaf.path: leaf for leaf in found}.values())

    def _under_key(self, entry: Any) -> list[Leaf]:
        """Return the array that stands under the key of an entry, in whichever dict; the dict may have another name."""
        key = f"[{entry.slice.value!r}]" if isinstance(getattr(entry, "slice", None), ast.Constant) else ""
        leaves = [(self.exact(e.place) + leaf.path, leaf) for e in self.events for leaf in e.leaves if is_float(leaf)]
        return [leaf._replace(path="") for text, leaf in leaves if key and text.endswith(key)][-1:]

    def _entries(self, target: ast.expr) -> list[Leaf]:
        """Return the arrays of the dict of which a loop moves the entries: params[k]."""
        is_entry = isinstance(target, ast.Subscript) and isinstance(target.slice, ast.Name)
        name = ast.unparse(target.value) if isinstance(target, ast.Subscript) and is_entry else ""
        whole = [event.leaves for event in self.events if name and self.script.text(event.place) == name]
        entries = [leaf for leaf in whole[-1] if is_float(leaf) and leaf.path.startswith("['")] if whole else []
        return [leaf._replace(path="") for leaf in entries]

    def _index(self, place: Place) -> int:
        """Return the number of an event, as `index_of` does: this is asked for every change of a run."""
        return self.indices.get(place, len(self.events))

    def _is_idle(self, event: Event, old: Leaf, new: Leaf) -> bool:
        """Return whether a call left its first argument as it was, but for the order in it, as shuffle(data) does.

        A constant that is written into an entry, as a check of the gradients does with what it adds, is no step either.
        """
        statement = self.script.statement(event.site)
        is_call = isinstance(statement, ast.Expr)
        is_entry = isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Subscript)
        if is_entry and self._writes_number(event.site):
            return True
        if old.thing is not new.thing and any(new.thing is each.thing for _, each, _ in event.changes):
            return is_call
        return is_call and old.value is not None and new.value is not None and np.array_equal(old.value, new.value)

    def _is_number(self, value: ast.expr) -> bool:
        """Return whether an expression is a number, or a name that only numbers of the script are given to."""
        name = ast.unparse(value)
        makers = [s for s in self.script.program.statements if name in map(ast.unparse, targets(s))]
        given = [getattr(maker, "value", None) for maker in makers if isinstance(value, ast.Name)] or [value]
        return all(isinstance(each, ast.Constant) for each in given)

    def exact(self, place: Place) -> str:
        """Return what is assigned at a place, with the key of this turn where it is an entry of a dict."""
        text, key = self.script.text(place), self.keys.get(place, "")
        return text.partition("[")[0] + key if key and text.count("[") == 1 else text

    def without_new(self, moves: Sequence[Change], loss: int) -> list[Change]:
        """Return changes without sums that were begun in the turn of a loss, such as the returns of an episode.

        W = W - dW makes a new array, too: before the loss of this turn the one that the step of the next turn moves.
        """
        kept: list[Change] = []
        moved_on: set[int] = set()
        for change in reversed(moves):
            is_moved_on = change.new is not None and id(change.new.thing) in moved_on
            if is_moved_on or not self.is_new(change.old, loss, self.script.text(change.place)):
                kept.append(change)
                moved_on.add(id(change.old.thing))
        return kept[::-1]

    def early(self, moves: list[Change], start: int) -> list[Change]:
        """Return the changes of what was there before the pass, or all: others only share a forward array."""
        kept: list[Change] = []
        followed: set[int] = set()
        for change in moves:
            birth = self.birth(change.old, change.at, self.script.text(self.events[change.at].place))
            if id(change.old.thing) in followed or (birth is not None and self._index(birth[0]) < start):
                kept.append(change)
                followed |= {id(change.new.thing)} if change.new is not None else set()
        return kept or moves

    def is_step(self, change: Change) -> bool:
        """Return whether the statement adds something to what was there; a number that is averaged takes no steps.

        Nor does a table of baselines.
        """
        return self.takes_step(change.place) and not self.is_average(change)

    def is_average(self, change: Change) -> bool:
        """Return whether a number follows others, or a table of them does."""
        is_mean = np.ndim(change.old.thing) == 0 or BASELINE.search(self.script.text(change.place)) is not None
        return is_mean and self._averages(change.place[0])

    @cached_property
    def trains(self) -> bool:
        """Whether some line takes steps on what was there before all loops, beside what only follows others."""
        arrays = [c for c in self.changes if np.size(c.old.thing) > 1 or "[" in self.script.text(c.place)]
        return any(self.is_step(change) and self._is_first(change) for change in arrays)

    def _is_first(self, change: Change) -> bool:
        """Return whether what changes came into being outside of loops."""
        birth = self.birth(change.old, change.at, self.script.text(change.place))
        return birth is not None and not self.events[self._index(birth[0])].loops

    def takes_step(self, place: Place) -> bool:
        """Return whether the statement at a place adds something to what was there."""
        return self._steps(*place[:2])

    def _takes_step(self, site: int, part: int) -> bool:
        step = step_of(self.script.statement(site), part)
        return step is not None and not is_nudge(step)

    def is_move(self, change: Change, loss: int) -> bool:
        """Return whether a change is that of a parameter; settled once for each statement."""
        key = self._key_of_move(change, loss)
        is_loss = self.events[change.at].site == self.events[loss].site
        if key not in self.found and (key, loss) not in self.asked and not is_loss:
            self.asked.add((key, loss))
            self._settle(key, loss)
        return self.found.get(key, False)

    def _key_of_move(self, change: Change, loss: int) -> tuple[int, int, str, bool]:
        """Return what settles a change: a step may come before the loss of one pass, and after that of the next."""
        event = self.events[change.at]
        is_later = change.at > loss and self._adds(event.site)
        return event.site, event.part, change.path, is_later

    def _settle(self, key: tuple[int, int, str, bool], loss: int) -> None:
        """Ask whether a statement moves parameters, for the first array that it changes and the loss depends on."""
        arrays: dict[int, Change] = {}
        if loss not in self.keyed:
            self.keyed = {loss: grouped(self.changes, lambda change: self._key_of_move(change, loss))}
        for change in self.keyed[loss].get(key, ()):
            if not self._is_begun_anew(change, loss):
                arrays.setdefault(id(change.old.thing), change)
        tried = list(arrays.values())[:MOST_ARRAYS]
        births = {birth for c in tried if (birth := self.birth(c.old, loss, self.script.text(c.place))) is not None}
        together = self._loss_with(births, loss) if len(births) > 2 else None
        held = self.events[loss].value
        if together is not None and held is not None and np.array_equal(together, held):
            return
        for change in tried:
            if self.is_felt(change.old, loss, self.script.text(self.events[change.at].place)):
                self.found[key] = change.at >= loss or not self._differs((change.place, change.path), loss)
                return

    def birth(self, leaf: Leaf, before: int, text: str) -> tuple[Place, str] | None:
        """Return the event in which an array was first seen; for a plain number, the last that was so named."""
        found = [(i, each) for i, each in self.seen.get(id(leaf.thing), ()) if i < before]
        if not isinstance(leaf.thing, np.ndarray) and found:
            named = [(i, each) for i, each in found if self.script.text(self.events[i].place) == text]
            found = (named or [each for each in found if not self._is_constant(each[0])])[-1:]
        return (self.events[found[0][0]].place, found[0][1].path) if found else None

    def _is_constant(self, i: int) -> bool:
        """True if an assignment gives a constant of the script: Python keeps one 0.0 for s = 0.0 and for back = 0.0."""
        site, part = self.events[i].place[:2]
        value = getattr(self.script.statement(site), "value", None) if site >= 0 else None
        elements = value.elts if isinstance(value, ast.Tuple) else ()
        return isinstance(elements[part] if part < len(elements) else value, ast.Constant)

    def is_felt(self, leaf: Leaf, loss: int, text: str) -> bool:
        """Return whether the loss changes with an array, or a number of this name, that was there before."""
        birth = self.birth(leaf, loss, text)
        return birth is not None and self._differs(birth, loss)

    def _is_begun_anew(self, change: Change, loss: int) -> bool:
        """Return whether a number got its name again after the loss: the same 0.0 has stood there before."""
        if isinstance(change.old.thing, np.ndarray):
            return False
        birth = self.birth(change.old, change.at, self.script.text(self.events[change.at].place))
        return birth is not None and loss < self._index(birth[0])

    def is_new(self, leaf: Leaf, loss: int, text: str) -> bool:
        """True if an array came into being in the turn of the loop in which the loss stands: no parameter does."""
        birth, loops = self.birth(leaf, loss, text), self.events[loss].loops
        return bool(loops) and birth is not None and common(self.events[self._index(birth[0])].loops, loops) == loops

    def _differs(self, where: tuple[Place, str], loss: int) -> bool:
        """Return whether the loss is another one once an array is disturbed."""
        if (where, loss) not in self.felt:
            now, held = self._loss_with({where}, loss), self.events[loss].value
            self.felt[where, loss] = now is not None and held is not None and not are_equal(now, held)
        return self.felt[where, loss]

    def _loss_with(self, births: Collection[tuple[Place, str]], loss: int) -> Array | None:
        """Return the loss once arrays are disturbed; None where it does not come."""
        return value_with(self.script, births, self.events[loss].place)

    def chains(self, moves: Iterable[Change], ahead: Iterable[tuple[Place, Leaf]]) -> Iterator[Parameter]:
        """Yield the parameters: each with its changes, one after the other.

        What only scales an array after its step, or centres it, is no part of the step: W *= 1 - lr * wd, w /= norm(w).
        """
        found: dict[Any, list[tuple[Place, str]]] = {}
        first: dict[Any, tuple[Leaf, Place]] = {}
        after: dict[Any, Array | None] = {}
        key_of: dict[Any, Any] = {}
        changes = [(change.old, change.place, change.path, change.new) for change in moves]
        for old, place, path, new in [*changes, *((leaf, place, leaf.path, None) for place, leaf in ahead)]:
            key = key_of.setdefault(self._key(old, place, path), len(found))
            is_next = key in found and found[key][-1][0][:2] == place[:2]  # one more entry, which may stay as it was
            if key not in found or is_next or not _is_scaled(old, new):
                found.setdefault(key, []).append((place, path))
            first.setdefault(key, (old, place))
            if new is not None:
                key_of[self._key(new, place, path)], after[key] = key, new.value
        for key, own in found.items():
            leaf, place = first[key]
            birth = self.birth(leaf, self._index(place), self.script.text(place))
            if birth is not None and leaf.value is not None:
                yield Parameter(self._name(leaf, birth, place), birth, leaf.value, tuple(own), after.get(key))

    def without_originals(self, parameters: Sequence[Parameter], loss: int) -> tuple[Parameter, ...]:
        """Return parameters without those that a loss depends on only as another one began as their copy.

        Two versions of a model may start at the same numbers, each with a loss of its own: fast = slow.copy().
        """
        kept: list[Parameter] = []
        for parameter in parameters:
            copies = [p.birth for p in parameters if p is not parameter and self._is_copy(parameter.birth, p.birth)]
            still = {birth: held for birth in copies if (held := self._at(birth)) is not None}
            now = value_with(self.script, {parameter.birth}, self.events[loss].place, still) if still else None
            if now is None or not are_equal(now, self.events[loss].value):
                kept.append(parameter)
        return tuple(kept or parameters)

    def _is_copy(self, birth: tuple[Place, str], later: tuple[Place, str]) -> bool:
        """Return whether an array came into being with the numbers of another one; zeros do so by chance."""
        own, other = self._at(birth), self._at(later)
        is_any = own is None or not own.size or not np.ptp(own)
        return not is_any and self._index(birth[0]) < self._index(later[0]) and are_equal(own, other)

    def _at(self, birth: tuple[Place, str]) -> Array | None:
        """Return the numbers with which an array came into being."""
        leaves = self.events[self._index(birth[0])].leaves
        return next((leaf.value for leaf in leaves if leaf.path == birth[1]), None)

    def _key(self, leaf: Leaf, place: Place, path: str) -> Any:
        """Return what an array is known by: itself; a plain number by its name."""
        return id(leaf.thing) if isinstance(leaf.thing, np.ndarray) else (self.script.text(place), path)

    def _name(self, leaf: Leaf, birth: tuple[Place, str], place: Place) -> str:
        """Return a parameter as the learner calls it, without names of loops in brackets where there is such a name."""
        own = self.exact(place) + ("" if leaf.path == "" else leaf.path)
        start = self._index(place)
        before = [(i, each) for i, each in self.seen.get(id(leaf.thing), ()) if i < start]
        seen = [self.exact(self.events[i].place) + each.path for i, each in before]
        first = self.exact(birth[0]) + birth[1]
        names = [own, first, *seen] if own in seen or not isinstance(leaf.thing, np.ndarray) else [first, *seen, own]
        is_turn = {name: re.search(r"\[(?!'\w*'\]|-?\d+\])", name) is not None for name in names}
        return min(names, key=lambda name: ("return" in name, is_turn[name], names.index(name)))


def _is_scaled(old: Leaf, new: Leaf | None) -> bool:
    """Return whether an array is a positive multiple of what it was, or what it was without its mean."""
    if old.value is None or new is None or new.value is None or old.value.size < 2:
        return False
    is_whole = old.value.ndim > 1 and old.value.shape == new.value.shape
    centred = old.value - old.value.mean(axis=0) if is_whole else None
    is_centred = centred is not None and not are_equal(new.value, old.value) and are_equal(new.value, centred)
    return is_centred or (multiple(new.value, old.value) or 0.0) > 0
