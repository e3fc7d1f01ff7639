"""Two wrong lines of which the later one hides the earlier: its right value makes all steps right, and no edit does.

    g = h > 1             an edit of each of them: with both, the later line gives its right value
    dz = d * g.T

Each edit of an earlier line is run up to the later one, and all edits of that are evaluated there. Where a line of a
loop hides one that stands below it, an edit gives its right value in the first turn, and the steps say no more.
"""

from __future__ import annotations

import ast
import time
import types
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from nn.handwritten.proofreading.bench import Patch, swaps_on
from nn.handwritten.proofreading.edits import edits
from nn.handwritten.proofreading.fixes import Search
from nn.handwritten.proofreading.leads import Lead
from nn.handwritten.proofreading.multiples import multiple
from nn.handwritten.proofreading.recording import Array, Names, Place, index_of
from nn.handwritten.proofreading.scope import Scope, evaluated, located, parsed

SECONDS = 1.6  # the CPU time for one line
MOST_LEADS = 2  # how many lines of a known right value may be the later one
MOST_LOCAL = 2  # how many edits of a line are tried that are right where it is first wrong
MOST_COST = 1.3  # the cost of an edit above which it is not tried beside another one
MOST_PROOFS = 12
LEAST = 0.9  # what the other edit costs at least
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
        small = [patch for patch in patches if patch.value is not None and patch.cost <= MOST_COST]
        few = sorted(small, key=lambda patch: patch.cost)
        yield from [patch for patch in few if not search.is_odd(patch)][:MOST_LOCAL]


def twice(search: Search, leads: Sequence[Lead], deadline: float) -> tuple[Patch, Patch] | None:
    """Return an edit of a line whose right value makes all steps right, and one of an earlier line, the smallest."""
    best = None
    for lead in hiding(search, leads):
        until = min(deadline, time.process_time() + SECONDS)
        later = _paused(search, lead)
        for pair in _pairs(search, later, until) if later is not None else ():
            best = pair if best is None or _cost(pair) < _cost(best) else best
        if best is not None:
            return best
    return None


def _cost(pair: Sequence[Patch]) -> float:
    return sum(patch.cost for patch in pair)


def _paused(search: Search, lead: Lead) -> _Later | None:
    """Return what is known of a line, and its edits, where the script is paused before it."""
    statement, made = search.case.statement(lead.site), list[_Later]()
    _, expression = search.lines.edited(statement, lead.places[0])

    def look(names: dict[str, Any]) -> None:
        goal, held = _goal(search, lead, names), _held(statement, expression, names)
        if goal is not None:
            scope = replace(search.scope(names, search.surroundings(lead.site), expression), is_rich=True)
            tries = [(cost, new, _code(new)) for cost, new in edits(expression, scope) if cost <= MOST_COST]
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


def _is_same(a: Array | None, b: Array | None) -> bool:
    return (a is None and b is None) or (a is not None and b is not None and np.array_equal(a, b))


def _code(expression: ast.expr) -> types.CodeType:
    return compile(ast.Expression(located(expression)), "<edit>", "eval")


def _pairs(search: Search, later: _Later, deadline: float) -> Iterator[tuple[Patch, Patch]]:
    """Yield the edits of an earlier line, each with one of the later line, that make all steps right together."""
    now = time.process_time()
    earlier = list(_earlier(search, later.lead, now + (deadline - now) / 3))
    least, proofs = float("inf"), 0
    for patch in sorted(earlier, key=lambda patch: patch.cost):
        if time.process_time() > deadline or patch.cost + LEAST > least or proofs == MOST_PROOFS:
            return
        for other in sorted(_fitting(search, later, patch), key=lambda other: other.cost):
            proofs += 1
            if patch.cost + other.cost < least and _is_proved(search, [patch, other]):
                least = patch.cost + other.cost
                yield patch, other
                break


def _earlier(search: Search, lead: Lead, deadline: float) -> Iterator[Patch]:
    """Yield the small edits of the lines of the backward pass before another one, the nearest first."""
    blame, found = search.blame, dict[int, Place]()
    before = blame.events[: index_of(blame.events, lead.places[0])]
    for event in reversed(before):
        is_other = event.site not in {-1, lead.site} and event.place not in blame.forward | blame.moved
        if is_other and isinstance(search.case.statement(event.site), EDITED):
            found.setdefault(event.site, event.place)
    for site, place in found.items():
        if time.process_time() > deadline:
            return
        yield from (p for p in search.hits(site, place, None, False) if p.cost <= MOST_COST and not search.is_odd(p))


def _fitting(search: Search, later: _Later, patch: Patch) -> list[Patch]:
    """Return the edits of the later line that give its right value once an earlier line is edited."""
    lead, found = later.lead, list[Patch]()
    statement = search.case.statement(lead.site)
    index, expression = search.lines.edited(statement, lead.places[0])

    def look(names: dict[str, Any]) -> None:
        goal, held = _goal(search, lead, names), _held(statement, expression, names)
        if goal is None or all(_is_same(*each) for each in zip(held, later.held, strict=True)):
            return
        for cost, new, code in later.tries:
            value = _value(code, names)
            if value is not None and value.shape == goal.shape and multiple(value, goal):
                found.extend(search.fitting(lead.site, cost, new, names, goal, later.scope))

    code = search.bench.code([*search.patches, patch])
    if code is not None:
        place = lead.places[0]
        search.case.run(swaps=swaps_on(search.case, search.swaps, 0), code=code, inspect={place: look})
    return [each for each in search.lines.packed(statement, index, found) if not search.is_odd(each)]


def _value(code: types.CodeType, names: Names) -> Array | None:
    """Return the value of an edit; None if it stops, or is no array of numbers."""
    try:
        value = np.asarray(eval(code, dict(names)))
    except Exception:  # shapes that do not fit, names that are not there
        return None
    return value.astype(float) if value.dtype.kind in "fiub" else None


def _is_proved(search: Search, pair: list[Patch]) -> bool:
    """Return whether all steps are right with two edits, on all draws."""
    patches = [*search.patches, *pair]
    draws = (0, *search.drawn)
    return all(all(search.bench.right(patches, search.swaps, draw)) for draw in draws)
