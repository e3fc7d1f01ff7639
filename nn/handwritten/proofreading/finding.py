"""The wrong lines of a script, the first one first, each with what was proved to fix it.

Two judges: which line's right value makes the steps right, and which line has a small edit that does. Where they differ
the edit wins, since it is proved. Then the right value takes its place, and reading goes on.
"""

from __future__ import annotations

import ast
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from nn.handwritten.proofreading.behind import behind
from nn.handwritten.proofreading.bench import Bench, Patch, Proof
from nn.handwritten.proofreading.blame import Blame
from nn.handwritten.proofreading.case import Case, Swaps
from nn.handwritten.proofreading.chain import SMALL, Repairs, chained
from nn.handwritten.proofreading.fixes import SECONDS, SHOWN, Search
from nn.handwritten.proofreading.handing import handing, may_add, sums_of
from nn.handwritten.proofreading.headers import headers
from nn.handwritten.proofreading.leads import Lead, leads_of, lists_of, open_returns, stopped_at
from nn.handwritten.proofreading.marking import targets
from nn.handwritten.proofreading.naming import is_gradient
from nn.handwritten.proofreading.recording import index_of
from nn.handwritten.proofreading.signs import mixed, with_other_signs
from nn.handwritten.proofreading.sounding import sounded
from nn.handwritten.proofreading.swap import Swap, first_wrong, multiple_of
from nn.handwritten.proofreading.wrongs import Found, Ranked, Wrong, rated

MOST_LINES = 4
MORE_LINES = 0.5
"""What another wrong line costs, beside its edit."""
MORE_FACTOR = 1.0
"""What one edit costs that brings a factor into all gradients."""
AROUND = 0.3
"""What speaks against a line that only leads the pass or hands arrays on, beside one that computes something."""
SECONDS_AROUND = 0.8
SECONDS_FIRST = 0.8
SECONDS_SIGNS = 1.0
OTHER = 0.3
"""What speaks against the same explanation with its signs elsewhere."""
SECONDS_AT_ONCE = 0.4
CLEAR = 2.3
"""The cost of an edit above which several lines are not said without a longer search for one that explains all."""
BEHIND = 0.3
"""What speaks against a line that is no adjoint, beside one that is."""
QUICK = 0.6
"""The part of the time in which several lines with small edits are looked for; the rest is for all other lines."""
MOST_SECONDS = 6.0, 2.0
"""The CPU time for reading the steps, and for reading the names, after which only what was found so far is said."""
MOST_IN_ALL = 9.0
"""The CPU time after the first look at a script in which nothing new is begun."""


def wrong_lines(case: Case, seconds: tuple[float, float] | None = None) -> Found:
    """Find the wrong lines; where other signs in them say the same, those that most arrays and steps have."""
    found = _explained(case, seconds)
    is_signed = found.done and case.stop is None and all(wrong.proofs for wrong in found.wrong)
    case.deadline = time.process_time() + SECONDS_SIGNS
    others = list(with_other_signs(case, found)) if is_signed else []
    if not others:
        return found
    sizes = {each: _size(case, each)[2] + mixed(case, each) + OTHER * (each is not found) for each in (found, *others)}
    return min(sizes, key=lambda each: sizes[each])


def _explained(case: Case, seconds: tuple[float, float] | None = None) -> Found:
    """Find the wrong lines. If one proved fix, or small ones, do not explain all of them, read the names, too."""
    seconds = seconds or MOST_SECONDS
    start = time.process_time()
    case.deadline = start + QUICK * seconds[0]
    quick = _one_by_one(case, Repairs(), is_quick=True)
    if case.shared is not None and (found := _beside_factor(case, case.shared, quick)) is not None:
        return found
    if _is_clear(case, quick):
        return min((quick, *_handed(case)), key=lambda found: _size(case, found))
    case.deadline = start + seconds[0]
    plain = _checked(case, _one_by_one(case, Repairs()))
    if case.stop is not None and plain.done and not plain.wrong:  # what stops is all that is wrong
        stops = sorted(case.script.skipped, key=case.script.program.line)[:1]
        return Found(tuple(Wrong(site, (site, 0, 0), None, (), frozenset()) for site in stops))
    small = [wrong.proofs and wrong.proofs[0].patch.cost <= SMALL for wrong in plain.wrong]
    if plain.done and (all(small) or (len(small) == 1 and plain.wrong[0].proofs)) and not _odd(case, plain):
        return plain
    if plain.wrong and plain.wrong[0].is_giver:
        return plain
    last = start + MOST_IN_ALL - case.seconds
    case.deadline = min(last, time.process_time() + seconds[1])
    in_row = _one_by_one(case, sounded(case), is_quick=True)
    if _is_clear(case, in_row):
        return in_row
    case.deadline = min(last, time.process_time() + seconds[1])
    chain = _checked(case, _one_by_one(case, chained(case)))
    is_before = bool(chain.wrong and plain.wrong) and _order(case, chain.wrong[0]) < _order(case, plain.wrong[0])
    is_first = bool(plain.wrong) and plain.wrong[0].is_first and not (chain.done and is_before)
    if not chain.wrong or (is_first and not all(wrong.proofs for wrong in chain.wrong)):
        return plain
    return chain if chain.done and (not plain.done or _size(case, chain) < _size(case, plain)) else plain


def _beside_factor(case: Case, factor: float, quick: Found) -> Found | None:
    """Return the wrong lines beside a factor that a script leaves out of all gradients, by its own convention.

    None if the lines that bring the factor in are hardly more to put right.
    """
    case.wanted, case.swaps, case.deadline = factor, None, case.deadline + SECONDS
    found = _one_by_one(case, Repairs())
    cost = sum(wrong.proofs[0].patch.cost for wrong in quick.wrong) if _is_clear(case, quick) else float("inf")
    own = [wrong.proofs[0].patch.cost for wrong in found.wrong if wrong.proofs]
    if found.done and len(own) == len(found.wrong) and sum(own) + MORE_FACTOR < cost:
        return found
    case.wanted, case.swaps, case.shared = 1.0, None, None
    return None


def _handed(case: Case) -> Iterator[Found]:
    """Yield the lines that hand arrays on, or lead the pass, of which one edit makes all steps right."""
    search = Search(case, Blame(case), (), ())
    for _, wrong in sorted(_around(case, search), key=lambda each: each[0]):
        if len(wrong.fixed) == sum(not right for right in search.before):
            yield Found((wrong,), (wrong.proofs[0].patch,))


def _is_clear(case: Case, found: Found) -> bool:
    """Return whether several lines, each with a fix, explain all steps."""
    costs = [wrong.proofs[0].patch.cost for wrong in found.wrong if wrong.proofs]
    return found.done and 2 <= len(costs) == len(found.wrong) and max(costs) <= CLEAR and not _odd(case, found)


def _checked(case: Case, found: Found) -> Found:
    """Return the same, with those fixes only that do for all steps what the right value in their line does."""
    wrong = []
    for each in found.wrong if found.done else ():
        rest = [swap for swap in found.swaps if swap is not each.swap]
        tried = [(p, Search(case, Blame(case), [*found.patches, p.patch], rest)) for p in each.proofs if each.swap]
        kept = tuple(proof for proof, search in tried if search.is_done)
        wrong.append(replace(each, proofs=kept if each.swap else each.proofs))
    return replace(found, wrong=tuple(wrong) or found.wrong)


def _size(case: Case, found: Found) -> tuple[float, ...]:
    """Return what two explanations are compared by: a fix at all, lines without one, and the edits and lines in all."""
    costs = [wrong.proofs[0].patch.cost for wrong in found.wrong if wrong.proofs]
    return not costs, len(found.wrong) - len(costs), sum(costs) + MORE_LINES * len(found.wrong) + _odd(case, found)


def _odd(case: Case, found: Found) -> int:
    """Return how many gradients have another sign than the usual one once all is repaired."""
    bench = Bench(case)
    blame = Blame(case, lambda draw: bench.run(*found.repairs, draw))
    return sum(count for k, count in blame.usual_factors.items() if blame.usual is not None and k * blame.usual < 0)


def _one_by_one(case: Case, repairs: Repairs, *, is_quick: bool = False) -> Found:
    """Find the wrong lines one after the other, beside those that are repaired; each is repaired before the next."""
    patches, swaps = repairs.patches, repairs.swaps
    found: list[Wrong] = []
    search = Search(case, Blame(case), patches, swaps)
    while not search.is_done and len(found) + len(repairs.sites) < MOST_LINES and time.process_time() < case.deadline:
        wrong = _next(case, patches, swaps, is_quick)
        if wrong is None:
            break
        found.append(wrong)
        if wrong.swap is None and not wrong.proofs:
            break
        if wrong.swap is not None and not (wrong.proofs and repairs.sites):  # a right value hides those before it
            swaps = [*swaps, wrong.swap]
        else:
            patches = [*patches, wrong.proofs[0].patch]
        search = Search(case, Blame(case), patches, swaps)
    if search.is_done:
        patches, swaps, kept = _needed(case, patches, swaps, repairs)
        found = [*kept, *found]
    order = sorted(found, key=lambda wrong: _order(case, wrong))
    return Found(tuple(order), tuple(patches), tuple(swaps), search.is_done)


def _needed(
    case: Case, patches: Sequence[Patch], swaps: Sequence[Swap], repairs: Repairs
) -> tuple[list[Patch], list[Swap], list[Wrong]]:
    """Return the patches and right values without which some step is wrong, and the lines that are repaired."""
    kept, values, found = list(patches), list(swaps), []
    for patch in repairs.patches:
        others = [each for each in kept if each is not patch]
        search = Search(case, Blame(case), others, values)
        proof = search.proof(patch)
        if proof is None:
            kept = others if search.is_done else kept
            continue
        found.append(Wrong(patch.site, case.first_place(patch.site), None, (proof,), proof.fixed))
    for swap in repairs.swaps:
        rest = [each for each in values if each is not swap]
        search = Search(case, Blame(case), kept, rest)
        if search.is_done:
            values = rest
            continue
        proofs = search.at(swap.unit.site, swap.unit.places, swap.parts()[0], case.left(SECONDS / 2))
        found.append(Wrong(swap.unit.site, first_wrong(swap), swap, tuple(proofs), swap.fixed))
    return kept, values, found


def _order(case: Case, wrong: Wrong) -> int:
    return index_of(case.events, wrong.place)


def _next(case: Case, patches: Sequence[Patch], swaps: Sequence[Swap], is_quick: bool) -> Wrong | None:
    """Return the first line that is wrong, beside those that are repaired; quickly only one with a proved fix."""
    blame = _blame(case, patches, swaps)
    search = Search(case, blame, patches, swaps)
    found = _explaining(case, blame, search, patches, swaps, is_quick)
    if is_quick:
        return found
    return _first(case, search, found) or found


def _first(case: Case, search: Search, found: Wrong | None) -> Wrong | None:
    """Return the first line that is unsound, if it says more than what was found without a fix."""
    open_ = sum(not right for right in search.before)
    is_part = found is not None and bool(found.proofs) and len(found.fixed) < open_
    if case.stop is not None or (found is not None and not is_part and (found.proofs or _is_off(found.swap))):
        return None
    sound = search.sound
    places = sound.clear
    if not places or (is_part and places[0] not in sound.givers):
        return None
    leads = [Lead(place[0], (place,), None, None, 0.0) for place in places]
    ranked = list(_by_cost(search, leads, time.process_time() + SECONDS_FIRST, open_, is_wide=True))
    first = ranked[0][1] if ranked else Wrong(places[0][0], places[0], None, (), frozenset())
    if found is not None and not ranked and found.site == first.site:
        return replace(found, is_first=True)
    is_before = found is not None and _order(case, found) < _order(case, first)
    if found is not None and len(found.fixed) == open_ and is_before and not ranked:
        return None
    return replace(first, is_first=True, is_giver=first.place in sound.givers)


def _is_off(swap: Swap | None) -> bool:
    """Return whether a line holds its right value but for one factor: that is said of no other line."""
    factors = (
        [multiple_of(*each) for each in zip(swap.unit.held, swap.parts(), strict=True)] if swap is not None else []
    )
    return bool(factors) and all(k is not None and not np.isnan(k) for k in factors)


def _explaining(
    case: Case, blame: Blame, search: Search, patches: Sequence[Patch], swaps: Sequence[Swap], is_quick: bool
) -> Wrong | None:
    """Return the line whose edit or right value explains most of the wrong steps."""
    case.code = search.bench.code(patches) if patches else None
    try:
        done = {place: value for swap in swaps for place, value in swap.swaps.items()}
        ranked = blame.ranked(_swaps(case, blame, done, is_whole=not patches and not swaps))
        sites = {place[0] for place in done}
        leads = [lead for lead in leads_of(case, blame, search, ranked) if lead.site not in sites]
        if is_quick:
            return _at_once(case, search, leads)
        best = _proved(case, search, leads)
        is_full = best is not None and len(best.fixed) == sum(not right for right in search.before)
        if not is_full and (moved := _too_early(case, search, best)) is not None:
            return moved
        if best is not None and (not ranked or len(best.fixed) >= len(ranked[0].fixed)):
            return best
        if ranked and ranked[0].unit.places[0] not in done:
            swap = ranked[0]
            return Wrong(swap.unit.site, first_wrong(swap), swap, (), swap.fixed)
        return None if patches or swaps else _suspect(case, blame, search)
    finally:
        case.code = None


def _swaps(case: Case, blame: Blame, done: Swaps, *, is_whole: bool) -> list[Swap]:
    """Return the right values that make steps right; those of the script as it is are searched once."""
    if not is_whole:
        return blame.swaps(done)
    case.swaps = blame.swaps(done) if case.swaps is None else case.swaps
    return case.swaps


def _blame(case: Case, patches: Sequence[Patch], swaps: Sequence[Swap]) -> Blame:
    """Return the lines of the script as it is repaired."""
    bench = Bench(case)
    return Blame(case, lambda draw: bench.run(patches, swaps, draw)) if patches or swaps else Blame(case)


def _too_early(case: Case, search: Search, best: Wrong | None) -> Wrong | None:
    """Return a statement that stands too early: moved below another it makes more steps right than the best line."""
    sites = {unit.site for unit in search.blame.units} | {place[0] for place in search.blame.moved}
    sites |= {place[0] for _, place in case.outcome.recorder.skips}
    deadline = case.left(SECONDS / 2)
    for patch in search.moves(sites):
        proof = search.proof_once(patch) if time.process_time() < deadline else None
        if proof is not None and len(proof.fixed) > (len(best.fixed) if best is not None else 0):
            return Wrong(patch.site, case.first_place(patch.site), None, (proof,), proof.fixed)
    return None


def _suspect(case: Case, blame: Blame, search: Search) -> Wrong | None:
    """Return the line that stops, or the first that is no adjoint and leads to a wrong step, if nothing is proved."""
    stopped = stopped_at(case, search)
    if stopped:
        return Wrong(stopped[0][0], stopped[0], None, (), frozenset())
    base = case.steps.taken(case.run())
    wrong = {i for i, good in enumerate(search.before) if not good}
    known = case.read_as(case.outcome)
    units, returns = blame.units, []
    if case.script.program.is_pair:
        texts = case.script.texts
        ends = [event.place for event in open_returns(case, blame)]
        returns = [Wrong(place[0], place, None, (), frozenset()) for place in ends]
        read = [blame.meanings.read(unit.places[-1]) for unit in units]
        open_ = [unit for unit, m in zip(units, read, strict=True) if m is None or m.of is not None]
        units = sorted(open_, key=lambda unit: not is_gradient(texts.get(unit.key, "")))
    for unit in units:
        is_open = unit.held[-1].size > 1 and not set(unit.places) & known
        if is_open and blame.influences(unit, {}, base) & wrong:
            return Wrong(unit.site, unit.places[0], None, (), frozenset())
    return returns[-1] if returns else _step_alone(case, search)


def _step_alone(case: Case, search: Search) -> Wrong | None:
    """Return the line that takes all steps that are wrong, and none that is right, where there are such steps."""
    taken = [parameter.changes[0][0] for parameter in case.window.parameters]
    sites = [
        {place[0] for place, good in zip(taken, search.before, strict=True) if good == side} for side in (False, True)
    ]
    wrong = [place for place, good in zip(taken, search.before, strict=True) if not good]
    is_read = not any((*lists_of(case, search.blame), *open_returns(case, search.blame)))  # all that leads there
    is_one = is_read and len(sites[0]) == 1 and bool(sites[1]) and not sites[0] & sites[1]
    is_own = is_one and not case.script.program.is_added(wrong[0][0]) and case.script.program.missing == {}
    return Wrong(wrong[0][0], wrong[0], None, (), frozenset(), is_first=True) if is_own else None


def _proved(case: Case, search: Search, leads: Sequence[Lead]) -> Wrong | None:
    """Return the line whose fix makes most steps right, by the smallest edit; those of a known right value first."""
    open_ = sum(not right for right in search.before)
    is_first = not search.patches and not search.swaps
    ranked = [*_signs(search, leads), *(_around(case, search) if is_first else ())]
    is_explained = any(len(wrong.fixed) == open_ for _, wrong in ranked)
    deadline = case.left(SECONDS / (1 + len(search.patches) + len(search.swaps) + 2 * is_explained))
    masked: list[Lead] = []
    """The lines that may give more than their right value: a later line takes it off again, as dh[h <= 0] = 0 does."""
    for order, lead in sorted(enumerate(leads), key=lambda each: each[1].target is None):
        now = time.process_time()
        if now > deadline or (lead.target is None and lead.swap is None):
            continue
        proofs = search.at(lead.site, lead.places, lead.target, min(deadline, now + SECONDS / 2))
        if not proofs and lead.target is not None and lead.swap is not None and len(lead.swap.fixed) == open_:
            masked.append(replace(lead, target=None))
        if proofs:
            ranked.append(rated(lead, proofs, order))
            rank, wrong = ranked[-1]
            if lead.penalty <= 0 and len(wrong.fixed) == open_ and rank[1] <= SMALL:
                break
    ranked += _around(case, search) if not is_first and not ranked else ()
    if is_first and all(len(wrong.fixed) < open_ for _, wrong in ranked):
        until = min(deadline, time.process_time() + SECONDS / 4)
        full = [each for each in enumerate(leads) if each[1].swap is not None and len(each[1].swap.fixed) == open_]
        ranked += [found for order, lead in full for found in _behind(search, lead, until, order)]
    if masked and all(len(wrong.fixed) < open_ for _, wrong in ranked):
        ranked += _by_cost(search, masked, case.left(SECONDS / 2), open_, is_wide=False)
    blind = [lead for lead in leads if lead.target is None]
    stopped = {place[0] for place in stopped_at(case, search)}
    if stopped and all(len(wrong.fixed) < open_ for _, wrong in ranked):  # all that comes after it is unknown
        first = [lead for lead in blind if lead.site in stopped]
        ranked += _by_cost(search, first, case.left(SECONDS / 2), open_, is_wide=False)
    if case.stop is None and all(len(wrong.fixed) < open_ for _, wrong in ranked):
        clear = {place[0] for place in search.sound.clear}
        first = [lead for lead in blind if lead.site in clear]
        ranked += _by_cost(search, first, case.left(SECONDS / 2), open_, is_wide=False)
    if ranked and min(ranked, key=lambda each: each[0])[0][1] > CLEAR:  # a line of no known value may have less
        ranked += _by_cost(search, blind, case.left(SECONDS / 4), open_, is_wide=False)
    for is_wide in (False, True):  # to make the edits that put arrays around a line takes longest
        most = max((len(wrong.fixed) for _, wrong in ranked), default=0)
        if most < open_:
            until = case.left(SECONDS / 2)
            ranked += _by_cost(search, blind, until if ranked else max(deadline, until), most + 1, is_wide)
        if most < open_ and not is_wide and all(len(wrong.fixed) < open_ for _, wrong in ranked):
            ranked += _far(search, leads, case.left(SECONDS / 2), open_)
    return min(ranked, key=lambda each: each[0])[1] if ranked else None


def _at_once(case: Case, search: Search, leads: Sequence[Lead]) -> Wrong | None:
    """Return the line of a known right value whose edit makes most steps right, if no line may explain all of them."""
    open_ = sum(not right for right in search.before)
    is_first = not search.patches and not search.swaps
    if is_first and any(lead.swap is not None and len(lead.swap.fixed) == open_ for lead in leads):
        return None
    ranked = list(_signs(search, leads))
    most = max((len(lead.swap.fixed) for lead in leads if lead.swap is not None), default=open_)
    for order, lead in enumerate(leads):
        deadline = case.left(SECONDS_AT_ONCE)
        if time.process_time() > deadline:
            break
        if lead.target is not None or lead.swap is not None:
            hits = search.hits(lead.site, lead.places[0], lead.target) if lead.target is not None else ()
            proofs = search.first_proved([*hits, *search.signs(lead.site)], deadline)
            ranked += [rated(lead, proofs, order)] if proofs else []
            if proofs and len(proofs[0].fixed) == most and proofs[0].patch.cost <= SMALL:
                break
    best = min(ranked, key=lambda each: each[0])[1] if ranked else None
    return None if best is None or (is_first and len(best.fixed) == open_) else best


def _signs(search: Search, leads: Sequence[Lead]) -> Iterator[Ranked]:
    """Yield the lines of steps, of sums and of lists that another sign, or += for =, makes right."""
    statements = search.case.script.program.statements
    assigned = Counter(ast.unparse(target) for statement in statements for target in targets(statement))
    for order, lead in enumerate(leads):
        made = targets(statements[lead.site]) if isinstance(statements[lead.site], ast.Assign) else []
        is_again = len(made) == 1 and assigned[ast.unparse(made[0])] > 1
        is_list = isinstance(getattr(statements[lead.site], "value", None), ast.ListComp)
        is_sum = isinstance(statements[lead.site], ast.AugAssign)
        if is_list or is_sum or is_again or any(place[0] == lead.site for place in search.blame.moved):
            edits = sorted(search.signs(lead.site), key=lambda patch: patch.cost)
            signs = [search.proof_once(patch) for patch in edits]
            if proofs := [proof for proof in signs if proof is not None]:
                yield rated(lead, proofs, order)


def _around(case: Case, search: Search) -> Iterator[Ranked]:
    """Yield the lines that compute nothing, but lead the pass or hand arrays on, whose edits make steps right."""
    sites = {unit.site for unit in search.blame.units} | {place[0] for place in search.blame.moved}
    deadline = case.left(SECONDS_AROUND / (1 + len(search.patches) + len(search.swaps)))
    most = sum(not right for right in search.before)
    forward = search.blame.forward
    backward = [e for e in search.blame.events if e.site >= 0 and e.place not in forward]
    sums = sums_of(case.script.program.tree)
    handed = {e.site for e in backward if e.only is None or may_add(case.script.program.statements[e.site], sums)}
    tries = (*headers(case, sites), *handing(case, sites | handed, search.blame.idle))
    begun = {site for site, _ in case.stop.recorder.waiting} if case.stop is not None else set()
    for place, patch in sorted(tries, key=lambda each: (each[1].site not in begun, each[1].cost)):
        proof = search.proof_once(patch) if time.process_time() < deadline else None
        if proof is not None and (case.stop is None or len(proof.fixed) == most):
            yield rated(Lead(patch.site, (place,), None, None, AROUND), [proof], len(sites))


def _behind(search: Search, lead: Lead, deadline: float, order: int) -> Iterator[Ranked]:
    """Yield the line behind another one that a small edit makes right, so that the other gives its right value."""
    if lead.target is None:
        return
    found: list[Proof] = []
    for patch in behind(search, lead.places[0], lead.target, deadline):
        if len(found) == SHOWN or time.process_time() > deadline:
            break
        proof = search.proof_once(patch) if not found or patch.site == found[0].patch.site else None
        found += [proof] if proof is not None else []
    if found:
        site = found[0].patch.site
        places = tuple(event.place for event in search.case.events if event.site == site)
        yield rated(Lead(site, places, None, None, lead.penalty + BEHIND), found, order)


def _far(search: Search, leads: Sequence[Lead], deadline: float, most: int) -> Iterator[Ranked]:
    """Yield the lines that are right with what stands elsewhere in the script, those of all wrong steps first."""
    known = [(order, lead) for order, lead in enumerate(leads) if lead.target is not None]
    for order, lead in sorted(known, key=lambda each: each[1].swap is None):
        if time.process_time() < deadline and lead.target is not None:
            proofs = search.far(lead.site, lead.places[0], lead.target, deadline)
            if proofs:
                yield rated(lead, proofs, order)
            if proofs and len(proofs[0].fixed) == most:
                return


def _by_cost(search: Search, leads: Sequence[Lead], deadline: float, most: int, is_wide: bool) -> Iterator[Ranked]:
    """Yield the first line that a small edit makes right, where nothing is known of what it should give."""
    found: list[Proof] = []
    at = -1
    for order, patch in _tries(search, leads, is_wide, deadline):
        is_worse = bool(found) and patch.cost > found[0].patch.cost + 0.5
        if time.process_time() > deadline or len(found) == SHOWN or is_worse:
            break
        proof = search.proof_once(patch) if at in (-1, order) else None
        if proof is not None and len(proof.fixed) >= most:
            at, deadline = order, min(deadline, time.process_time() + SECONDS / 8)
            found.append(proof)
    if found:
        yield rated(leads[at], found, at)


def _tries(search: Search, leads: Sequence[Lead], is_wide: bool, deadline: float) -> list[tuple[int, Patch]]:
    """Return the edits of the lines that there is time for, by their cost, each with the number of its line."""
    tries = [
        (patch.cost + lead.penalty, order, patch)
        for order, lead in enumerate(leads)
        if time.process_time() < deadline
        for patch in search.hits(lead.site, lead.places[0], None, is_wide)
        if is_wide or patch.cost <= SMALL
    ]
    return [(order, patch) for _, order, patch in sorted(tries, key=lambda each: each[:2])]
