"""The state of a training, saved to go back to: model, optimiser, schedule, early stopping, history, randomness."""

from __future__ import annotations

import random
import sys
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from engine import Value
from nn.networks.parameters import Module

if TYPE_CHECKING:
    from nn.training.loop import Training


class Snapshot:
    """What a training changes, saved, and restored in place: the user's objects stay the same ones."""

    def __init__(self, training: Training) -> None:
        self.training = training
        training.descent.show()
        self.data = [p.data for p in training.descent.parameters]
        things = (training.descent.mover, training.schedule, training.watch)
        self.kept = [(vars(thing), copied(vars(thing))) for thing in things if hasattr(thing, "__dict__")]
        self.lengths = len(training.history.epochs), len(training.history.updates)
        self.randomness = Randomness(training.descent.model, training.batches.rng)

    def restore(self) -> None:
        """Restore everything, and let the descent read it."""
        for parameter, number in zip(self.training.descent.parameters, self.data, strict=True):
            parameter.data = number
        for attributes, before in self.kept:
            attributes.update(copied(before))
        del self.training.history.epochs[self.lengths[0] :], self.training.history.updates[self.lengths[1] :]
        self.training.history.stopped = ""
        self.randomness.restore()
        self.training.descent.look()


def copied(thing: Any) -> Any:
    """Return new lists and dicts with the same things in them."""
    if type(thing) is list:
        return [copied(each) if type(each) in COPIED else each for each in thing]
    if type(thing) is dict and thing:  # most memories of an optimiser are empty
        return {key: copied(each) if type(each) in COPIED else each for key, each in thing.items()}
    return {} if type(thing) is dict else thing


COPIED = (dict, list)


class Randomness:
    """The states of random generators, Python's, NumPy's and a model's, and the plain attributes of its modules.

    >>> before = Randomness()
    >>> drawn = random.random()
    >>> before.restore()
    >>> random.random() == drawn
    True
    """

    def __init__(self, *things: Any) -> None:
        generators = [random, *([sys.modules["numpy"].random] if "numpy" in sys.modules else [])]
        self.ways = [*map(way_back, generators), *ways_back_in(list(things))]

    def restore(self) -> None:
        """Restore all of them."""
        for way in self.ways:
            way()


def ways_back_in(things: Any) -> list[Callable[[], None]]:
    """Return functions that restore generators and plain attributes of modules, also those in lists and dicts."""
    ways: list[Callable[[], None]] = []
    seen, waiting = set[int](), [things]
    while waiting:
        thing = waiting.pop()
        if id(thing) in seen:
            continue
        seen.add(id(thing))
        members: Any = ()
        if isinstance(thing, Module):
            own = vars(thing)
            members = own.values()
            ways.append(partial(own.update, {name: x for name, x in own.items() if isinstance(x, PLAIN)}))
        elif isinstance(thing, LISTS):
            members = thing.values() if isinstance(thing, dict) else thing
        elif isinstance(thing, random.Random) or type(thing).__module__.startswith("numpy.random"):
            ways.append(way_back(thing))
        waiting += [each for each in members if type(each) not in NOTHING_INSIDE]
    return ways


PLAIN = (int, float, str, type(None))
LISTS = (list, tuple, dict)
NOTHING_INSIDE = frozenset([Value, bool, *PLAIN])  # most things in a model are weights


def way_back(generator: Any) -> Callable[[], None]:
    """Return a function that restores a generator to its present state."""
    if hasattr(generator, "getstate"):  # of Python
        return partial(generator.setstate, generator.getstate())
    if hasattr(generator, "get_state"):  # of NumPy, as it used to be
        return partial(generator.set_state, generator.get_state())
    bits = generator.bit_generator
    return partial(setattr, bits, "state", bits.state)  # a new dict each time
