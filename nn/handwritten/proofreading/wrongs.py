"""Wrong lines with their fixes: what two of them are compared by, all of them together, and the ways to find one.

A line of no known right value is tried by its edits: other signs, other arguments, what stands elsewhere, the smallest
edit of any line.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from nn.handwritten.proofreading.behind import are_open, behind, scaled_names
from nn.handwritten.proofreading.bench import Patch, Proof
from nn.handwritten.proofreading.case import Case
from nn.handwritten.proofreading.chain import SMALL
from nn.handwritten.proofreading.clock import spent
from nn.handwritten.proofreading.fixes import SECONDS, SHOWN, Search
from nn.handwritten.proofreading.handing import handing, headers, may_add, sums_of, unpacks
from nn.handwritten.proofreading.leads import SURE, Lead, carried, counts_of, parts_of_lists, stopped_at
from nn.handwritten.proofreading.naming import is_gradient, stem
from nn.handwritten.proofreading.recording import Place, index_of
from nn.handwritten.proofreading.statements import root, targets
from nn.handwritten.proofreading.swap import Swap, first_wrong
from nn.handwritten.proofreading.terms import every, negated
from nn.handwritten.proofreading.twice import Earlier

SECONDS_AT_ONCE = 0.4
CLEAR = 2.3  # the cost of an edit above which several lines are not said before one that explains all is sought
AROUND = 0.3  # what speaks against a line that only leads the pass or hands on, beside one that computes
SECONDS_AROUND = 0.8
CARRIED = 1.2  # the cost up to which a line is edited that gives an array to the next turn of a loop
BEHIND = 0.3  # what speaks against a line that is no adjoint, beside one that is


@dataclass(frozen=True, eq=False)
class Wrong:
    """A wrong line: its first wrong assignment, the right value where it is known, and the proved fixes.

    is_first  nothing that it is made of is unsound, and it is
    is_giver  it hands a wrong thing to several lines, which are no adjoints with it
    beside    what another line lacks, without which its own fix does not do
    """

    site: int
    place: Place
    swap: Swap | None = None
    proofs: tuple[Proof, ...] = ()
    fixed: frozenset[int] = frozenset()
    is_first: bool = False
    is_giver: bool = False
    beside: Earlier | None = None


def fixed_by(case: Case, proof: Proof) -> Wrong:
    """Return the line of a proof as a wrong one."""
    site = proof.patch.site
    return Wrong(site, case.first_place(site), None, (proof,), proof.fixed)


Ranked = tuple[tuple[float, ...], Wrong]  # a wrong line, and what it is compared by: the smallest comes first


@dataclass(frozen=True, eq=False)
class Found:
    """The wrong lines in the order of computation, what repairs them, and whether all steps are right with that."""

    wrong: tuple[Wrong, ...] = ()
    patches: tuple[Patch, ...] = ()
    swaps: tuple[Swap, ...] = ()
    done: bool = True

    @property
    def repairs(self) -> tuple[list[Patch], list[Swap]]:
        """Return what puts all lines right: their fixes, and right values where there is no fix."""
        fixed = [wrong for wrong in self.wrong if wrong.swap is not None and wrong.proofs]
        swaps = [swap for swap in self.swaps if not any(swap is wrong.swap for wrong in fixed)]
        return [*self.patches, *(wrong.proofs[0].patch for wrong in fixed)], swaps


def rated(lead: Lead, proofs: Sequence[Proof], order: int) -> Ranked:
    """Return a line with its fixes, and what it is compared by."""
    most = max(len(proof.fixed) for proof in proofs)
    shown = tuple(proof for proof in proofs if len(proof.fixed) == most)[:SHOWN]
    place = first_wrong(lead.swap) if lead.swap is not None else lead.places[0]
    cost = min(proof.patch.cost + 0.8 * proof.lost for proof in shown) + lead.penalty
    rank = -most - max(proof.nearly for proof in shown) / 2, cost, order
    return rank, Wrong(lead.site, place, lead.swap, shown, shown[0].fixed)


def plainest(statement: ast.stmt, proofs: Sequence[Proof]) -> tuple[Proof, ...]:
    """Return fixes without those that only take back what stands in the line, or bring in a 1, beside one before them.

    Of dW = X.T @ dZ / N those are dW = X.T @ dZ / N * len(X) and dW = 1 * X.T @ dZ, beside dW = X.T @ dZ.
    """
    held, kept = getattr(statement, "value", None), list[Proof]()
    texts: list[str] = []
    for proof in proofs:
        text = proof.patch.text(statement)
        is_again = any(text.replace("1 * ", "") == other for other in texts)
        is_more = any(_adds_to(held, proof) and not _adds_to(held, each) for each in kept)
        if not is_again and not is_more:
            kept.append(proof)
            texts.append(text)
    return tuple(kept)


def _adds_to(held: ast.expr | None, proof: Proof) -> bool:
    """Return whether a fix leaves an expression as it is, and puts more around it."""
    new, text = proof.patch.value, ast.dump(held) if held is not None else ""
    return new is not None and text != "" and any(ast.dump(node) == text for node in ast.walk(new))


def rank_of(ranked: Ranked) -> tuple[float, ...]:
    """Return what a wrong line is compared by."""
    return ranked[0]


def by_signs(search: Search, leads: Sequence[Lead]) -> Iterator[Ranked]:
    """Yield the lines of steps, of sums and of lists that another sign, or += for =, makes right."""
    statements = search.case.script.program.statements
    assigned = Counter(ast.unparse(target) for statement in statements for target in targets(statement))
    sums = sums_of(search.case.script.program.tree)
    for order, lead in enumerate(leads):
        made = targets(statements[lead.site]) if isinstance(statements[lead.site], ast.Assign) else []
        is_again = len(made) == 1 and assigned[ast.unparse(made[0])] > 1
        is_again |= len(made) == 1 and isinstance(made[0], ast.Subscript) and root(made[0]) in sums  # dX[i:i + k] = …
        is_list = isinstance(getattr(statements[lead.site], "value", None), ast.ListComp)
        is_sum = isinstance(statements[lead.site], ast.AugAssign)
        if is_list or is_sum or is_again or any(place[0] == lead.site for place in search.blame.moved):
            edits = [*search.lines.signs(lead.site)]
            if is_again and lead.target is None:  # later lines add to it: g = -p * a, and g[y] += a
                edits.append(Patch(lead.site, negated(search.case.statement(lead.site).value), cost=1.0))
            edits.sort(key=lambda patch: patch.cost)
            signs = [search.proof_once(patch) for patch in edits]
            if proofs := [proof for proof in signs if proof is not None]:
                yield rated(lead, proofs, order)


def around(search: Search) -> Sequence[Ranked]:
    """Return the lines that compute nothing, but lead the pass or hand arrays on, whose edits make steps right.

    Those of the script as it is are asked for more than once, and sought once.
    """
    if not search.is_first:
        return list(_around(search))
    if search.case.around is None:
        search.case.around = list(_around(search))
    return search.case.around


def _around(search: Search) -> Iterator[Ranked]:
    case, sites = search.case, search.sites
    deadline = case.left(SECONDS_AROUND / (1 + len(search.patches) + len(search.swaps)))
    sums = sums_of(case.script.program.tree)
    backward = [e for e in search.blame.events if e.site >= 0 and e.place not in search.blame.forward]
    handed = {e.site for e in backward if e.only is None or may_add(case.statement(e.site), sums)}
    late = case.events[index_of(case.events, case.losses[-1]) + 1 :]
    handed |= {e.site for e in late if e.site >= 0 and unpacks(case.statement(e.site))}
    tries = (*headers(case, sites), *handing(case, sites | handed, search.blame.idle))
    begun = {site for site, _ in case.stop.recorder.waiting} if case.stop is not None else set()
    ordered = sorted(tries, key=lambda each: (each[1].site not in begun, each[1].cost))
    for place, patch in chain(ordered, _other_entries(search)):
        proof = search.proof_once(patch) if spent() < deadline else None
        if proof is not None and (case.stop is None or len(proof.fixed) == search.open):
            yield rated(Lead(patch.site, (place,), None, None, AROUND), [proof], len(sites))


def _other_entries(search: Search) -> Iterator[tuple[Place, Patch]]:
    """Yield the lines that take an entry, or a slice of a list, with another one: what they give is no adjoint.

    a = acts[l + 1]        below = [None] + zs[1:]        block = x[2 * i : 2 * i + 3]

    So do those that give the next turn of a loop an array: an adjoint of another one is no right line there.
    """
    first = {event.site: event for event in reversed([*counts_of(search.case, search.blame)])}
    values = [(event, getattr(search.case.statement(event.site), "value", None)) for event in first.values()]
    taken = [(e, held) for e, held in values if isinstance(held, ast.Subscript)]
    entries = [
        e for e, held in taken if not (every(held.slice, ast.Slice) and is_gradient(stem(ast.unparse(held.value))))
    ]
    found: list[tuple[Place, Patch]] = []
    for event in entries:
        for patch in search.hits(event.site, event.place, None, is_wide=False):
            found += [(event.place, patch)] if isinstance(patch.value, ast.Subscript) and patch.cost <= SMALL else []
    for event in parts_of_lists(search.case, search.blame):
        for patch in search.hits(event.site, event.place, None, is_wide=False):
            found += [(event.place, patch)] if patch.cost <= 1.0 else []
    for event in carried(search.case, search.blame):
        for patch in search.hits(event.site, event.place, None, is_wide=False):
            found += [(event.place, patch)] if patch.cost <= CARRIED else []
    yield from sorted(found, key=lambda each: each[1].cost)


def from_behind(
    search: Search, lead: Lead, deadline: float, order: int, sites: Collection[int] | None = None
) -> Iterator[Ranked]:
    """Yield the line behind another one that a small edit makes right, so that the other gives its right value."""
    if lead.target is None:
        return
    found: list[Proof] = []
    patches = behind(search, lead.places[0], lead.target, deadline)
    for patch in (each for each in patches if sites is None or each.site in sites):
        if len(found) == SHOWN or spent() > deadline:
            break
        proof = search.proof_once(patch) if not found or patch.site == found[0].patch.site else None
        found += [proof] if proof is not None else []
    if found:
        site = found[0].patch.site
        places = tuple(event.place for event in search.case.events if event.site == site)
        yield rated(Lead(site, places, None, None, lead.penalty + BEHIND), found, order)


def from_terms(search: Search, leads: Sequence[Lead], ranked: Sequence[Ranked]) -> Iterator[Ranked]:
    """Yield the line that makes a term, or a local derivative, which a fix of the line below only scales or turns.

    Its own edit must be as small as that of the line below.
    """
    (_, cost, *_), wrong = min(ranked, key=rank_of)
    own = min(proof.patch.cost for proof in wrong.proofs)
    statement = search.case.statement(wrong.site)
    names = {n for p in wrong.proofs for n in scaled_names(getattr(statement, "value", None), p.patch.value)}
    sites = are_open(search, names, statement) if names and len(wrong.fixed) == search.open else set[int]()
    found = [each for each in ranked if each[1].site in sites and len(each[1].fixed) == search.open]
    for lead in [each for each in leads if each.site == wrong.site and each.target is not None][: len(sites)]:
        found += from_behind(search, lead, search.case.left(SECONDS / 4), leads.index(lead), sites)
    for (fixed, _, order), other in found:
        if other.proofs[0].patch.cost <= own + 0.1:
            yield (fixed, cost - BEHIND, order), other


def from_far(search: Search, leads: Sequence[Lead], deadline: float, most: int) -> Iterator[Ranked]:
    """Yield the lines that are right with what stands elsewhere in the script, those of all wrong steps first."""
    known = [(order, lead) for order, lead in enumerate(leads) if lead.target is not None]
    for order, lead in sorted(known, key=lambda each: each[1].swap is None):
        if spent() < deadline and lead.target is not None:
            proofs = search.far(lead.site, lead.places[0], lead.target, deadline)
            if proofs:
                yield rated(lead, proofs, order)
            if proofs and len(proofs[0].fixed) == most:
                return


def by_cost(search: Search, leads: Sequence[Lead], deadline: float, most: int, is_wide: bool) -> Iterator[Ranked]:
    """Yield the first line that a small edit makes right, where nothing is known of what it should give."""
    found: list[Proof] = []
    at = -1
    for order, patch in _tries(search, leads, is_wide, deadline):
        is_worse = bool(found) and patch.cost > found[0].patch.cost + 0.5
        if spent() > deadline or len(found) == SHOWN or is_worse:
            break
        proof = search.proof_once(patch) if at in (-1, order) else None
        if proof is not None and len(proof.fixed) >= most:
            at, deadline = order, min(deadline, spent() + SECONDS / 8)
            found.append(proof)
    if found:
        yield rated(leads[at], found, at)


def _tries(search: Search, leads: Sequence[Lead], is_wide: bool, deadline: float) -> list[tuple[int, Patch]]:
    """Return the edits of the lines that there is time for, by their cost, each with the number of its line."""
    tries = [
        (search.cost(patch) + lead.penalty, order, patch)
        for order, lead in enumerate(leads)
        if spent() < deadline
        for patch in search.hits(lead.site, lead.places[0], None, is_wide)
        if is_wide or patch.cost <= SMALL
    ]
    return [(order, patch) for _, order, patch in sorted(tries, key=lambda each: each[:2])]


@dataclass(frozen=True, eq=False)
class Tries:
    """What was found with the edits of lines of a known right value; `masked` may give more than it."""

    ranked: list[Ranked]
    masked: Sequence[Lead]
    deadline: float


def first_tries(search: Search, leads: Sequence[Lead]) -> Tries:
    """Try the edits of the lines whose right value is known, those that lead the pass, and what is behind them."""
    ranked = [*by_signs(search, leads), *(around(search) if search.is_first else ())]
    share = 1 + len(search.patches) + len(search.swaps) + 2 * (not is_open(search, ranked))
    deadline = search.case.left(SECONDS / share)
    sure = [lead for lead in leads if lead.target is None and lead.penalty <= SURE]
    ranked += by_cost(search, sure, search.case.left(SECONDS / 4), search.open, is_wide=False) if sure else ()
    masked = _by_values(search, leads, ranked, deadline)
    ranked += around(search) if not search.is_first and not ranked else ()
    cost = min((rank[1] for rank, wrong in ranked if len(wrong.fixed) == search.open), default=CLEAR)
    if search.is_first and cost > SMALL:
        until = min(deadline, spent() + SECONDS / 4)
        full = [each for each in enumerate(leads) if _explains(search, each[1])]
        ranked += [found for order, lead in full for found in from_behind(search, lead, until, order)]
    return Tries(ranked, masked, deadline)


def proved(search: Search, leads: Sequence[Lead], first: Tries) -> Wrong | None:
    """Return the line whose fix makes most steps right, by the smallest edit; those of a known right value first."""
    ranked = list(first.ranked)
    _by_edits(search, leads, first.masked, ranked, first.deadline)
    ranked += from_terms(search, leads, ranked) if search.is_first and ranked else ()
    return min(ranked, key=rank_of)[1] if ranked else None


def is_open(search: Search, ranked: Sequence[Ranked]) -> bool:
    """Return whether no line explains all steps."""
    return all(len(wrong.fixed) < search.open for _, wrong in ranked)


def _explains(search: Search, lead: Lead) -> bool:
    """Return whether the right value of a line makes all steps right."""
    return lead.swap is not None and len(lead.swap.fixed) == search.open


def _by_values(search: Search, leads: Sequence[Lead], ranked: list[Ranked], deadline: float) -> list[Lead]:
    """Add the lines that are right with an edit that gives their right value.

    Those are returned that may give more than it: a later line takes it off again, as dh[h <= 0] = 0 does.
    """
    masked: list[Lead] = []
    for order, lead in sorted(enumerate(leads), key=lambda each: each[1].target is None):
        now = spent()
        if now > deadline or (lead.target is None and lead.swap is None):
            continue
        proofs = search.at(lead.site, lead.places, lead.target, min(deadline, now + SECONDS / 2), lead.swap)
        is_masked = not proofs and lead.target is not None and _explains(search, lead)
        masked += [replace(lead, target=None)] if is_masked else []
        if proofs:
            rank, wrong = rated(lead, proofs, order)
            ranked.append((rank, wrong))
            if lead.penalty <= 0 and len(wrong.fixed) == search.open and rank[1] <= SMALL:
                break
    return masked


def _by_edits(
    search: Search, leads: Sequence[Lead], masked: Sequence[Lead], ranked: list[Ranked], deadline: float
) -> None:
    """Add the lines that are right with some edit where no right value is known, the likeliest first."""
    case, blind = search.case, [lead for lead in leads if lead.target is None]

    def tried(some: Sequence[Lead], part: int = 2) -> None:
        ranked.extend(by_cost(search, some, case.left(SECONDS / part), search.open, is_wide=False))

    if masked and is_open(search, ranked):
        tried(masked)
    stopped = {place[0] for place in stopped_at(case, search)}
    if stopped and is_open(search, ranked):  # all that comes after it is unknown
        tried([lead for lead in blind if lead.site in stopped])
    if case.stop is None and is_open(search, ranked):
        clear = {place[0] for place in search.sound.clear}
        tried([lead for lead in blind if lead.site in clear])
    if ranked and min(ranked, key=rank_of)[0][1] > CLEAR:  # a line of no known value may have less
        tried(blind, 4)
    for is_wide in (False, True):  # to make the edits that put arrays around a line takes longest
        most = max((len(wrong.fixed) for _, wrong in ranked), default=0)
        if most < search.open:
            until = case.left(SECONDS / 2)
            ranked += by_cost(search, blind, until if ranked else max(deadline, until), most + 1, is_wide)
        if most < search.open and not is_wide and is_open(search, ranked):
            ranked += from_far(search, leads, case.left(SECONDS / 2), search.open)


def at_once(search: Search, leads: Sequence[Lead]) -> Wrong | None:
    """Return the line of a known right value whose edit makes most steps right, if no line may explain all of them."""
    open_, is_first = search.open, search.is_first
    if is_first and any(lead.swap is not None and len(lead.swap.fixed) == open_ for lead in leads):
        return None
    search.is_quick = True  # what explains all steps is not said here
    ranked = list(by_signs(search, leads))
    most = max((len(lead.swap.fixed) for lead in leads if lead.swap is not None), default=open_)
    for order, lead in sorted(enumerate(leads), key=lambda each: each[1].penalty > SURE):
        if spent() > search.case.deadline:
            break
        is_known, is_most = lead.target is not None, lead.swap is not None and len(lead.swap.fixed) == most
        is_rate = lead.penalty <= SURE  # a number of this step is off, beside those that are right
        if is_known or is_rate or lead.swap is not None:  # of a sum over the turns of a loop no turn may be known
            is_searched = is_known or is_rate or is_most
            hits = search.hits(lead.site, lead.places[0], lead.target, is_known, lead.swap) if is_searched else ()
            patches = [*hits, *search.lines.signs(lead.site)]
            proofs = search.first_proved(patches, search.case.left(SECONDS_AT_ONCE))
            if not proofs and is_most and lead.target is not None:
                proofs = search.far(lead.site, lead.places[0], lead.target, search.case.left(SECONDS_AT_ONCE))
            ranked += [rated(lead, proofs, order)] if proofs else []
            if proofs and len(proofs[0].fixed) == most and proofs[0].patch.cost <= SMALL:
                break
    best = min(ranked, key=rank_of)[1] if ranked else None
    is_alone = best is not None and is_first and len(best.fixed) == open_
    search.case.is_alone |= is_alone
    return None if is_alone else best
