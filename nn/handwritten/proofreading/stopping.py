"""A script that stops at a line, and that cannot be read past it: a line is edited, and the script is read anew.

Where an optimiser keeps memories in lists, no step is seen in a pass that stops. But an edit with which the script runs
on, and all steps are right, says what the line should be, as in any other script; or one that made what it reads.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from nn.handwritten.proofreading.bench import Bench, Patch
from nn.handwritten.proofreading.case import Case
from nn.handwritten.proofreading.clock import spent
from nn.handwritten.proofreading.edits import edits
from nn.handwritten.proofreading.report import Fix, Line, Report
from nn.handwritten.proofreading.running import Outcome, Script, frames_of, stopped_at
from nn.handwritten.proofreading.scope import scope_of
from nn.handwritten.proofreading.source import UnreadableError, parsed_program
from nn.handwritten.proofreading.terms import every, instead_of, texts_in
from nn.handwritten.proofreading.values import evaluated
from nn.handwritten.proofreading.why import said_of

SECONDS = 5.0  # the seconds of work for the whole
MOST = 12  # how many edits the script is read with
MOST_COST = 1.3
UNBOUND = re.compile(r"variable '(\w+)'")  # what Python says of a name that a later line of the function makes
LINES = ast.Assign | ast.AugAssign | ast.Return


@dataclass(frozen=True, eq=False)
class Repaired:
    """A script that stops, and what it is with an edit of a line."""

    script: Script
    outcome: Outcome
    patch: Patch
    case: Case

    def report(self, right: Report) -> Report:
        """Return the report on the repaired script as that of the one which stops."""
        program, error = self.script.program, self.outcome.error
        number, source = program.line(self.patch.site), program.source(self.patch.site)
        stop = max(stopped_at(self.script, self.outcome), default=self.patch.site)
        where = "it stops here" if stop == self.patch.site else f"line {program.line(stop)} stops with it"
        note = f"{where}: {said_of(error, program.tree)[:160] if error is not None else ''}"
        fixes = (Fix(self.patch.edits(program), Bench(self.case).error((), ()), self.case.proved_on),)
        edited = self.case.script.program.source(self.patch.site)
        own = [line for line in right.lines if line.number == number and line.source == edited]
        held = own[0] if own else Line(number, source, "", ())
        wrong = replace(held, source=source, shape=(), meaning="", of=None, verdict="wrong", fixes=fixes, note=note)
        kept = [line for line in right.lines if line not in own]
        lines = tuple(sorted((*kept, wrong), key=lambda line: line.number))
        return replace(
            right, correct=False, lines=lines, wrong=(wrong, *(line for line in right.wrong if line not in own))
        )


def repaired_at_its_stop(script: Script, read: Callable[..., Case]) -> Repaired | None:
    """Return a script that stops with the smallest edit with which all steps are right; None without one.

    Args:
        script: one that cannot be read.
        read: reads a pass of an edited one.
    """
    outcome, deadline = script.run(), spent() + SECONDS
    if outcome.line is None:
        return None
    found = [*_entries(script, outcome), *islice(_edits(script, outcome), MOST)]
    found += islice(_edits_above(script, outcome), MOST)
    for patch in sorted(found, key=lambda each: each.cost):
        if spent() > deadline:
            break
        with suppress(UnreadableError):
            case = read(program=parsed_program(patch.script(script.program), script.program.path))
            if case.stop is None and case.tried() and all(case.held_anew()):
                return Repaired(script, outcome, patch, case)
    return None


def _edits(script: Script, outcome: Outcome) -> Iterator[Patch]:
    """Yield the small edits of the line that give an array where the script stopped, the smallest first."""
    site = max(stopped_at(script, outcome), default=None)
    if site is not None and outcome.error is not None:
        frame, _ = frames_of(outcome.error)[-1]
        yield from _edits_at(script, site, {**frame.f_globals, **frame.f_locals})


def _entries(script: Script, outcome: Outcome) -> Iterator[Patch]:
    """Yield the lines that make a name one of their function, with an entry instead: b[u] -= g for b -= g."""
    found = UNBOUND.search(str(outcome.error)) if isinstance(outcome.error, UnboundLocalError) else None
    for site, statement in enumerate(script.program.statements if found is not None else ()):
        function = script.program.around(site, ast.FunctionDef)[-1:]
        if found is not None and isinstance(statement, ast.AugAssign) and ast.unparse(statement.target) == found[1]:
            read = [node for each in function for node in every(each, ast.Subscript)]
            for text in sorted({ast.unparse(node) for node in read if ast.unparse(node.value) == found[1]}):
                made: Any = ast.parse(f"{text} += 0").body[0]
                made.op, made.value = statement.op, statement.value
                yield Patch(site, instead={site: (instead_of(statement, made),)}, cost=0.5)


def _edits_above(script: Script, outcome: Outcome) -> Iterator[Patch]:
    """Yield those of the lines that made what it reads with which it is of another shape: dW = g.T @ x of m + dW."""
    site = max(stopped_at(script, outcome), default=None)
    read = texts_in(script.program.statements[site]) if site is not None else ()
    made = {event.site: event for event in outcome.events if event.site >= 0 and script.text(event.place) in read}
    for event in made.values():
        if event.only is not None and event.only.value is not None and event.only.value.ndim and event.site != site:
            seen: list[Patch] = []
            shape = event.only.value.shape

            def look(names: Any, at: int = event.site, found: list[Patch] = seen, old: Any = shape) -> None:
                found += _edits_at(script, at, names, old)

            script.run(inspect={event.place: look}, until=event.place)
            yield from seen


def _edits_at(script: Script, site: int, names: Any, shape: tuple[int, ...] | None = None) -> Iterator[Patch]:
    """Yield the small edits of a line that give an array with the names there, of another shape if one is given."""
    statement = script.program.statements[site]
    if not isinstance(statement, LINES) or statement.value is None:
        return
    around = next(iter(script.program.around(site, ast.FunctionDef)), script.program.tree)
    scope = replace(scope_of(names, around, ast.unparse(statement.value)), is_rich=False)
    seen = set[str]()
    for cost, new in sorted(edits(statement.value, scope), key=lambda each: each[0]):
        if (
            cost <= MOST_COST
            and (text := ast.unparse(new)) not in seen
            and (value := evaluated(new, names)) is not None
        ):
            seen.add(text)
            if value.shape != shape:
                yield Patch(site, new, cost=cost)
