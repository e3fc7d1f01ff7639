"""The next wrong line of a script, beside those that are repaired: its right value, an edit, or nothing before it.

Two judges: which line's right value makes the steps right, and which line has a small edit that does. Where they differ
the edit wins, since it is proved.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from nn.handwritten.proofreading.behind import moves
from nn.handwritten.proofreading.bench import Patch
from nn.handwritten.proofreading.case import Case, Swaps
from nn.handwritten.proofreading.chain import SMALL
from nn.handwritten.proofreading.clock import spent
from nn.handwritten.proofreading.fixes import SECONDS, Search, blame_of
from nn.handwritten.proofreading.leads import Lead, leads_of, lists_of, open_returns, stopped_at
from nn.handwritten.proofreading.naming import is_gradient
from nn.handwritten.proofreading.recording import index_of
from nn.handwritten.proofreading.swap import Swap, first_wrong, multiple_of
from nn.handwritten.proofreading.twice import beside, hiding, right_at_first, twice
from nn.handwritten.proofreading.wrongs import (
    Tries,
    Wrong,
    at_once,
    by_cost,
    first_tries,
    fixed_by,
    is_open,
    proved,
    rank_of,
)

SECONDS_FIRST = 0.8  # the seconds of work for the edits of the first unsound lines
MOST_PARTS = 2  # how many fixes of some steps are tried beside another one
SECONDS_PARTS = 1.5  # the seconds of work for those
SECONDS_TWO = 2.4  # the seconds of work for two lines of which one hides the other, however long others took


def next_line(case: Case, patches: Sequence[Patch], swaps: Sequence[Swap], is_quick: bool) -> Wrong | None:
    """Return the first line that is wrong, beside those that are repaired; quickly only one with a proved fix."""
    search = Search(case, patches, swaps, blame_of(case, patches, swaps))
    found = _explaining(search, is_quick)
    return found if is_quick else _first(search, found) or found


def _first(search: Search, found: Wrong | None) -> Wrong | None:
    """Return the first line that is unsound, if it says more than what was found without a fix."""
    case = search.case
    is_part = found is not None and bool(found.proofs) and len(found.fixed) < search.open
    if case.stop is not None or (found is not None and not is_part and (found.proofs or _is_off(found.swap))):
        return None
    sound = search.sound
    places = sound.clear
    if not places or (is_part and places[0] not in sound.givers):
        return None
    leads = [Lead(place[0], (place,), None, None, 0.0) for place in places]
    ranked = list(by_cost(search, leads, spent() + SECONDS_FIRST, search.open, is_wide=True))
    first = ranked[0][1] if ranked else Wrong(places[0][0], places[0])
    if found is not None and not ranked and found.site == first.site:
        return replace(found, is_first=True)
    is_before = found is not None and order_of(case, found) < order_of(case, first)
    is_adjoint = (meaning := search.blame.meanings.read(first.place)) is not None and meaning.of is not None
    if found is not None and len(found.fixed) == search.open and (is_before or is_adjoint) and not ranked:
        return None
    return replace(first, is_first=True, is_giver=first.place in sound.givers)


def _is_off(swap: Swap | None) -> bool:
    """Return whether a line holds its right value but for one factor: that is said of no other line."""
    pairs = zip(swap.unit.held, swap.parts(), strict=True) if swap is not None else ()
    factors = [multiple_of(*each) for each in pairs]
    return bool(factors) and all(k is not None and not np.isnan(k) for k in factors)


def _explaining(search: Search, is_quick: bool) -> Wrong | None:
    """Return the line whose edit or right value explains most of the wrong steps."""
    case, blame, kept = search.case, search.blame, search.case.code
    case.code = search.bench.code(search.patches) if search.patches else None
    try:
        done = {place: value for swap in search.swaps for place, value in swap.swaps.items()}
        ranked = blame.doubts.ranked(_swaps(search, done))
        sites = {place[0] for place in done}
        leads = [lead for lead in leads_of(case, blame, search, ranked) if lead.site not in sites]
        if is_quick:
            return at_once(search, leads)
        first = first_tries(search, leads)
        if is_open(search, first.ranked) and (two := _two(search, leads, first)) is not None:
            return two
        best = proved(search, leads, first)
        is_full = best is not None and len(best.fixed) == search.open
        if not is_full and (moved := _too_early(search, best)) is not None:
            return moved
        if best is not None and (not ranked or len(best.fixed) >= len(ranked[0].fixed)):
            return best
        if ranked and ranked[0].unit.places[0] not in done:
            swap = ranked[0]
            if (stopped := stopped_at(case, search)) and _has_shape(swap):  # it lacks what that line would give
                return Wrong(stopped[0][0], stopped[0])
            return Wrong(swap.unit.site, first_wrong(swap), swap, (), swap.fixed)
        return _suspect(search) if search.is_first else None
    finally:
        case.code = kept


def _has_shape(swap: Swap) -> bool:
    """Return whether a line holds an array of the shape that its right value has."""
    return all(held.shape == right.shape for held, right in zip(swap.unit.held, swap.values, strict=False))


def _two(search: Search, leads: Sequence[Lead], first: Tries) -> Wrong | None:
    """Return one of two wrong lines, each with a small edit, where the right value of a line hides another one."""
    if not hiding(search, leads):
        return None
    search.case.deadline = max(search.case.deadline, min(search.case.end, spent() + SECONDS_TWO))
    part = [wrong.proofs[0].patch for _, wrong in sorted(first.ranked, key=rank_of) if wrong.proofs]
    small = [patch for patch in part if patch.cost <= SMALL][:MOST_PARTS]
    deadline = search.case.left(SECONDS_PARTS)
    for patch in (*small, *right_at_first(search, leads)):
        if spent() > deadline:
            break
        patches = [*search.patches, patch]
        wrong = next_line(search.case, patches, search.swaps, is_quick=True)
        rest = Search(search.case, patches, search.swaps).open
        if wrong is not None and wrong.proofs[0].patch.cost <= SMALL and len(wrong.fixed) == rest:
            return replace(wrong, beside=patch)
    pair = twice(search, leads)
    proof = Search(search.case, *beside(search, pair[0])).proof(pair[1]) if pair is not None else None
    return None if proof is None or pair is None else replace(fixed_by(search.case, proof), beside=pair[0])


def _swaps(search: Search, done: Swaps) -> list[Swap]:
    """Return the right values that make steps right; those of the script as it is are searched once."""
    if not search.is_first:
        return search.blame.swaps(done)
    case, blame = search.case, search.blame
    if case.swaps is None:
        case.swaps, case.reached = blame.swaps(done), (blame.idle, blame.mixed)
    blame.idle, blame.mixed = case.reached
    return case.swaps


def _too_early(search: Search, best: Wrong | None) -> Wrong | None:
    """Return a statement that stands too early: moved below another it makes more steps right than the best line."""
    case = search.case
    sites = search.sites | {place[0] for _, place in case.outcome.recorder.skips}
    deadline = case.left(SECONDS / 2)
    for patch in moves(case.script.program.tree, sites, {place[0] for place in search.blame.moved}):
        proof = search.proof_once(patch) if spent() < deadline else None
        if proof is not None and len(proof.fixed) > (len(best.fixed) if best is not None else 0):
            return fixed_by(case, proof)
    return None


def _suspect(search: Search) -> Wrong | None:
    """Return the line that stops, or the first that is no adjoint and leads to a wrong step, if nothing is proved."""
    case, blame = search.case, search.blame
    if stopped := stopped_at(case, search):
        return Wrong(stopped[0][0], stopped[0])
    base = case.steps.taken(case.run())
    wrong = {i for i, good in enumerate(search.before) if not good}
    known = case.read_as(case.outcome)
    units, returns = blame.units, []
    if case.script.program.is_pair:
        returns = [Wrong(event.site, event.place) for event in open_returns(case, blame)]
        read = [blame.meanings.read(unit.places[-1]) for unit in units]
        open_ = [unit for unit, m in zip(units, read, strict=True) if m is None or m.of is not None]
        units = sorted(open_, key=lambda unit: not is_gradient(case.text(unit.key)))
    for unit in units:
        is_open = unit.held[-1].size > 1 and not set(unit.places) & known
        if is_open and blame.influences(unit, {}, base) & wrong:
            return Wrong(unit.site, unit.places[0])
    return returns[-1] if returns else _step_alone(search)


def _step_alone(search: Search) -> Wrong | None:
    """Return the line that takes all steps that are wrong, and none that is right, where there are such steps."""
    case, program = search.case, search.case.script.program
    taken = [parameter.changes[0][0] for parameter in case.window.parameters]
    steps = list(zip(taken, search.before, strict=True))
    wrong, right = ([place for place, good in steps if good == side] for side in (False, True))
    is_read = not any((*lists_of(case, search.blame), *open_returns(case, search.blame)))  # all that leads there
    sites = {place[0] for place in wrong}
    is_one = is_read and len(sites) == 1 and bool(right) and sites.isdisjoint(place[0] for place in right)
    is_own = is_one and not program.is_added(wrong[0][0]) and program.missing == {}
    return Wrong(wrong[0][0], wrong[0], is_first=True) if is_own else None


def order_of(case: Case, wrong: Wrong) -> int:
    """Return which assignment of the pass is wrong first in a line."""
    return index_of(case.events, wrong.place)
