"""Other numbers of the same kind in the place of a script's own, for its further draws, and where they stand."""

from __future__ import annotations

import zlib
from collections.abc import Collection, Mapping
from typing import Any

import numpy as np

from nn.handwritten.proofreading.recording import Leaf, Place
from nn.handwritten.proofreading.running import Outcome, transformed
from nn.handwritten.proofreading.window import ScriptPass

ROUNDING = 1e-12  # on Values the last digits may be others: no choice may depend on them
MOST_DATA = 20_000  # how many numbers of data become Values, too
Varied = Mapping[Place, Mapping[str, str]]


def vary(place: Place, value: Any, varied: Varied, draw: int) -> Any:
    """Return a value whose arrays are drawn anew, for draw 1, 2, …; for draw 0 the value itself."""
    paths = varied.get(place)
    if not paths or not draw:
        return value

    def drawn(path: str, thing: Any) -> Any:
        if path not in paths:
            return thing
        rng = np.random.default_rng([draw, *(part + 1 for part in place), zlib.crc32(path.encode())])
        return anew(thing, rng, is_data=paths[path] == "data")

    return transformed(value, drawn)


def anew(thing: Any, rng: np.random.Generator, *, is_data: bool = False) -> Any:
    """Return other numbers of the same kind: in [0, 1] where they were; rows, or all of them, sum to 1 where they did.

    Data of which none is below 0 stay so, and what is 0 among them.

    A symmetric matrix of data stays one: as a covariance, it may have been multiplied from either side.
    """
    if isinstance(thing, float):
        return float(thing + 0.3 * rng.normal() * (abs(thing) or 1.0))
    if not (isinstance(thing, np.ndarray) and thing.dtype.kind == "f" and thing.flags.writeable):
        return thing
    is_symmetric = is_data and thing.ndim == 2 and np.array_equal(thing, thing.T)
    is_whole = thing.size > 1 and np.ptp(thing) > 0 and thing.min() >= -ROUNDING * np.abs(thing).max()
    if is_whole and thing.max() <= 1 + ROUNDING:
        total, whole = thing.sum(axis=-1, keepdims=True), float(thing.sum())
        thing *= rng.uniform(0.6, 1.0, size=thing.shape)
        thing /= thing.sum(axis=-1, keepdims=True) if np.allclose(total, 1) and thing.shape[-1] > 1 else 1.0
        thing /= thing.sum() if np.isclose(whole, 1) else 1.0
    elif is_data and is_whole:
        thing *= rng.uniform(0.6, 1.4, size=thing.shape)
    else:
        thing += 0.3 * (thing.std() or 0.5) * rng.normal(size=thing.shape)
    if is_symmetric:
        thing += thing.T.copy()
        thing /= 2
    return thing


def to_vary(outcome: Outcome, live: Collection[Place], window: ScriptPass) -> dict[Place, dict[str, str]]:
    """Return where parameters and data first come into being; counts, masks, 0/1 targets and constants stay."""
    found: dict[Place, dict[str, str]] = {}
    for parameter in window.parameters:
        found.setdefault(parameter.birth[0], {})[parameter.birth[1]] = "parameter"
    seen: set[int] = set()
    moved = {id(old.thing) for event in outcome.events for _, old, _ in event.changes}
    for event in outcome.events[: window.start]:
        for leaf in event.leaves:
            is_new = id(leaf.thing) not in seen
            seen.add(id(leaf.thing))
            if is_new and event.place not in live and _is_data(leaf) and not _is_copy(leaf, window, moved):
                found.setdefault(event.place, {}).setdefault(leaf.path, "data")
    return found


def data_of(outcome: Outcome, ran: Outcome, live: Collection[Place], window: ScriptPass) -> dict[Place, frozenset[str]]:
    """Return where arrays of floats that no parameter goes into come into being before the loss; none if too many."""
    births = window.births
    own = [leaf.thing for e in outcome.events for leaf in e.leaves if (e.place, leaf.path) in births]
    moved = {id(thing) for thing in own if isinstance(thing, np.ndarray)}  # all of Python has one 0.0
    before, seen, size = {event.place for event in ran.events}, set[int](), 0
    found: dict[Place, frozenset[str]] = {}
    for event in outcome.events:
        is_part = not event.loops and any(id(old.thing) in moved for _, old, _ in event.changes)  # emb[0] = 0
        if event.place not in before or event.place in live or is_part:
            continue
        arrays = [leaf for leaf in event.leaves if isinstance(leaf.thing, np.ndarray) and id(leaf.thing) not in seen]
        leaves = [leaf for leaf in arrays if leaf.thing.dtype.kind == "f"]
        seen |= {id(leaf.thing) for leaf in leaves}
        size += sum(leaf.thing.size for leaf in leaves)
        paths = frozenset(leaf.path for leaf in leaves if (event.place, leaf.path) not in births)
        if paths:
            found[event.place] = paths
    return found if size <= MOST_DATA else {}


def _is_copy(leaf: Leaf, window: ScriptPass, moved: Collection[int]) -> bool:
    """Return whether an array holds the numbers of a parameter, and will hold those that it is given.

    One that is moved itself is a parameter of another model, which starts at the same numbers.
    """
    own = [parameter.before for parameter in window.parameters if parameter.before.size > 1]
    is_same = leaf.value is not None and any(np.array_equal(each, leaf.value) for each in own)
    return is_same and id(leaf.thing) not in moved


def _is_data(leaf: Leaf) -> bool:
    """Return whether an array is worth drawing anew: floats that are neither all alike nor 0 and 1 only."""
    thing = leaf.thing
    if not (isinstance(thing, np.ndarray) and thing.dtype.kind == "f" and thing.size > 1 and thing.base is None):
        return False
    held = thing if leaf.value is None else leaf.value  # a buffer of zeros may have been filled since
    return bool(np.ptp(held) > 0) and not np.array_equal(held, held.round())
