"""The lines of an optimiser's memory, and memories that are kept for nothing: a momentum that no step reads."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping, Sequence
from functools import cache, partial

from nn.handwritten.proofreading.case import Case
from nn.handwritten.proofreading.expected import CLIPPED
from nn.handwritten.proofreading.multiples import is_cut_off
from nn.handwritten.proofreading.naming import RATE, is_gradient
from nn.handwritten.proofreading.rates import Spot
from nn.handwritten.proofreading.recording import Place, index_of
from nn.handwritten.proofreading.spelled import members_of
from nn.handwritten.proofreading.statements import targets
from nn.handwritten.proofreading.steps import array_at
from nn.handwritten.proofreading.terms import every, factors_of, names_in, names_read

KINDS = ast.Assign, ast.AugAssign
OWN = re.compile(r"max|min|clip|sign|norm|where")  # in a rule of one's own: the largest v so far, steps kept short


def lines_of(case: Case, goals: Sequence[Spot]) -> dict[int, Place]:
    """Return the lines from the first that changes a memory to the last step, by their first place; {} without one.

    Below the gradients, an array that had its name before the pass is one, even if it starts anew: v = (1 - b) * g.
    """
    moved = case.window.moved
    given = {place[0] for place, _ in goals}
    since = min(index_of(case.events, place) for place, _ in goals)
    root = cache(partial(_root, case))  # looked for in the whole tree
    before = {root(e.site, case.text(e.place)) for e in case.outcome.events[: case.window.start]}
    events = [e for e in case.events if e.site >= 0 and e.site not in given]
    old = [e.place not in moved and root(e.site, case.text(e.place)) in before for e in events]
    anew = [e.value is not None and e.value.ndim > 0 and index_of(case.events, e.place) > since for e in events]
    is_line = [isinstance(case.statement(e.site), KINDS) for e in events]  # and no call that is handed an array
    kept = [all(each[:2]) and bool(each[2].changes or each[3]) for each in zip(is_line, old, events, anew, strict=True)]
    steps = [i for i, e in enumerate(events) if e.place in moved]
    if not any(kept) or not steps:
        return {}
    lines = [e for e in events[kept.index(True) : steps[-1] + 1] if isinstance(case.statement(e.site), KINDS)]
    if any(OWN.search(ast.unparse(case.statement(e.site))) for e in lines):
        return {}
    return {e.site: e.place for e in reversed(lines)}


def clipped(case: Case, goals: Sequence[Spot]) -> list[Spot]:
    """Return what goes into the memories: the gradients, or the same kept short by a line above the steps."""
    by_place, found = {event.place: event for event in case.events}, list[Spot]()
    for goal, parameter in zip(goals, case.window.parameters, strict=True):
        since, until = (index_of(case.events, place) for place in (goal[0], parameter.changes[0][0]))
        gradient = array_at(by_place, *goal, parameter.before.shape)
        own = [e for e in case.events[since + 1 : until] if e.site >= 0 and CLIPPED.search(_line(case, e.site))]
        short = [(e.place, "") for e in own if is_cut_off(e.value, gradient)]
        found.append((short or [goal])[-1])
    return found


def _line(case: Case, site: int) -> str:
    statement = case.statement(site)
    return ast.unparse(statement) if isinstance(statement, KINDS) else ""


def is_idle(case: Case, betas: Sequence[float], sites: Mapping[int, Place]) -> bool:
    """Return whether a memory is kept for nothing: no other line reads it, or it starts anew with a β as a factor."""
    held = [(case.text(event.place), event.only) for event in case.outcome.events]
    numbers = {text: leaf.thing for text, leaf in held if leaf is not None and isinstance(leaf.thing, float)}
    lines = [each for each in case.script.program.statements if not hasattr(each, "body")]
    for site, place in sites.items():
        statement, name = case.statement(site), case.text(place)
        if is_rebound(case, statement):
            return True
        if place in case.window.moved or not isinstance(targets(statement)[0], ast.Name):
            continue
        if isinstance(statement, ast.AugAssign) or name in names_read(statement):
            others = (each for each in lines if name not in map(ast.unparse, targets(each)))
            if not any(name in names_read(each) for each in others):
                return True
            continue
        factors = [ast.unparse(factor) for factor, is_below in factors_of(statement.value) if not is_below]
        if any(numbers.get(text) in betas for text in factors if not RATE.search(text)):
            return True
    return False


def is_rebound(case: Case, statement: ast.stmt) -> bool:
    """Return whether a line gives the name of a loop's member something else, which only the steps of that turn read.

    In for p, g, v in zip(params, grads, velocity), v = mu * v - lr * g leaves the velocity as it was.
    """
    if not isinstance(statement, ast.Assign) or not isinstance(target := statement.targets[0], ast.Name):
        return False
    loops = [loop for loop in every(case.script.program.tree, ast.For) if statement in loop.body]
    if is_gradient(target.id) or not any(target.id in names_in(loop.target) for loop in loops):
        return False
    steps = {place[0] for place in case.window.moved}
    others = [each for each in loops[-1].body if each is not statement and target.id in names_in(each)]
    return all(getattr(each, "site", -1) in steps for each in others)


def _root(case: Case, site: int, text: str) -> str:
    """Return what an assignment changes a part of: v of v[k], and M of s where a loop goes through M."""
    name = text.partition("[")[0]
    through = (
        members_of(case.script.program.tree, case.statement(site), with_first=True).get(name) if site >= 0 else None
    )
    return name if through is None else ast.unparse(through).partition("[")[0]
