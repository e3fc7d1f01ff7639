"""Several wrong lines in a row, where no single one makes any step right: they are put right one after the other.

The backward pass is read forward, and a line is put right because its array is then what it should be: what its name
says (`chained`), or any adjoint on all draws, and was none before (`sounded`). A repair is a small edit; where there is
none, the array that the name says. What is found counts only if all steps are right in the end, and no repair can be
left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

import numpy as np

from nn.handwritten.proofreading.adjoints import Adjoint
from nn.handwritten.proofreading.bench import Patch
from nn.handwritten.proofreading.case import Case
from nn.handwritten.proofreading.clock import spent
from nn.handwritten.proofreading.fixes import Search, blame_of
from nn.handwritten.proofreading.matching import Forms, matches
from nn.handwritten.proofreading.meaning import Meanings
from nn.handwritten.proofreading.multiples import multiple, near
from nn.handwritten.proofreading.naming import says
from nn.handwritten.proofreading.recording import Array, Place
from nn.handwritten.proofreading.sound import Sound, multiples
from nn.handwritten.proofreading.swap import Swap, Unit

MOST_REPAIRS = 4
MOST_RUNS = 8  # how many edits of a line are run
MOST_TIES = 4  # how many edits of a line whose name says nothing are compared
SECONDS = 3.0
SMALL = 1.3  # the cost of an edit beside which no other is looked for
MOST_EDITS = 6  # how many edits of a line that give an adjoint are read on all draws
SECONDS_SOUNDED = 2.5
UNUSUAL = 1.0  # what speaks against an edit that gives an adjoint with another factor than most arrays have


@dataclass(eq=False)
class Repairs:
    """What was put right: edits of lines, and right values."""

    patches: list[Patch] = field(default_factory=list)
    swaps: list[Swap] = field(default_factory=list)

    @property
    def sites(self) -> set[int]:
        """Return the lines that were put right."""
        return {patch.site for patch in self.patches} | {swap.unit.site for swap in self.swaps}


def chained(case: Case) -> Repairs:
    """Repair one line after the other, until every array is what its name says."""
    repairs = Repairs()
    deadline = case.left(SECONDS)
    while len(repairs.sites) < MOST_REPAIRS and spent() < deadline:
        search = Search(case, repairs.patches, repairs.swaps)
        if search.is_done or not _Reader(case, search, repairs).repair(deadline):
            break
    return repairs


class _Reader:
    """One reading, from the first line on, to the first repair."""

    def __init__(self, case: Case, search: Search, repairs: Repairs) -> None:
        self.case, self.search, self.repairs = case, search, repairs
        self.meanings = self.read()
        self.blame = blame_of(case, repairs.patches, repairs.swaps)
        self.events = {event.place: event for event in self.blame.events}
        self.units = list({unit.key: unit for unit in reversed(self.blame.units)}.values())
        self.units.sort(key=self.blame.units.index)
        self.by_name: dict[tuple[int, int], list[Adjoint]] = {}
        self.factors = [self.blame.conventions.usual or 1.0, *self.blame.conventions.usual_factors]

    def read(self, patches: Sequence[Patch] = (), swaps: Sequence[Swap] = ()) -> Meanings:
        """Read the arrays of the repaired script, with more patches and right values."""
        patches, swaps = [*self.repairs.patches, *patches], [*self.repairs.swaps, *swaps]
        return Meanings(self.case, lambda draw: self.search.bench.run(patches, swaps, draw), draws=(0, 1))

    def repair(self, deadline: float) -> bool:
        """Repair the first line that is not what its name says; False if there is none."""
        for unit, place in self.unsound():
            if spent() > deadline:
                break
            patch = self.best(unit, place, deadline)
            swap = self.right_value(unit) if patch is None and self.is_last(unit) else None
            self.repairs.patches += [patch] if patch is not None else []
            self.repairs.swaps += [swap] if swap is not None else []
            if patch is not None or swap is not None:
                return True
        return False

    def unsound(self) -> list[tuple[Unit, Place]]:
        """Return the units that are not what their name says, each where it first is not, in the order of the run."""
        found = []
        for unit in self.units:
            is_known = self.named(unit) or sum(held.size for held in unit.held) > 1
            place = self.wrong_place(self.meanings, unit) if is_known and unit.site not in self.repairs.sites else None
            if place is not None and (self.named(unit) or not self.meanings.forward_value(place)):
                found.append((unit, place))
        return sorted(found, key=lambda each: list(self.events).index(each[1]))

    def best(self, unit: Unit, place: Place, deadline: float) -> Patch | None:
        """Return the smallest edit that makes a unit sound; without a name, of a few the one that suits most names."""
        named, is_clear = self.named(unit), bool(self.named(unit)) and self.is_last(unit)
        least = 0 if is_clear else self.right_names(self.meanings)
        found: list[tuple[int, Patch]] = []
        for patch in self.patches(unit, place, named or self.blame.adjoints):
            meanings = self.read([patch])
            if self.is_sound(meanings, place, named or self.blame.adjoints, self.factors_of(unit)):
                found.append((0 if is_clear else self.right_names(meanings), patch))
            if len(found) == (1 if is_clear else MOST_TIES) or spent() > deadline:
                break
        most = max(found, key=lambda each: each[0], default=None)
        return most[1] if most is not None and most[0] >= least else None

    def right_value(self, unit: Unit) -> Swap | None:
        """Return the right value of a unit that no edit gives, if more names and steps are right with it."""
        best, most = None, self.right_names(self.meanings) + sum(self.search.before)
        own = {a.name for a in self.named(unit)}
        for adjoint, values in self.blame.candidates(unit):
            for factor in dict.fromkeys(self.factors) if adjoint.name in own or not own else ():
                swap = Swap(unit, adjoint, factor, tuple(factor * v for v in values))
                steps = self.search.bench.right(self.repairs.patches, [*self.repairs.swaps, swap])
                count = self.right_names(self.read(swaps=[swap])) + sum(steps)
                if count > most:
                    best, most = swap, count
        return best

    def right_names(self, meanings: Meanings) -> int:
        """Return how many units are what their name says."""
        return sum(self.wrong_place(meanings, unit) is None for unit in self.units if self.named(unit))

    def named(self, unit: Unit) -> list[Adjoint]:
        """Return the adjoints that the name of a unit says; also shares of them if the name is assigned again below."""
        if unit.key not in self.by_name:
            name = self.case.text(unit.key)
            own = [a for a in self.blame.all_adjoints if says(name, a.name) and a.name != name and not a.is_part]
            if not self.is_last(unit):
                shares = [a for a in self.blame.all_adjoints if a.through]
                own += [a for a in shares if says(name, a.name) or says(name, a.through)]
            self.by_name[unit.key] = own
        return self.by_name[unit.key]

    def is_last(self, unit: Unit) -> bool:
        """Return whether no line below, or of the next turn, assigns the array of a unit, or entries of it, again."""
        turns = len(unit.places) > 1
        later = [u for u in self.units if u.site > unit.site or (u is not unit and turns and len(u.places) > 1)]
        texts = [self.case.text(other.key) for other in later]
        return not any(self.case.text(unit.key) in (text, text.partition("[")[0]) for text in texts)

    def wrong_place(self, meanings: Meanings, unit: Unit) -> Place | None:
        """Return the first place where a unit is no adjoint that its name says; of a sum, only the last one is read."""
        named, changes = self.named(unit), bool(self.events[unit.places[0]].changes)
        is_each = len([a for a in named if not a.is_part]) >= len(unit.places) if named else not changes
        places = unit.places if is_each else unit.places[-1:]
        is_entry = changes and "[" in self.case.text(unit.key)
        wanted = self.blame.adjoints if is_entry or not named else named
        return next((p for p in places if not self.is_sound(meanings, p, wanted, self.factors_of(unit))), None)

    def factors_of(self, unit: Unit) -> tuple[float, ...]:
        """Return the factors that a unit may have: that of most other gradients of parameters, or the size all share.

        The sign of an array on the way is a convention; () where nothing is known.
        """
        names = {parameter.name for parameter in self.case.window.parameters}
        own = [(u, a) for u in self.units for a in self.named(u)[:1]]
        is_step = any(u is unit and a.name in names for u, a in own)
        others = [(u, a) for u, a in own if u is not unit and (not is_step or a.name in names)]
        held = [k for u, a in others if (k := self.blame.factor(u, a)) is not None]
        found = Counter(held if is_step else map(abs, held))
        best, count = max(found.items(), key=lambda each: each[1], default=(1.0, 0))
        if is_step:
            return (best,) if count > 1 else ()
        return (best, -best) if count > 2 and len(found) == 1 else ()

    def is_sound(self, meanings: Meanings, place: Place, wanted: list[Adjoint], factors: Sequence[float] = ()) -> bool:
        """Return whether one of some adjoints is held at a place, with one of some factors or any, on two draws."""
        held = meanings.array(0, place)
        found = (match for match in matches(held, wanted) if match.factor) if held is not None else ()
        usual = (match for match in found if not factors or any(near(match.factor, each) for each in factors))
        return any(meanings.holds(place, match) for match in usual)

    def patches(self, unit: Unit, place: Place, wanted: Sequence[Adjoint]) -> Iterator[Patch]:
        """Yield the edits of a line that may make it sound, the smallest first; an unusual factor counts as an edit."""
        found = self.search.evaluated(unit.site, place)
        if self.events[place].changes:
            name = self.case.text(unit.key).partition("[")[0]
            for other in self.units:
                if other.site < unit.site and self.case.text(other.key).partition("[")[0] == name:
                    found += self.search.evaluated(other.site, other.places[0])
            ordered = (patch for patch, _ in sorted(found, key=lambda each: each[0].cost))
            yield from islice((patch for patch in ordered if not self.search.is_odd(patch)), 8 * MOST_RUNS)
            return
        forms = Forms(wanted)
        fitting = [(patch.cost + unlike, patch) for patch, value in found if (unlike := self.unlike(value, forms)) < 2]
        ordered = (patch for _, patch in sorted(fitting, key=lambda each: each[0]) if not self.search.is_odd(patch))
        yield from islice(ordered, MOST_RUNS)

    def unlike(self, value: Array | None, wanted: Forms) -> float:
        """Return 0 for an adjoint with the usual factor, 1 for one with another factor, 2 for all else."""
        if value is None:
            return 2.0
        factors = {multiple(value, right) for right in wanted.of(value.shape)} - {None, 0.0}
        return 2.0 if not factors else float(not any(near(k, self.factors[0]) for k in factors if k is not None))


def sounded(case: Case) -> Repairs:
    """Repair the first line that is no adjoint by an edit that makes it one, and so on, until the steps are right."""
    repairs, deadline = Repairs(), case.left(SECONDS_SOUNDED)
    while len(repairs.patches) < MOST_REPAIRS and spent() < deadline:
        sound, search = _read(case, repairs.patches)
        if search.is_done:
            break
        firsts = [place for place in sound.firsts(deadline) if place[0] not in repairs.sites]
        tries = (_edit(sound, search, place, deadline) for place in firsts if spent() < deadline)
        patch = next((made for made in tries if made is not None), None)
        if patch is None:
            break
        repairs.patches.append(patch)
    return repairs


def _read(case: Case, patches: list[Patch]) -> tuple[Sound, Search]:
    """Return which arrays of a repaired script are sound."""
    search = Search(case, patches, blame=blame_of(case, patches))
    return search.sound, search


def _edit(sound: Sound, search: Search, place: Place, deadline: float) -> Patch | None:
    """Return the edit of a line with which its array, and most others below it, are adjoints on all draws."""
    found: list[tuple[float, Patch]] = []
    at = next(i for i, event in enumerate(sound.blame.events) if event.place == place)
    earlier = [x.value for event in sound.blame.events[:at] for x in event.leaves if x.value is not None]
    is_share = place in sound.shares  # it is right but for what it should be added to
    edits = [(patch, None) for patch in search.lines.signs(place[0])] if is_share else search.evaluated(place[0], place)
    for patch, value in edits:
        if spent() > deadline:
            break
        factors = multiples(np.asarray(value, dtype=float), sound.known[0][0]).values() if value is not None else (1.0,)
        is_new = value is None or not any(multiple(value, x) for x in earlier if x.shape == value.shape)
        if factors and is_new and not search.is_odd(patch):
            usual = sound.blame.conventions.usual
            is_usual = usual is None or any(near(k, usual) for k in factors)
            found.append((patch.cost + (0.0 if is_usual else UNUSUAL), patch))
    read: list[tuple[tuple[float, ...], Patch]] = []
    for cost, patch in sorted(found, key=lambda each: each[0])[:MOST_EDITS]:
        again, after = _read(sound.case, [*search.patches, patch])
        if place in again.full:
            read.append(((-sum(after.before), -len(again.sound), cost), patch))
        if spent() > deadline:
            break
    return min(read, key=lambda each: each[0])[1] if read else None
