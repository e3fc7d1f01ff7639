"""Arrays that a loop fills entry by entry: which entries each assignment writes, and what they should be.

The right value of such a line is that of the whole array, of which each assignment writes a part: dX[i:i + k] += …. It
is put in by filling the array at each of them, so that also entries that no assignment reaches are right in the end.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from functools import partial
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from nn.handwritten.proofreading.recording import Array, Event, Fill, Place, grouped
from nn.handwritten.proofreading.statements import targets

ALL = "_pr_all"


class Filling(NamedTuple):
    """One array that a line fills: the assignments, the array as they leave it, and the entries that each writes."""

    places: tuple[Place, ...]
    whole: Array
    entries: tuple[NDArray[np.int64], ...]

    def values(self, right: Array) -> tuple[Array, ...]:
        """Return what each assignment should leave in its entries."""
        return tuple(right.reshape(-1)[at] for at in self.entries)

    def filled(self, parts: Array) -> Array | None:
        """Return the array with one part in the entries of each assignment; None if they do not fit."""
        if len(parts) != len(self.places) or any(p.size != at.size for p, at in zip(parts, self.entries, strict=True)):
            return None
        whole = self.whole.copy()
        for part, at in zip(parts, self.entries, strict=True):
            whole.reshape(-1)[at] = part.reshape(at.shape)
        return whole

    def added(self, i: int, event: Event, right: Array, ratio: float | None) -> Array | None:
        """Return what should be added by one assignment: all that is added is off by one factor, or nothing else is."""
        old, new = event.changes[0][1].value, event.changes[0][2].value
        if old is None or new is None:
            return None
        before, after = (array.reshape(-1)[self.entries[i]] for array in (old, new))
        if ratio and not np.isnan(ratio):
            return np.asarray((after - before) / ratio)
        others = [entries for j, entries in enumerate(self.entries) if j != i]
        is_once = not any(np.isin(self.entries[i], entries).any() for entries in others)
        return np.asarray(self.values(right)[i] - before) if is_once else None

    def swaps(self, right: Array) -> dict[Place, Fill]:
        """Return what is put in at each assignment."""
        return {place: Fill(part, right) for place, part in zip(self.places, self.values(right), strict=True)}


def wholes(filled: Sequence[Filling], parts: Array) -> tuple[Array, ...]:
    """Return arrays with one part in the entries of each assignment, array by array; () if they do not fit."""
    ends = np.cumsum([len(each.places) for each in filled])[:-1]
    found = [each.filled(rows) for each, rows in zip(filled, np.split(parts, ends), strict=True)]
    return tuple(right for right in found if right is not None) if all(right is not None for right in found) else ()


def is_filling(event: Event) -> bool:
    """Return whether an assignment writes a part of an array."""
    part, whole = event.only, event.whole
    if part is None or part.value is None or whole is None or not event.changes:
        return False
    array = event.changes[0][2].thing
    if not isinstance(array, np.ndarray):
        return False
    is_copy = not np.may_share_memory(np.asarray(part.thing), array)  # d[y] of chosen rows, all of them or some twice
    return part.value.size < whole.size or is_copy


def fillings(case: Any, events: Sequence[Event], draw: int = 0) -> list[Filling]:
    """Return the arrays that a line fills, in their order: the events are all of one line."""
    found = grouped(events, lambda event: id(event.changes[0][2].thing))
    at: dict[Place, NDArray[np.int64]] = {}
    target: Any = targets(case.statement(events[0].site))[events[0].part]

    def look(place: Place, names: dict[str, Any]) -> None:
        if (entries := _entries(target, names)) is not None:
            at[place] = entries

    case.run(draw, inspect={event.place: partial(look, event.place) for event in events})
    made = []
    for group in found.values():
        whole = group[-1].whole
        if whole is not None and all(event.place in at for event in group):
            made.append(Filling(tuple(e.place for e in group), whole, tuple(at[e.place] for e in group)))
    return made if len(made) == len(found) else []


def again(case: Any, filling: Filling, draw: int) -> Filling:
    """Return the same on another draw, where other entries may be written."""
    events = [e for e in case.run(draw).events if e.place in filling.places and is_filling(e)]
    found = fillings(case, events, draw) if len(events) == len(filling.places) else []
    return found[0] if len(found) == 1 else filling


def _entries(target: ast.expr, names: dict[str, Any]) -> NDArray[np.int64] | None:
    """Return the positions in the whole array of what a target writes."""
    text, base = ast.unparse(target), target
    found: tuple[str, Any] | None = None
    while isinstance(base, ast.Subscript):
        base = base.value
        thing = eval(ast.unparse(base), dict(names))
        found = (ast.unparse(base), thing) if isinstance(thing, np.ndarray) else found
    if found is None:
        return None
    names[ALL] = np.arange(found[1].size).reshape(found[1].shape)
    return np.asarray(eval(ALL + text[len(found[0]) :], dict(names)), dtype=np.int64)
