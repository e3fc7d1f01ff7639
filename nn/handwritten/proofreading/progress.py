"""Edits that are right beside another wrong line: no step may be right with one of them, but more of the pass is.

Of two wrong lines one alone is put right: then arrays between them become adjoints, entries of a step become what they
should be, or a step gets its direction. Nothing that was right may be lost, and all draws must agree.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from nn.handwritten.proofreading.bench import Patch, swaps_on
from nn.handwritten.proofreading.case import DRAWS
from nn.handwritten.proofreading.clock import spent
from nn.handwritten.proofreading.fixes import Search
from nn.handwritten.proofreading.naming import says
from nn.handwritten.proofreading.recording import Array, Event, Place, index_of
from nn.handwritten.proofreading.running import Outcome
from nn.handwritten.proofreading.sound import multiples
from nn.handwritten.proofreading.statements import root
from nn.handwritten.proofreading.terms import NAMED

SECONDS_EDITS = 0.6  # the seconds of work for making the edits of all lines
SECONDS_FIRSTS = 0.3  # the seconds of work for what is no adjoint
SECONDS = 1.6  # the seconds of work for running them
MOST_COST = 1.5  # the cost of an edit above which it is not run
LEAST = 2  # how much becomes right at least: one array may be an adjoint by chance
ENOUGH = 4  # how much becomes right with an edit after which only those are run that are hardly less likely,
MORE = 0.3  # by so much
ADJOINT = 0.6  # what speaks for an edit that gives an adjoint where the script is paused
RENAMED = -0.3  # what speaks for a line that only gives numbers of the forward pass another name
AFTER, SOUND = 0.2, 0.4  # what speaks against lines after the first that are no adjoints, and against those that are

Gains = frozenset[tuple[str, int]]
"""What became right: ("step", i), ("direction", i), ("entries", i) of a parameter; ("array", site) of a line, too, and
("share", site) of one that is the share of one use, ("name", site) of an array that is what its name says."""
STEPS = "step", "direction", "entries"
NOTHING = frozenset[str]()


@dataclass(frozen=True, eq=False)
class RightParts:
    """What is right in a run: steps, their directions, how many of their entries, and at which places adjoints are."""

    steps: tuple[bool, ...]
    directions: tuple[bool, ...]
    entries: tuple[int, ...]
    kinds: dict[Place, frozenset[str]]
    held: dict[Place, Array | None]


class Improvements:
    """Compares runs of a script with an edit with the run without it."""

    def __init__(self, search: Search) -> None:
        self.search, self.case, self.sound = search, search.case, search.sound
        self.renamed = set[int]()
        """The lines below the loss that only give numbers of the forward pass another name."""
        self.places = frozenset(event.place for event in self.sound.events)
        self.draws = [draw for draw in DRAWS if self.case.truth(draw) is not None]
        self.before = [self.state(draw) for draw in self.draws]

    def state(self, draw: int, patches: Sequence[Patch] = (), base: RightParts | None = None) -> RightParts:
        """Return what is right in a run with more patches; beside a base, only what differs there is read anew."""
        code, swaps = self.search.bench.code([*self.search.patches, *patches]), self.search.swaps
        outcome = self.case.steps_of(draw, swaps_on(self.case, swaps, draw), code, self.places)
        verdict = self.case.verdict(outcome, draw)
        held = self.sound.arrays(outcome)
        kinds = {place: self.kinds(draw, place, array, base) for place, array in held.items()}
        directions = tuple(k is not None for k in verdict.factors)
        return RightParts(verdict.right, directions, self.entries(outcome, draw, verdict.wanted), kinds, held)

    def kinds(self, draw: int, place: Place, array: Array | None, base: RightParts | None) -> frozenset[str]:
        """Return what an array is; what is the same as in a base is what it was there."""
        old = base.held.get(place) if base is not None else None
        if array is None or array.size < 2 or not array.any() or (old is not None and old.size < 2):
            return NOTHING  # a number is a multiple of all others
        if base is not None and old is not None and np.array_equal(old, array):
            return base.kinds.get(place, NOTHING)
        full, share = (multiples(array, known) for known in self.sound.known[self.draws.index(draw)])
        is_named = any(says(self.case.text(place), key[1]) for key in full)
        found = {"name": is_named, "array": bool(full), "share": bool(share)}
        return frozenset(kind for kind, is_one in found.items() if is_one)

    def entries(self, outcome: Outcome, draw: int, wanted: float) -> tuple[int, ...]:
        """Return of each step how many of its entries are right, those that are 0 left out."""
        steps, truth = self.case.steps, self.case.truth(draw)
        assert truth is not None
        found = []
        for step, rate, gradient in zip(steps.taken(outcome), steps.rates, truth.gradients, strict=True):
            right = wanted * steps.sign * (rate or 1.0) * gradient
            if step is None or step.shape != right.shape:
                found.append(0)
            else:
                found.append(int((np.isclose(step, right, rtol=1e-9, atol=0.0) & (right != 0)).sum()))
        return tuple(found)

    def gains(self, patch: Patch) -> Gains:
        """Return what becomes right with a patch on all draws; nothing if something is lost."""
        found: Gains | None = None
        for draw, before in zip(self.draws, self.before, strict=True):
            now = self.state(draw, [patch], before)
            here = _gained(before, now)
            found = here if found is None else found & here
            if not found:
                break
        return found or frozenset()

    def found(self) -> list[Patch]:
        """Return the edits with which most becomes right, and those with half as much; the smallest of them first."""
        kept: list[tuple[int, Patch]] = []
        edits, most = self.edits(), np.inf
        deadline = self.case.left(SECONDS)
        for rank, patch in edits:
            if spent() > deadline or rank > most:
                break
            gains = self.gains(patch)
            score, is_step = _score(gains), any(kind in STEPS for kind, _ in gains)
            kept += [(score, patch)] if score >= LEAST else []
            most = min(most, rank + MORE) if is_step and score >= ENOUGH else most
        kept.sort(key=lambda each: (-each[0], each[1].cost))
        return [patch for score, patch in kept if 2 * score >= kept[0][0]]

    def edits(self) -> list[tuple[float, Patch]]:
        """Return the edits of lines that wrong steps depend on, and no right one, by what speaks against them."""
        found: dict[tuple[int, str], tuple[float, Patch]] = {}
        made = list[tuple[Patch, bool, float]]()
        deadline = self.case.left(SECONDS_EDITS)
        lines = sorted((self.doubt(places), i, self.wrong_place(places)) for i, places in enumerate(self.lines))
        for is_wide in (False, True):
            for doubt, _, place in lines:
                if spent() > deadline:
                    break
                tries = self.search.evaluated(place[0], place, MOST_COST, is_wide=is_wide)
                read = ((patch, bool(self.kinds(0, place, value, None)), doubt) for patch, value in tries)
                made += [each for each in read if each[1] or not is_wide]  # most of the wide ones give nothing known
        for patch, is_adjoint, doubt in made:
            key = patch.site, patch.text(self.case.statement(patch.site))
            if key not in found and not self.search.is_odd(patch):
                found[key] = patch.cost + doubt - ADJOINT * is_adjoint, patch
        return sorted(found.values(), key=lambda each: each[0])

    def wrong_place(self, places: Sequence[Place]) -> Place:
        """Return where a line is first no adjoint; where it first runs if it always is one."""
        return next((place for place in places if place not in self.sound.full), places[0])

    def doubt(self, places: Sequence[Place]) -> float:
        """Return what speaks against a line: it is an adjoint, or something before it is none."""
        is_sound = set(places) <= self.sound.sound | self.sound.shares
        if places[0][0] in self.renamed:
            return RENAMED
        return SOUND if is_sound else AFTER * (places[0][0] not in self.firsts | self.memories)

    @cached_property
    def memories(self) -> set[int]:
        """Return the lines of an optimiser's memory in a list: of no array, so that none knows their right value."""
        states, text = self.case.steps.states, self.case.text
        return {e.site for e in self.case.events if e.site >= 0 and e.only is None and text(e.place) in states}

    @cached_property
    def firsts(self) -> set[int]:
        """Return the lines that are no adjoints, and before which none is."""
        return {place[0] for place in self.sound.firsts(self.case.left(SECONDS_FIRSTS))}

    def is_renamed(self, event: Event) -> bool:
        """Return whether a line only gives numbers of the forward pass another name; a parameter is kept for later."""
        statement, held = self.case.statement(event.site), event.value
        value, own = getattr(statement, "value", None), {each.name for each in self.case.window.parameters}
        is_bare = isinstance(value, NAMED) and root(value) not in own
        is_float = held is not None and bool(held.any()) and not isinstance(event.only and event.only.thing, int)
        return isinstance(statement, ast.Assign) and is_bare and is_float and event.place not in self.search.blame.given

    @cached_property
    def lines(self) -> list[Sequence[Place]]:
        """Return where those lines run that wrong steps depend on, and no right one that moves, and the steps.

        So do those below the loss that give an array of the forward pass another name: an error may lack its target.
        """
        blame, truth = self.search.blame, self.case.truth(0)
        assert truth is not None
        goods, parameters = self.before[0].steps, self.case.window.parameters
        right = {i for i, (good, g) in enumerate(zip(goods, truth.gradients, strict=True)) if good and g.any()}
        base = self.case.steps.taken(self.search.bench.run(self.search.patches, self.search.swaps))
        found: dict[int, Sequence[Place]] = {}
        for unit in blame.units:
            reached = blame.influences(unit, {}, base) if unit.site not in found else set()
            if reached and not reached & right:
                found[unit.site] = unit.places
        steps = [place for p, good in zip(parameters, goods, strict=True) if not good for place, _ in p.changes]
        late = self.case.events[index_of(self.case.events, self.case.losses[-1]) + 1 :]
        copies = [e.place for e in late if e.site >= 0 and self.is_renamed(e)]
        self.renamed = {place[0] for place in copies}
        for place in (*copies, *(e.place for e in late if e.place[0] in self.memories), *steps):
            if place[0] >= 0 and not self.case.script.program.is_added(place[0]):
                found.setdefault(place[0], (place,))
        return list(found.values())


def _score(gains: Gains) -> int:
    """Return how much became right: a step counts twice, and so does an array that is what its name says."""
    sites = {i for kind, i in gains if kind in ("array", "share")}
    return len(sites) + sum(LEAST if kind in STEPS else 1 for kind, _ in gains if kind not in ("array", "share"))


def _gained(before: RightParts, now: RightParts) -> Gains:
    """Return what is right now and was not; nothing if what was right is not."""
    found = set[tuple[str, int]]()
    for kind, old, new in (
        ("step", before.steps, now.steps),
        ("direction", before.directions, now.directions),
        ("entries", before.entries, now.entries),
    ):
        if any(a > b for a, b in zip(old, new, strict=True)):
            return frozenset()
        found |= {(kind, i) for i, (a, b) in enumerate(zip(old, new, strict=True)) if b > a}
    if any("array" in kinds and not now.kinds.get(place) for place, kinds in before.kinds.items()):
        return frozenset()
    more = ((place[0], kinds - before.kinds.get(place, NOTHING)) for place, kinds in now.kinds.items())
    return frozenset(found | {(kind, site) for site, kinds in more for kind in kinds})
