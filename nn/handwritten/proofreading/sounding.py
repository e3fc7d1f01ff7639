"""Lines that are put right because their array is then an adjoint, though no step is right yet: another line is wrong.

Two lines in a row hide each other: with one of them right, the steps are still wrong. But what the first gives can be
read by itself, and an edit with which it is an adjoint on all draws, and was none before, is no chance.
"""

from __future__ import annotations

import time

import numpy as np

from nn.handwritten.proofreading.bench import Patch
from nn.handwritten.proofreading.case import Case
from nn.handwritten.proofreading.chain import MOST_REPAIRS, Repairs
from nn.handwritten.proofreading.fixes import Search, blame_of
from nn.handwritten.proofreading.recording import Place
from nn.handwritten.proofreading.sound import Sound, multiples
from nn.handwritten.proofreading.steps import multiple, near

MOST_EDITS = 6
"""How many edits of a line that give an adjoint are read on all draws."""
SECONDS = 2.5
UNUSUAL = 1.0
"""What speaks against an edit that gives an adjoint with another factor than most arrays have."""


def sounded(case: Case) -> Repairs:
    """Repair the first line that is no adjoint by an edit that makes it one, and so on, until the steps are right."""
    repairs, deadline = Repairs(), case.left(SECONDS)
    while len(repairs.patches) < MOST_REPAIRS and time.process_time() < deadline:
        sound, search = _read(case, repairs.patches)
        if search.is_done:
            break
        firsts = [place for place in sound.firsts(deadline) if place[0] not in repairs.sites]
        tries = (_edit(sound, search, place, deadline) for place in firsts if time.process_time() < deadline)
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
    edits = [(patch, None) for patch in search.signs(place[0])] if is_share else search.evaluated(place[0], place)
    for patch, value in edits:
        if time.process_time() > deadline:
            break
        factors = multiples(np.asarray(value, dtype=float), sound.known[0][0]).values() if value is not None else (1.0,)
        is_new = value is None or not any(multiple(value, x) for x in earlier if x.shape == value.shape)
        if factors and is_new and not search.is_odd(patch):
            is_usual = sound.blame.usual is None or any(near(k, sound.blame.usual) for k in factors)
            found.append((patch.cost + (0.0 if is_usual else UNUSUAL), patch))
    read: list[tuple[tuple[float, ...], Patch]] = []
    for cost, patch in sorted(found, key=lambda each: each[0])[:MOST_EDITS]:
        again, after = _read(sound.case, [*search.patches, patch])
        if place in again.full:
            read.append(((-sum(after.before), -len(again.sound), cost), patch))
        if time.process_time() > deadline:
            break
    return min(read, key=lambda each: each[0])[1] if read else None
