"""The way back from a program to its graph: in which array, and at which index, a Value is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from engine.lifting.loops.rolling import Rolled
from engine.lifting.placement import Placement
from engine.lifting.reading import number_of
from engine.table.checks import describe
from engine.table.console import printed
from engine.value import Value


@dataclass(frozen=True)
class Where:
    """Where a Value of the graph is in the program: the name of an array, and an index there.

    part   whether the Value is only part of that entry, a product in a sum of products
    step   at which step of a loop it is there, if the array is not kept for all of them
    """

    array: str
    index: tuple[int, ...]
    part: bool = False
    step: int | None = None

    @property
    def entry(self) -> str:
        """The entry, as NumPy writes it."""
        return self.array + (f"[{', '.join(map(str, self.index))}]" if self.index else "")

    @printed
    def __str__(self) -> str:
        at = f" at step {self.step}" if self.step is not None else ""
        return f"{'part of ' if self.part else ''}{self.entry}{at}"


def where_in(groups: Placement, value: Any) -> Where:
    """Return where a Value is; raise TypeError or ValueError if it is nowhere."""
    if not isinstance(value, Value):
        raise TypeError(f"where got {describe(value)}; a Value of the graph is needed.")
    number, inside = number_of(value, groups.reading)
    if number is None:
        raise ValueError(f"{value!r} is not in the graph that the program was derived from.")
    if number < 0 or groups.terms.level[number] < 0:
        raise ValueError(f"{value!r} is a constant of the program: it got no name in params or inputs.")
    home = groups.home(number)
    if groups.zero[home]:
        raise ValueError(f"{value!r} is 0 by construction, 0 times something: the program leaves it out.")
    array = groups.arrays[groups.array[home]]
    index = np.unravel_index(groups.place[home], array.shape) if array.shape else ()
    part = inside or home != number or any((members == number).any() for _, members in groups.shifted)
    found = Where(array.name, tuple(int(i) for i in index), part)
    block = int(groups.block[home]) if isinstance(groups, Rolled) else -1
    if block < 0:
        return found
    return replace(found, step=block) if array.time is None else replace(found, index=(block, *found.index))
