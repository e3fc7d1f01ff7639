"""Two wrong lines of which the later one hides the earlier: its right value makes all steps right, and no edit does.

    g = h > 1             an edit of each of them: with both, the later line gives its right value
    dz = d * g.T

Each edit of an earlier line is run up to the later one, and all edits of that are evaluated there; and so is each value
that an earlier line may have to give, since no small edit may give it. Where a line of a loop hides one that stands
below it, an edit gives its right value in the first turn, and the steps say no more.
"""

from __future__ import annotations

import ast
import types
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from nn.handwritten.proofreading.bench import Patch, swaps_on
from nn.handwritten.proofreading.clock import spent
from nn.handwritten.proofreading.edits import edits
from nn.handwritten.proofreading.fixes import Search
from nn.handwritten.proofreading.leads import Lead
from nn.handwritten.proofreading.multiples import multiple
from nn.handwritten.proofreading.naming import is_gradient, says
from nn.handwritten.proofreading.recording import Array, Names, Place, index_of
from nn.handwritten.proofreading.scope import Scope
from nn.handwritten.proofreading.swap import Swap
from nn.handwritten.proofreading.values import evaluated, located, parsed

SECONDS = 1.0  # the seconds of work for the edits of the lines before one
SECONDS_VALUES = 0.8  # the seconds of work for the values of those lines
MOST_LEADS = 2  # how many lines of a known right value may be the later one
MOST_LOCAL = 3  # how many edits of a line are tried that are right where it is first wrong
MOST_LOCAL_COST = 1.5
MOST_COST = 1.3  # the cost of an edit above which it is not tried beside another one
MOST_TRIES = 400  # how many edits of the later line are evaluated
MOST_IDLE = 4  # how many edits of a line that change nothing in the later one are run
MOST_LATER = 2.2  # the cost of an edit of the later line above which two lines say less than one
MOST_PROOFS = 12
LEAST = 0.9  # what the other edit costs at least
Earlier = Patch | Swap
EDITED = ast.Assign | ast.AugAssign | ast.Expr


@dataclass(frozen=True, eq=False)
class _Later:
    """The later line, where the script is paused: the value it should have, and its edits."""

    lead: Lead
    goal: Array
    held: tuple[Array | None, ...]
    scope: Scope
    tries: list[tuple[float, ast.expr, types.CodeType]]


def hiding(search: Search, leads: Sequence[Lead]) -> list[Lead]:
    """Return the lines whose known right value makes all steps right, in the order of computation."""
    full = [lead for lead in leads if lead.swap is not None and len(lead.swap.fixed) == search.open]
    known = [lead for lead in full if lead.target is not None]
    return sorted(known, key=lambda lead: index_of(search.blame.events, lead.places[0]))[:MOST_LEADS]


def right_at_first(search: Search, leads: Sequence[Lead]) -> Iterator[Patch]:
    """Yield edits of lines of loops that give the right value where they are first wrong, the smallest first."""
    for lead in hiding(search, leads):
        patches = search.hits(lead.site, lead.places[0], lead.target) if len(lead.places) > 1 else []
        small = [
            each for each in patches if each.value is not None and each.adds is None and each.cost <= MOST_LOCAL_COST
        ]
        few = sorted(small, key=lambda patch: patch.cost)
        yield from [patch for patch in few if not search.is_odd(patch)][:MOST_LOCAL]


def twice(search: Search, leads: Sequence[Lead]) -> tuple[Earlier, Patch] | None:
    """Return the smallest edit of a line whose right value makes all steps right, and what an earlier line lacks."""
    known = [later for lead in hiding(search, leads) if (later := _paused(search, lead)) is not None]
    values = _smallest(search, known, SECONDS_VALUES, _valued)
    return _smallest(search, known, SECONDS, _edited) or values


def _smallest(
    search: Search, known: Sequence[_Later], seconds: float, kinds: Callable[[Search, Lead, float], Sequence[Earlier]]
) -> tuple[Earlier, Patch] | None:
    """Return the smallest pair with one kind of repair of an earlier line; None if there is none in time."""
    for later in known:
        until = search.case.left(seconds)
        if pairs := list(_pairs(search, later, kinds(search, later.lead, until), until)):
            return pairs[-1]
    return None


def _paused(search: Search, lead: Lead) -> _Later | None:
    """Return what is known of a line, and its edits, where the script is paused before it."""
    statement, made = search.case.statement(lead.site), list[_Later]()
    _, expression = search.lines.edited(statement, lead.places[0])

    def look(names: dict[str, Any]) -> None:
        goal, held = _goal(search, lead, names), _held(statement, expression, names)
        if goal is not None:
            scope = replace(search.scope(names, lead.site, expression), is_rich=True)
            few = sorted(edits(expression, scope), key=lambda each: each[0])[:MOST_TRIES]
            tries = [(cost, new, code) for cost, new in few if (code := _code(new)) is not None]
            made.append(_Later(lead, goal, held, scope, tries))

    search.pause(lead.places[0], look)
    return made[0] if made else None


def _goal(search: Search, lead: Lead, names: Names) -> Array | None:
    """Return what the expression of a line should give where the script is paused; of a sum, beside what is there."""
    statement = search.case.statement(lead.site)
    if not isinstance(statement, ast.AugAssign) or lead.swap is None or lead.swap.unit.filled:
        return search.lines.entry(statement, lead.target, names)
    held, right = evaluated(parsed(ast.unparse(statement.target)), names), lead.swap.values[0]
    if held is None or held.shape != right.shape or len(lead.places) > 1:
        return search.lines.entry(statement, lead.target, names)
    return np.asarray(held - right if isinstance(statement.op, ast.Sub) else right - held)


def _held(statement: Any, expression: ast.expr, names: Names) -> tuple[Array | None, ...]:
    """Return the value of an expression where the script is paused, and of what it is added to."""
    texts = [ast.unparse(statement.target)] if isinstance(statement, ast.AugAssign) else []
    return tuple(evaluated(each, names) for each in (expression, *map(parsed, texts)))


def _code(expression: ast.expr) -> types.CodeType | None:
    try:
        return compile(ast.Expression(located(expression)), "<edit>", "eval")
    except (ValueError, TypeError, SyntaxError):  # an edit that is no expression
        return None


def _pairs(
    search: Search, later: _Later, earlier: Sequence[Earlier], deadline: float
) -> Iterator[tuple[Earlier, Patch]]:
    """Yield what an earlier line lacks with an edit of the later line that makes all steps right, each smaller."""
    least, proofs, idle = float("inf"), 0, Counter[int]()
    for each in earlier:
        site = each.site if isinstance(each, Patch) else each.unit.site
        if idle[site] == MOST_IDLE:
            continue
        cost = each.cost if isinstance(each, Patch) else 0.0
        if spent() > deadline or cost + LEAST > least or proofs == MOST_PROOFS:
            return
        found = _fitting(search, later, each)
        idle[site] += found is None
        for patch in sorted(found or (), key=lambda patch: patch.cost):
            proofs += 1
            is_small = patch.cost <= MOST_LATER and cost + patch.cost < least
            if is_small and _is_proved(search, each, patch):
                least = cost + patch.cost
                yield each, patch
                break


def beside(search: Search, earlier: Earlier) -> tuple[list[Patch], list[Swap]]:
    """Return what is repaired once an earlier line is, too."""
    if isinstance(earlier, Patch):
        return [*search.patches, earlier], search.swaps
    return search.patches, [*search.swaps, earlier]


def _valued(search: Search, lead: Lead, deadline: float) -> Sequence[Earlier]:
    """Return the values that lines before another one may have to give, as their names say, of the earliest first.

    What the later line should give is none: it would only hand it on.
    """
    blame, found = search.blame, list[Earlier]()
    at, own = index_of(blame.events, lead.places[0]), lead.swap.adjoint if lead.swap is not None else None
    factors = dict.fromkeys((blame.conventions.usual or 1.0, 1.0))
    before = [unit for unit in blame.units if unit.site != lead.site and index_of(blame.events, unit.places[0]) < at]
    units = [unit for unit in before if is_gradient(search.case.text(unit.key)) and not blame.is_given(unit)]
    for is_named in (True, False):
        for unit in units:
            name = search.case.text(unit.key)
            is_said = any(says(name, adjoint.name) for adjoint in blame.adjoints)
            if spent() > deadline or (not is_said and blame.any_factor(unit) is not None):
                continue
            for adjoint, values in blame.likely(unit, is_named):
                if adjoint is own or (is_said and not says(name, adjoint.name)):
                    continue
                found += [Swap(unit, adjoint, k, tuple(k * value for value in values)) for k in factors]
    return found


def _edited(search: Search, lead: Lead, deadline: float) -> Sequence[Earlier]:
    """Return the small edits of the lines of the backward pass before another one, the smallest first."""
    now = spent()
    found: list[Patch] = sorted(_edits_before(search, lead, now + (deadline - now) / 3), key=lambda patch: patch.cost)
    return found


def _edits_before(search: Search, lead: Lead, deadline: float) -> Iterator[Patch]:
    """Yield the small edits of the lines of the backward pass before another one, the nearest first."""
    blame, found = search.blame, dict[int, Place]()
    before = blame.events[: index_of(blame.events, lead.places[0])]
    for event in reversed(before):
        is_other = event.site not in {-1, lead.site} and event.place not in blame.forward | blame.moved
        if is_other and isinstance(search.case.statement(event.site), EDITED):
            found.setdefault(event.site, event.place)
    for site, place in found.items():
        if spent() > deadline:
            return
        yield from (patch for patch in _edits_at(search, site, place) if not search.is_odd(patch))


def _edits_at(search: Search, site: int, place: Place) -> list[Patch]:
    """Return the small edits of a line, of several that give the same value there only the smallest."""
    statement, found = search.case.statement(site), list(search.lines.signs(site))
    index, expression = search.lines.edited(statement, None)

    def look(names: dict[str, Any]) -> None:
        scope = replace(search.scope(names, site, expression), is_rich=False, is_wide=False)
        held = evaluated(expression, names)
        known = {_key(held)}
        for cost, new in sorted(edits(expression, scope), key=lambda each: each[0]):
            if cost > MOST_COST:
                break
            key = _key(evaluated(new, names) if held is not None else None)
            if held is None or (key is not None and key not in known):  # a call may return several arrays
                known.add(key)
                found.append(Patch(site, search.lines.placed(site, new), cost=cost))
        found.extend(search.lines.places(statement, scope))

    search.pause(place, look)
    return search.lines.packed(statement, index, found)


def _key(array: Array | None) -> tuple[tuple[int, ...], bytes] | None:
    return None if array is None else (array.shape, array.tobytes())


def _fitting(search: Search, later: _Later, earlier: Earlier) -> list[Patch] | None:
    """Return the edits of a line that give its right value once an earlier one is repaired; None if that is idle."""
    lead, found, reached = later.lead, list[Patch](), list[bool]()
    statement = search.case.statement(lead.site)
    index, expression = search.lines.edited(statement, lead.places[0])

    def look(names: dict[str, Any]) -> None:
        goal, held = _goal(search, lead, names), _held(statement, expression, names)
        reached.append([*map(_key, held)] != [*map(_key, later.held)])
        if goal is None or not reached[-1]:
            return
        for cost, new, code in later.tries:
            value = _value(code, names)
            if value is not None and value.shape == goal.shape and multiple(value, goal):
                found.extend(search.fitting(lead.site, cost, new, names, goal, later.scope))

    patches, swaps = beside(search, earlier)
    code = search.bench.code(patches)
    if code is not None:
        search.case.run(swaps=swaps_on(search.case, swaps, 0), code=code, inspect={lead.places[0]: look})
    packed = search.lines.packed(statement, index, found)
    return None if reached and not any(reached) else [each for each in packed if not search.is_odd(each)]


def _value(code: types.CodeType, names: Names) -> Array | None:
    """Return the value of an edit; None if it stops, or is no array of numbers."""
    try:
        value = np.asarray(eval(code, dict(names)))
    except Exception:  # shapes that do not fit, names that are not there
        return None
    return value.astype(float) if value.dtype.kind in "fiub" else None


def _is_proved(search: Search, earlier: Earlier, later: Patch) -> bool:
    """Return whether all steps are right with two repairs, on all draws."""
    patches, swaps = beside(search, earlier)
    return all(all(search.bench.right([*patches, later], swaps, draw)) for draw in (0, *search.drawn))
