"""The wrong lines of a script, the first one first, each with what was proved to fix it.

A line that was found is repaired, and reading goes on. Several explanations may be found: one line after the other,
lines that are only right together, or by the names of arrays. The smallest one is said.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from nn.handwritten.proofreading.above import with_a_factor_above
from nn.handwritten.proofreading.behind import lacked_above
from nn.handwritten.proofreading.bench import Patch
from nn.handwritten.proofreading.case import Case
from nn.handwritten.proofreading.chain import SMALL, Repairs, chained, sounded
from nn.handwritten.proofreading.clock import spent
from nn.handwritten.proofreading.fixes import SECONDS, Search, blame_of
from nn.handwritten.proofreading.multiples import near
from nn.handwritten.proofreading.nextline import next_line, order_of
from nn.handwritten.proofreading.progress import Improvements
from nn.handwritten.proofreading.shared import of_one_line
from nn.handwritten.proofreading.signs import in_a_memory, mixed, with_other_signs
from nn.handwritten.proofreading.swap import Swap, first_wrong
from nn.handwritten.proofreading.twice import beside
from nn.handwritten.proofreading.wrongs import (
    CLEAR,
    SECONDS_AROUND,
    Found,
    Wrong,
    around,
    fixed_by,
    rank_of,
)

MOST_LINES = 4
MORE_LINES = 0.5  # what another wrong line costs, beside its edit
MORE_FACTOR = 1.0  # what one edit costs that brings a factor into all gradients
MORE_EXACT = 0.3  # how much more one edit may cost that brings in a factor which all steps lack
SECONDS_SIGNS = 1.0
OTHER = 0.3  # what speaks against the same explanation with its signs elsewhere
QUICK = 0.6  # the part of the time for several lines with small edits; the rest is for all other lines
PART = 0.45  # the part of what is left of all time that those may take
MOST_SECONDS = 6.0, 2.0  # the seconds of work for the steps, and for the names, after which only what was found is said
LEAST_SECONDS = 3.0  # the seconds of work for all lines, however long it took to read the script
SECONDS_REST = 2.0  # the seconds of work for what explains the rest beside lines that have small fixes, or an adjoint
SECONDS_TOGETHER = 4.5  # the seconds of work for two lines of which none alone makes a step right
SECONDS_LEFT = 2.6  # the seconds of work that are left for them where the right value of a line makes all steps right
MOST_FIRST = 3  # how many edits that make a part of the pass right are tried beside another one
SECONDS_MORE = 1.0  # the seconds of work for another wrong line, once one is found


def wrong_lines(case: Case, seconds: tuple[float, float] | None = None) -> Found:
    """Find the wrong lines; where other signs or factors say the same, those that most arrays and steps have."""
    return in_a_memory(case, of_one_line(case, _usual(case, seconds)))


def _usual(case: Case, seconds: tuple[float, float] | None) -> Found:
    found = _explained(case, seconds)
    found = _exactly(case, found) or found
    is_signed = case.stop is None and all(wrong.proofs for wrong in found.wrong)
    case.deadline = spent() + SECONDS_SIGNS
    others = list(with_other_signs(case, found)) if is_signed else []
    if is_signed and len(found.wrong) > 1:
        case.deadline = min(case.end, spent() + SECONDS_SIGNS)
        others += with_a_factor_above(case, found, lambda repairs: _one_by_one(case, repairs, is_quick=True))
    if not others:
        return found
    sizes = {each: _size(case, each)[2] + mixed(case, each) + OTHER * (each is not found) for each in (found, *others)}
    return min(sizes, key=lambda each: (not each.done, sizes[each]))


def _explained(case: Case, seconds: tuple[float, float] | None = None) -> Found:
    """Find the wrong lines. If one proved fix, or small ones, do not explain all of them, read the names, too."""
    seconds = seconds or MOST_SECONDS
    start = spent()
    case.end = max(case.end, start + LEAST_SECONDS)
    case.deadline = min(start + QUICK * seconds[0], start + PART * (case.end - start))
    quick = _one_by_one(case, Repairs(), is_quick=True)
    if case.shared is not None and (found := _beside_factor(case, case.shared, quick)) is not None:
        return found
    if _is_clear(case, quick):
        both = _together(case, Repairs(), is_alone=_is_small(quick))
        is_less = both is not None and len(both.wrong) <= len(quick.wrong)
        return min((quick, *_handed(case), *([both] if both and is_less else [])), key=lambda found: _size(case, found))
    has_one = _has_one(case)
    case.deadline = max(case.deadline, min(case.end, spent() + SECONDS_AROUND))
    if not has_one and (alone := min(_handed(case), key=lambda found: _size(case, found), default=None)) is not None:
        return alone
    if (rest := _beside(case, quick)) is not None:
        return rest
    if not has_one and (both := _together(case, Repairs())) is not None:
        return both
    case.deadline = min(case.end, max(start + seconds[0], spent() + SECONDS_REST))
    if has_one:
        case.deadline = max(min(case.deadline, case.end - SECONDS_LEFT), spent() + SECONDS_REST)
    plain = _checked(case, _one_by_one(case, Repairs()))
    if case.stop is not None and plain.done and not plain.wrong:  # what stops is all that is wrong
        stops = sorted(case.script.skipped, key=case.script.program.line)[:1]
        return Found(tuple(Wrong(site, (site, 0, 0)) for site in stops))
    small = [wrong.proofs and wrong.proofs[0].patch.cost <= SMALL for wrong in plain.wrong]
    if plain.done and (all(small) or (len(small) == 1 and plain.wrong[0].proofs)) and not _odd(case, plain):
        return plain
    if plain.wrong and plain.wrong[0].is_giver:
        return plain
    if has_one and (both := _together(case, Repairs())) is not None:
        return min((both, *([plain] if plain.done else [])), key=lambda found: _size(case, found))
    row = _sounded(case, seconds[1])
    if _is_clear(case, in_row := _one_by_one(case, row, is_quick=True)):
        return in_row
    case.deadline = min(case.end, spent() + seconds[1])
    chain = _checked(case, _one_by_one(case, chained(case)))
    is_before = bool(chain.wrong and plain.wrong) and order_of(case, chain.wrong[0]) < order_of(case, plain.wrong[0])
    is_first = bool(plain.wrong) and plain.wrong[0].is_first and not (chain.done and is_before)
    is_less = not chain.wrong or (is_first and not all(wrong.proofs for wrong in chain.wrong)) or not chain.done
    best = plain if is_less or (plain.done and _size(case, chain) >= _size(case, plain)) else chain
    is_same = bool(in_row.wrong and best.wrong) and in_row.wrong[0].site == best.wrong[0].site
    if not best.done and len(best.wrong) < len(quick.wrong):
        return quick
    return best if best.done else in_row if in_row.done and is_same else _with_further(case, best, row)


def _together(case: Case, repairs: Repairs, *, is_last: bool = False, is_alone: bool = False) -> Found | None:
    """Return lines that small edits explain, of which one alone may make no step right; None if there are none.

    Args:
        case: what was read.
        repairs: what is repaired already.
        is_last: whether only one more edit is looked for.
        is_alone: whether only one line that explains all steps is.
    """
    if not is_last:
        case.deadline = min(case.end, spent() + SECONDS_TOGETHER)
    done = repairs.patches, repairs.swaps
    search = Search(case, *done, blame_of(case, *done))
    seeds = _seeds(search)
    if search.is_first and any(all(search.bench.right([patch])) for patch in seeds):
        return _alone(search, seeds)
    for i, patch in enumerate(seeds if not is_alone else ()):
        if spent() > case.deadline:
            break
        more = Repairs([*repairs.patches, patch], repairs.swaps)
        found = _one_by_one(case, more, is_quick=True)
        if _is_clear(case, found):
            return found
        if i == 0 and not is_last and (both := _together(case, more, is_last=True)) is not None:
            return both
    return None


def _alone(search: Search, patches: Sequence[Patch]) -> Found | None:
    """Return the line of which a small edit explains all steps, if there is only one."""
    whole = [patch for patch in patches if all(search.bench.right([patch]))]
    proofs = [
        proof for patch in whole if (proof := search.proof(patch)) is not None and len(proof.fixed) == search.open
    ]
    if len({patch.site for patch in whole}) > 1 or not proofs or proofs[0].patch.cost > SMALL:
        return None
    found = Found((replace(fixed_by(search.case, proofs[0]), proofs=tuple(proofs)),), (proofs[0].patch,))
    return found if not _odd(search.case, found) else None


def _seeds(search: Search) -> list[Patch]:
    """Return the edits with which most of the pass becomes right, beside what is repaired; none where it stops."""
    if search.case.stop is not None:
        return []
    kept = search.case.code
    search.case.code = search.bench.code(search.patches) if search.patches else kept
    try:
        return Improvements(search).found()[:MOST_FIRST]
    finally:
        search.case.code = kept


def _is_small(found: Found) -> bool:
    """Return whether all wrong lines have a small edit that was proved, and these explain all steps."""
    return found.done and all(wrong.proofs and wrong.proofs[0].patch.cost <= SMALL for wrong in found.wrong)


def _has_one(case: Case) -> bool:
    """Return whether the right value of one line makes all steps right, or an edit does that was seen."""
    open_ = sum(not right for right in case.tried().right)
    return case.is_alone or any(len(swap.fixed) == open_ for swap in case.swaps or ())


def _sounded(case: Case, seconds: float) -> Repairs:
    """Return the first lines that are no adjoints, with the edits that make them adjoints."""
    case.deadline = min(case.end, spent() + seconds)
    return sounded(case)


def _with_further(case: Case, found: Found, row: Repairs) -> Found:
    """Return wrong lines with those that are unsound, too, once the first of them is an adjoint."""
    if not found.wrong or found.wrong[0].site not in row.sites:
        return found
    known = {wrong.site for wrong in found.wrong}
    sound = Search(case, row.patches, blame=blame_of(case, row.patches)).sound
    places = [*(case.first_place(patch.site) for patch in row.patches), *sound.clear[:1]]
    more = [Wrong(place[0], place, is_first=True) for place in dict.fromkeys(places) if place[0] not in known]
    return replace(found, wrong=tuple(sorted((*found.wrong, *more), key=lambda wrong: order_of(case, wrong))))


def _beside(case: Case, quick: Found) -> Found | None:
    """Return the lines that were quickly found, with those that explain what is left; None if some step is open."""
    if not quick.wrong or not all(wrong.proofs and wrong.proofs[0].patch.cost <= SMALL for wrong in quick.wrong):
        return None
    if (both := _together(case, Repairs(*quick.repairs))) is not None:
        return both
    case.deadline = min(case.end, spent() + SECONDS_REST)
    rest = _one_by_one(case, Repairs(*quick.repairs))
    return rest if _is_clear(case, rest) else None


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


def _exactly(case: Case, found: Found) -> Found | None:
    """Return the one line that makes all steps exactly those of the objective, where most lack the same factor.

    A script may leave it out by its own convention; but if one edit brings it into all steps, and is hardly larger
    than what keeps it out, it was forgotten. None if there is no such line.
    """
    if case.own_loss or near(case.wanted, 1.0) or case.stop is not None or not found.wrong:
        return None
    kept, case.wanted, case.swaps, case.deadline = case.wanted, 1.0, None, case.left(SECONDS)
    whole = _one_by_one(case, Repairs())
    is_one = whole.done and len(whole.wrong) == 1 and bool(whole.wrong[0].proofs)
    if is_one and not (found.done and _size(case, whole)[2] > _size(case, found)[2] + MORE_EXACT):
        return whole
    case.wanted, case.swaps = kept, None
    return None


def _handed(case: Case) -> Iterator[Found]:
    """Yield the lines that hand arrays on, or lead the pass, of which one edit makes all steps right."""
    search = Search(case)
    for _, wrong in sorted(around(search), key=rank_of):
        if len(wrong.fixed) == search.open:
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
        tried = [(p, Search(case, [*found.patches, p.patch], rest)) for p in each.proofs if each.swap]
        kept = tuple(proof for proof, search in tried if search.is_done)
        wrong.append(replace(each, proofs=kept if each.swap else each.proofs))
    return replace(found, wrong=tuple(wrong) or found.wrong)


def _size(case: Case, found: Found) -> tuple[float, ...]:
    """Return what two explanations are compared by: a fix at all, lines without one, and the edits and lines in all."""
    costs = [wrong.proofs[0].patch.cost for wrong in found.wrong if wrong.proofs]
    return not costs, len(found.wrong) - len(costs), sum(costs) + MORE_LINES * len(found.wrong) + _odd(case, found)


def _odd(case: Case, found: Found) -> int:
    """Return how many gradients have another sign than the usual one once all is repaired."""
    blame = blame_of(case, *found.repairs)
    usual, counts = blame.conventions.usual, blame.conventions.usual_factors
    return sum(count for k, count in counts.items() if usual is not None and k * usual < 0)


def _one_by_one(case: Case, repairs: Repairs, *, is_quick: bool = False) -> Found:
    """Find the wrong lines one after the other, beside those that are repaired; each is repaired before the next."""
    patches, swaps = repairs.patches, repairs.swaps
    found: list[Wrong] = []
    search = Search(case, patches, swaps)
    while not search.is_done and len(found) + len(repairs.sites) < MOST_LINES and spent() < case.deadline:
        wrong = next_line(case, patches, swaps, is_quick)
        if wrong is None:
            break
        if wrong.swap is not None and wrong.proofs and len(wrong.swap.fixed) < len(wrong.proofs[0].fixed):
            wrong = replace(wrong, swap=None)  # one turn of a loop, and its fix does for all turns
        if wrong.beside is not None:
            patches, swaps = beside(search, wrong.beside)
            return _one_by_one(case, Repairs([*patches, wrong.proofs[0].patch], swaps))
        wrong = _without_alias(search, wrong)
        found.append(wrong)
        if wrong.swap is None and not wrong.proofs:
            break
        case.deadline = max(case.deadline, min(case.end, spent() + SECONDS_MORE))
        is_whole = bool(wrong.proofs) and len(wrong.proofs[0].fixed) == search.open
        if wrong.swap is not None and not (wrong.proofs and repairs.sites):  # a right value hides those before it
            search = Search(case, patches, [*swaps, wrong.swap])
        if wrong.swap is None or (wrong.proofs and repairs.sites) or (is_whole and not search.is_done):
            patches = [*patches, wrong.proofs[0].patch]  # of a draw, other entries may be written: no value is known
        else:
            swaps = [*swaps, wrong.swap]
        search = Search(case, patches, swaps)
    if search.is_done:
        needed, kept = _needed(case, patches, swaps, repairs)
        needed, found = _without_idle(case, found, needed)
        patches, swaps, found = needed.patches, needed.swaps, [*kept, *found]
    order = sorted(found, key=lambda wrong: order_of(case, wrong))
    return Found(tuple(order), tuple(patches), tuple(swaps), search.is_done)


def _without_alias(search: Search, wrong: Wrong) -> Wrong:
    """Return the line that lacks a term, where a fix adds it to one that only hands the array on."""
    patch = lacked_above(search, wrong.proofs[0].patch) if wrong.proofs else None
    proof = search.proof(patch) if patch is not None else None
    return wrong if proof is None or not proof.fixed >= wrong.fixed else fixed_by(search.case, proof)


def _needed(case: Case, patches: list[Patch], swaps: list[Swap], repairs: Repairs) -> tuple[Repairs, list[Wrong]]:
    """Return the patches and right values without which some step is wrong, and the lines that are repaired."""
    kept, values, found = list(patches), list(swaps), []
    for patch in repairs.patches:
        others = [each for each in kept if each is not patch]
        search = Search(case, others, values)
        proof = search.proof(patch)
        if proof is None:
            kept = others if search.is_done else kept
            continue
        found.append(fixed_by(case, proof))
    for swap in repairs.swaps:
        rest = [each for each in values if each is not swap]
        search = Search(case, kept, rest)
        if search.is_done:
            values = rest
            continue
        proofs = search.at(swap.unit.site, swap.unit.places, swap.parts()[0], case.left(SECONDS / 2))
        found.append(Wrong(swap.unit.site, first_wrong(swap), swap, tuple(proofs), swap.fixed))
    return Repairs(kept, values), found


def _without_idle(case: Case, found: Sequence[Wrong], repairs: Repairs) -> tuple[Repairs, list[Wrong]]:
    """Return the lines without which some step is wrong: one may have made up for a bad repair that is out again."""
    kept = list(found)
    for wrong in found:
        fixed = {id(proof.patch) for proof in wrong.proofs}
        patches = [patch for patch in repairs.patches if id(patch) not in fixed]
        swaps = [swap for swap in repairs.swaps if swap is not wrong.swap]
        if Search(case, patches, swaps).is_done:
            repairs = Repairs(patches, swaps)
            kept.remove(wrong)
    return repairs, kept
