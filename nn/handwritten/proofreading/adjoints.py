"""∂L/∂ of one forward array, and of several as one: added up over its uses, or as the rows of all turns of a loop."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from nn.handwritten.proofreading.naming import TURNS
from nn.handwritten.proofreading.recording import Array, grouped
from nn.handwritten.proofreading.window import Turns


@dataclass(frozen=True, eq=False)
class Adjoint:
    """∂L/∂ of one forward array: where it was assigned, as what, and for which time.

    is_part   an expression that has no name, or only one use of an array
    through   what the statement of that use assigns: the share of ∂L/∂name that comes back through it
    is_data   an array that no parameter goes into: data, targets, a first state
    is_alias  a further name of an array that had one
    """

    name: str
    site: int
    occurrence: int
    value: Array
    held: Array
    is_part: bool = False
    through: str = ""
    is_data: bool = False
    is_alias: bool = False


Adjoints = list[Adjoint]


def uses_in_turns(shares: Sequence[tuple[Adjoint, Turns]]) -> Iterator[Adjoint]:
    """Yield what comes back to an array through all uses in one turn of a loop: of an episode, or of a sequence."""
    for name, own in grouped(shares, lambda each: each[0].name).items():
        turns = grouped(own, lambda each: each[1]).values()
        if len(turns) > 1 and are_alike([share for share, _ in own]) and max(map(len, turns)) > 1:
            for i, turn in enumerate(turns):
                value = together([share for share, _ in turn]).value
                yield replace(own[0][0], name=name + TURNS, occurrence=i, value=value, through="")


def together(group: Sequence[Adjoint]) -> Adjoint:
    """Return what comes back through several uses of an array, added up."""
    return replace(group[0], value=np.array(sum(each.value for each in group)))


def stacked(group: Sequence[Adjoint]) -> Adjoint:
    """Return the adjoints of several turns of a loop as the rows of one."""
    value, held = (np.array([getattr(each, name).ravel() for each in group]) for name in ("value", "held"))
    return replace(group[0], name=group[0].name + TURNS, value=value, held=held)


def are_alike(group: Sequence[Adjoint]) -> bool:
    """Return whether adjoints have one shape."""
    return len({each.value.shape for each in group}) == 1


def rows_of_turns(adjoints: Adjoints, loops: Mapping[Any, Turns], own: set[Turns], depth: int) -> Iterator[Adjoint]:
    """Yield the adjoints of all turns of an inner loop as one array: a backward pass may go through them at once.

    The whole pass stands in the turns `own` of as many loops as `depth` says; each assignment in those of `loops`.
    """
    pairs = ((each, loops.get((each.site, each.occurrence), ())) for each in adjoints if not each.is_data)
    inner = [(each, around) for each, around in pairs if len(around) > depth and around[:depth] in own]
    turns = grouped(inner, lambda each: (each[0].site, each[0].name, each[1][:-1], each[1][-1][0]))
    longest = Counter[Any]()
    for key, turn in turns.items():
        longest[key[:2]] = max(longest[key[:2]], len(turn))
    counts = Counter[Any]()
    for key, turn in turns.items():
        group = sorted((each for each, _ in turn), key=lambda each: each.occurrence)
        is_whole = longest[key[:2]] > 1 and are_alike(group)  # an episode may end in its first turn
        if is_whole and any(each.value.any() for each in group):
            yield replace(stacked(group), occurrence=counts[key[:2]])
        counts[key[:2]] += 1
