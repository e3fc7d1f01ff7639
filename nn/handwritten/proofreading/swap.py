"""A line whose right value is put in: which assignments of it, and what they should hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nn.handwritten.proofreading.adjoints import Adjoint
from nn.handwritten.proofreading.case import Case
from nn.handwritten.proofreading.filling import Filling, again, wholes
from nn.handwritten.proofreading.matching import key_of, shaped
from nn.handwritten.proofreading.multiples import multiple
from nn.handwritten.proofreading.naming import TURNS
from nn.handwritten.proofreading.pieces import rows, rows_of_samples, shares, stacks
from nn.handwritten.proofreading.recording import Array, Event, Fill, Place, grouped


@dataclass(frozen=True, eq=False)
class Unit:
    """Assignments of one line that are replaced together: all of a loop, or one; `filled` are arrays that they fill."""

    site: int
    part: int
    places: tuple[Place, ...]
    held: tuple[Array, ...]
    filled: tuple[Filling, ...] = ()

    @property
    def key(self) -> tuple[int, int]:
        """Return the statement and the target."""
        return self.site, self.part

    @property
    def last(self) -> Array:
        """Return what the last of the assignments leaves."""
        return self.filled[-1].whole if self.filled else self.held[-1]


@dataclass(frozen=True, eq=False)
class Swap:
    """A right value that was put in: where, of which forward array, with which factor, and what it makes right."""

    unit: Unit
    adjoint: Adjoint
    factor: float
    values: tuple[Array, ...]
    fixed: frozenset[int] = frozenset()
    nearly: int = 0
    order: int = 0
    lost: int = 0

    @property
    def swaps(self) -> dict[Place, Array | Fill]:
        """Return what is put in where."""
        return put_in(self.unit.places, self.unit.filled, self.values)

    def parts(self) -> tuple[Array, ...]:
        """Return what each assignment should leave: of an array that is filled, the part that it writes."""
        filled = zip(self.unit.filled, self.values, strict=True) if self.unit.filled else ()
        return tuple(part for each, right in filled for part in each.values(right)) or self.values

    def whole(self, place: Place) -> Array | None:
        """Return what the whole array of a line should be in the end, or once the line ran at a place; None of others.

        The first of those is meant of an array that is filled.
        """
        if not self.unit.filled:
            return dict(zip(self.unit.places, self.values, strict=True)).get(place)
        each = zip(self.unit.filled, self.values, strict=True)
        return next((right for filled, right in each if place in filled.places), None)

    def added(self, place: Place, event: Event) -> Array | None:
        """Return what a line that fills an array should add at a place, if that can be told."""
        for each, right in zip(self.unit.filled, self.values, strict=True):
            if place in each.places:
                return each.added(each.places.index(place), event, right, multiple_of(each.whole, right))
        return None

    def on(self, case: Case, draw: int) -> dict[Place, Array | Fill]:
        """Return the same on another draw: the adjoints of the same forward arrays there."""
        here, there = case.truth(0), case.truth(draw)
        if here is None or there is None:
            return {}
        filled = tuple(again(case, each, draw) for each in self.unit.filled)
        if filled and self.adjoint.name.endswith(TURNS):
            key = key_of(self.adjoint)
            stack = next((a for a in stacks(there.adjoints, len(self.unit.places)) if key_of(a) == key), None)
            values = wholes(filled, stack.value * self.factor) if stack is not None else ()
            return put_in(self.unit.places, filled, values) if values else {}
        mine, others = (
            (each, list(shares(each)), list(rows_of_samples(each, self.values[0].shape)))
            for each in (here.adjoints, there.adjoints)
        )
        theirs = [grouped(each, key_of) for each in others]
        found = []
        for value in self.values:
            for adjoint, known in ((a, known) for own, known in zip(mine, theirs, strict=True) for a in own):
                forms = [f for f, v in shaped(adjoint.value, value.shape) if np.array_equal(v * self.factor, value)]
                same = known.get(key_of(adjoint), ()) if forms else ()
                if same:
                    right = same[0].value.T if forms[0] == "transposed" else same[0].value
                    fits = right.size == value.size and forms[0] != "transposed"  # an episode may be longer there
                    found.append((right.reshape(value.shape) if fits else right) * self.factor)
                    break
        if not found and not filled:
            found = self._rows(here.adjoints, there.adjoints)
        return put_in(self.unit.places, filled, found) if len(found) == len(self.values) else {}

    def _rows(self, here: Sequence[Adjoint], there: Sequence[Adjoint]) -> list[Array]:
        """Return the same rows, or entries, of an array on another draw; [] if they are none."""
        for (_, own), (_, others) in zip(rows(here, self.values), rows(there, self.values), strict=False):
            if all(np.array_equal(a * self.factor, b) for a, b in zip(own, self.values, strict=True)):
                return [value * self.factor for value in others]
        return []


def put_in(places: Sequence[Place], filled: Sequence[Filling], values: Sequence[Array]) -> dict[Place, Array | Fill]:
    """Return what is put in where: values at places, or whole arrays that are filled there."""
    if not filled:
        return dict(zip(places, values, strict=True))
    return {place: put for each, right in zip(filled, values, strict=True) for place, put in each.swaps(right).items()}


def multiple_of(held: Array, right: Array) -> float | None:
    """Return the factor of an array, rounded so that it can be compared."""
    factor = multiple(held, right)
    return None if factor is None else float(f"{factor:.9g}")


def first_wrong(swap: Swap) -> Place:
    """Return the first assignment of a line that held another value."""
    for place, held, value in zip(swap.unit.places, swap.unit.held, swap.parts(), strict=True):
        if held.shape != value.shape or not np.allclose(held, value, rtol=1e-9, atol=0):
            return place
    return swap.unit.places[0]
