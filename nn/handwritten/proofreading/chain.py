"""The backward pass read forward: an array that is not what its name says is repaired, and reading goes on.

This finds several mistakes in a row, where no single line makes any step right. A repair is a small edit that gives the
array that the name says; where there is none, that array itself. What is found counts only if all steps are right in
the end, and no repair can be left out.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from nn.handwritten.proofreading.bench import Patch
from nn.handwritten.proofreading.blame import Blame, Swap, Unit
from nn.handwritten.proofreading.case import Case
from nn.handwritten.proofreading.fixes import Search
from nn.handwritten.proofreading.meaning import Match, Meanings, shaped
from nn.handwritten.proofreading.naming import plain, says
from nn.handwritten.proofreading.recording import Array
from nn.handwritten.proofreading.steps import multiple
from nn.handwritten.proofreading.truth import Adjoint

MOST_REPAIRS = 4
MOST_RUNS = 8
"""How many edits of a line are run."""
MOST_TIES = 4
"""How many edits of a line whose name says nothing are compared."""
SECONDS = 3.0


@dataclass(eq=False)
class Repairs:
    """What was put right: edits of lines, and right values."""

    patches: list[Patch] = field(default_factory=list)
    swaps: list[Swap] = field(default_factory=list)

    @property
    def sites(self) -> set[int]:
        """The lines."""
        return {patch.site for patch in self.patches} | {swap.unit.site for swap in self.swaps}


def chained(case: Case) -> Repairs:
    """Repair one line after the other, until every array is what its name says."""
    repairs = Repairs()
    deadline = case.left(SECONDS)
    while len(repairs.sites) < MOST_REPAIRS and time.process_time() < deadline:
        search = Search(case, Blame(case), repairs.patches, repairs.swaps)
        if search.is_done or not _Reader(case, search, repairs).repair(deadline):
            break
    return repairs


class _Reader:
    """One reading, from the first line on, to the first repair."""

    def __init__(self, case: Case, search: Search, repairs: Repairs) -> None:
        self.case, self.search, self.repairs = case, search, repairs
        self.texts = case.script.texts
        self.meanings = self.read([])
        self.blame = Blame(case, lambda draw: search.bench.run(repairs.patches, repairs.swaps, draw))

    def read(self, more: Sequence[Patch]) -> Meanings:
        """The arrays of the repaired script, with more patches."""
        patches, swaps = [*self.repairs.patches, *more], self.repairs.swaps
        return Meanings(self.case, lambda draw: self.search.bench.run(patches, swaps, draw), draws=(0, 1))

    def repair(self, deadline: float) -> bool:
        """Repair the first line that is not what its name says; False if there is none."""
        whole = {unit.key: unit for unit in reversed(self.blame.units)}
        for unit in sorted(whole.values(), key=lambda unit: self.blame.units.index(unit)):
            if unit.site in self.repairs.sites or time.process_time() > deadline:
                continue
            named = self.named(unit)
            if unit.held[-1].size < 2 and not named:
                continue
            wanted = named or list(self.blame.adjoints)
            if self.is_sound(self.meanings, unit, wanted):
                continue
            patch = self.best(unit, wanted, 1 if named else MOST_TIES)
            if patch is not None:
                self.repairs.patches.append(patch)
                return True
        return False

    def best(self, unit: Unit, wanted: Sequence[Adjoint], ties: int) -> Patch | None:
        """The smallest edit that makes a unit sound; of several the one after which most names are right."""
        found: list[tuple[int, Patch]] = []
        for patch in self.patches(unit, wanted):
            meanings = self.read([patch])
            if self.is_sound(meanings, unit, wanted):
                found.append((self.right_names(meanings) if ties > 1 else 0, patch))
            if len(found) == ties:
                break
        return max(found, key=lambda each: each[0])[1] if found else None

    def right_names(self, meanings: Meanings) -> int:
        """How many units are what their name says."""
        units = {unit.key: unit for unit in reversed(self.blame.units)}.values()
        return sum(self.is_sound(meanings, unit, named) for unit in units if (named := self.named(unit)))

    def named(self, unit: Unit) -> list[Adjoint]:
        """The adjoints that the name of a unit says."""
        name = self.texts.get(unit.key, "")
        if len(self.case.window.parameters) == 1 and plain(name) in ("", "g", "grad", "gradient"):
            name = self.case.window.parameters[0].name
        return [a for a in self.blame.all_adjoints if not a.is_part and says(name, a.name)]

    def is_sound(self, meanings: Meanings, unit: Unit, named: Sequence[Adjoint]) -> bool:
        """Whether a unit holds, in the end, a multiple of an adjoint that its name says, on two draws."""
        held = meanings.array(0, unit.places[-1])
        if held is None:
            return False
        for adjoint in named:
            for form, right in shaped(adjoint.value, held.shape):
                k = multiple(held, right)
                if k and not np.isnan(k) and meanings.holds(unit.places[-1], Match(adjoint, k, form)):
                    return True
        return False

    def patches(self, unit: Unit, named: Sequence[Adjoint]) -> Iterator[Patch]:
        """The edits of a line that may make it sound, the smallest first."""
        event = next(e for e in self.blame.events if e.place == unit.places[0])
        targets = None if event.changes else [a.value for a in named]
        found = self.search.evaluated(unit.site, unit.places[0])
        count = 0
        for patch, value in sorted(found, key=lambda each: each[0].cost):
            if targets is not None and not any(_is_like(value, target) for target in targets):
                continue
            yield patch
            count += 1
            if count >= MOST_RUNS * (1 if targets is not None else 8):
                return


def _is_like(value: Array | None, target: Array) -> bool:
    """Whether an array is a multiple of another, perhaps transposed."""
    if value is None:
        return False
    return any(bool(multiple(value, right)) for _, right in shaped(target, value.shape))
