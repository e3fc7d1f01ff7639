"""The state of a training, saved to go back to: model, optimiser, schedule, early stopping, history, randomness."""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Sequence
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
        called = training.descent.alone  # the model has been called before: what its first call makes is there
        searched = training.descent.model, training.batches.rng
        self.places: list[Any] = training.proved.places if called else places_in(*searched)
        self.randomness = Randomness(self.places)

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

    def __init__(self, places: Sequence[Any] = ()) -> None:
        numpy = [sys.modules["numpy"].random] if "numpy" in sys.modules else []
        self.ways = [way_back(place) for place in [random, *numpy, *places]]

    def restore(self) -> None:
        """Restore all of them."""
        for way in self.ways:
            way()


def places_in(*things: Any) -> list[Any]:
    """Return the random generators, and the attributes of the modules, also those in lists and dicts."""
    places: list[Any] = []
    seen, waiting = set[int](), [*things]
    while waiting:
        thing = waiting.pop()
        if id(thing) in seen:
            continue
        seen.add(id(thing))
        members: Any = ()
        if isinstance(thing, Module):
            members = vars(thing).values()
            places.append(vars(thing))
        elif isinstance(thing, LISTS):
            members = thing.values() if isinstance(thing, dict) else thing
        elif isinstance(thing, random.Random) or type(thing).__module__.startswith("numpy.random"):
            places.append(thing)
        waiting += [each for each in members if type(each) not in NOTHING_INSIDE]
    return places


PLAIN = (int, float, str, type(None))
LISTS = (list, tuple, dict)
NOTHING_INSIDE = frozenset([Value, bool, *PLAIN])  # most things in a model are weights


def way_back(place: Any) -> Callable[[], None]:
    """Return a function that restores a generator, or what is plain among attributes, to its present state."""
    if type(place) is dict:
        return partial(put_back, place, place.copy())
    if hasattr(place, "getstate"):  # of Python
        return partial(place.setstate, place.getstate())
    if hasattr(place, "get_state"):  # of NumPy, as it used to be
        return partial(place.set_state, place.get_state())
    bits = place.bit_generator
    return partial(setattr, bits, "state", bits.state)  # a new dict each time


def put_back(attributes: dict[str, Any], before: dict[str, Any]) -> None:
    """Write the plain ones of former attributes back."""
    attributes.update({name: x for name, x in before.items() if isinstance(x, PLAIN)})
