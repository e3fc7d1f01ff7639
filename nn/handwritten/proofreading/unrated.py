"""Steps by roots without their learning rate: all gradients are right, and nothing else tells how long the steps are.

    w -= mh / (np.sqrt(vh) + eps)      and no line reads lr

A step with the rate is proved if it is the one of before times the rate.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

import numpy as np

from nn.handwritten.proofreading.bench import Bench, Proof
from nn.handwritten.proofreading.case import Case
from nn.handwritten.proofreading.fixes import Search
from nn.handwritten.proofreading.naming import RATE
from nn.handwritten.proofreading.recording import Array
from nn.handwritten.proofreading.statements import step_of
from nn.handwritten.proofreading.terms import factors_of
from nn.handwritten.proofreading.wrongs import Wrong, fixed_by


def unrated(case: Case) -> list[Wrong]:
    """Return the lines of all steps that lack a rate; [] if one of them has it, or another line that leads there."""
    steps, rates = case.steps, set(case.steps.unused)
    sites = list(dict.fromkeys(parameter.changes[0][0][0] for parameter in case.window.parameters))
    if steps.goals is None or len(rates) != 1 or None in rates or any(map(_has_rate, map(case.statement, sites))):
        return []
    steps.lacking = rates.pop() or 1.0
    found = [wrong for site in sites if (wrong := next(_rated(case, site), None)) is not None]
    return found if len(found) == len(sites) else []


def _has_rate(statement: ast.stmt) -> bool:
    """Return whether the line of a step has a number in front, by its name or as it is."""
    step = step_of(statement)
    factors = [factor for factor, is_below in factors_of(step) if not is_below] if step is not None else []
    return any(isinstance(each, ast.Constant) or RATE.search(ast.unparse(each)) for each in factors)


def _rated(case: Case, site: int) -> Iterator[Wrong]:
    """Yield the line of a step with the rate in front, if its steps are those of before times the rate."""
    search, bench = Search(case), Bench(case)
    own = [i for i, parameter in enumerate(case.window.parameters) if parameter.changes[0][0][0] == site]
    for patch in search.hits(site, case.first_place(site), None, False) if step_of(case.statement(site)) else ():
        if patch.cost > 0.5:
            continue
        before, now = (case.steps.moves(bench.run(patches)) for patches in ([], [patch]))
        if all(_is_times(case.steps.lacking, before[i], now[i]) for i in own):
            yield fixed_by(case, Proof(patch, frozenset(own), 0.0))


def _is_times(rate: float, before: Array | None, now: Array | None) -> bool:
    return before is not None and now is not None and np.allclose(rate * before, now, rtol=1e-6, atol=1e-15)
