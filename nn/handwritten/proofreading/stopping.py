"""A script that stops at a line, and that cannot be read past it: the line is edited, and the script is read anew.

Where an optimiser keeps memories in lists, no step is seen in a pass that stops. But an edit with which the script runs
on, and all steps are right, says what the line should be, as in any other script.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace

from nn.handwritten.proofreading.bench import Bench, Patch
from nn.handwritten.proofreading.case import Case
from nn.handwritten.proofreading.clock import spent
from nn.handwritten.proofreading.edits import edits
from nn.handwritten.proofreading.report import Fix, Line, Report
from nn.handwritten.proofreading.running import Outcome, Script, frames_of, stopped_at
from nn.handwritten.proofreading.scope import scope_of
from nn.handwritten.proofreading.source import UnreadableError, parsed_program
from nn.handwritten.proofreading.terms import every, sites_in
from nn.handwritten.proofreading.values import evaluated
from nn.handwritten.proofreading.why import said_of

SECONDS = 5.0  # the seconds of work for the whole
MOST = 12  # how many edits the script is read with
MOST_COST = 1.3
LINES = ast.Assign | ast.AugAssign | ast.Return


@dataclass(frozen=True, eq=False)
class Mended:
    """A script that stops, and what it is with an edit of the line at which it does."""

    script: Script
    outcome: Outcome
    patch: Patch
    case: Case

    def report(self, right: Report) -> Report:
        """Return the report on the repaired script as that of the one which stops."""
        program, error = self.script.program, self.outcome.error
        number, source = program.line(self.patch.site), program.source(self.patch.site)
        note = f"it stops here: {said_of(error, program.tree)[:160] if error is not None else ''}"
        fixes = (Fix(self.patch.edits(program), Bench(self.case).error((), ())),)
        mended = self.case.script.program.source(self.patch.site)
        own = [line for line in right.lines if line.number == number and line.source == mended]
        held = own[0] if own else Line(number, source, "", ())
        wrong = replace(held, source=source, shape=(), meaning="", of=None, verdict="wrong", fixes=fixes, note=note)
        kept = [line for line in right.lines if line not in own]
        lines = tuple(sorted((*kept, wrong), key=lambda line: line.number))
        return replace(
            right, correct=False, lines=lines, wrong=(wrong, *(line for line in right.wrong if line not in own))
        )


def mended_at_its_stop(script: Script, read: Callable[..., Case]) -> Mended | None:
    """Return a script that stops with the smallest edit of its line with which all steps are right; None without one.

    Args:
        script: one that cannot be read.
        read: reads a pass of an edited one.
    """
    outcome, deadline = script.run(), spent() + SECONDS
    if outcome.line is None:
        return None
    for patch in list(_edits(script, outcome))[:MOST]:
        if spent() > deadline:
            break
        with suppress(UnreadableError):
            case = read(program=parsed_program(patch.script(script.program), script.program.path))
            if case.tried() and all(case.held_anew()):
                return Mended(script, outcome, patch, case)
    return None


def _edits(script: Script, outcome: Outcome) -> Iterator[Patch]:
    """Yield the small edits of the line that give an array where the script stopped, the smallest first."""
    site = max(stopped_at(script, outcome), default=None)
    statement = script.program.statements[site] if site is not None else None
    if site is None or not isinstance(statement, LINES) or statement.value is None or outcome.error is None:
        return
    frame, _ = frames_of(outcome.error)[-1]
    names = {**frame.f_globals, **frame.f_locals}
    tree = script.program.tree
    around = next((function for function in every(tree, ast.FunctionDef) if site in sites_in(function)), tree)
    scope = replace(scope_of(names, around, ast.unparse(statement.value)), is_rich=False)
    seen = set[str]()
    for cost, new in sorted(edits(statement.value, scope), key=lambda each: each[0]):
        if cost <= MOST_COST and (text := ast.unparse(new)) not in seen and evaluated(new, names) is not None:
            seen.add(text)
            yield Patch(site, new, cost=cost)
