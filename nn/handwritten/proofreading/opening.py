"""From a script to its case: it is run, and its pass and its loss are found.

What can be read in several ways, such as numbers in lists, losses of all samples or losses without a name, is read in
each of them: the one with the most right steps is meant.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace

import numpy as np

from nn.handwritten.proofreading.added import with_steps, with_unmoved
from nn.handwritten.proofreading.case import Case
from nn.handwritten.proofreading.clock import spent
from nn.handwritten.proofreading.meant import (
    before_step,
    by_a_call,
    of_one_step,
    of_other_data,
    watched,
    with_constants,
)
from nn.handwritten.proofreading.measuring import check_size, decayed, measured
from nn.handwritten.proofreading.multiples import are_equal
from nn.handwritten.proofreading.passes import Finder
from nn.handwritten.proofreading.recording import MOST_EVENTS
from nn.handwritten.proofreading.running import STOPS, Outcome, Script, past_stops
from nn.handwritten.proofreading.source import LearnerScript, ListedError, UnreadableError
from nn.handwritten.proofreading.statements import step_of, targets
from nn.handwritten.proofreading.terms import called, every, names_read
from nn.handwritten.proofreading.why import why
from nn.handwritten.proofreading.window import ScriptPass

MOST_IN_ALL = 8.5  # the seconds of work for a script after which nothing new is begun
Given = Mapping[str, str] | None  # the gradients that were given, by their parameters


class StoppedError(UnreadableError):
    """A script that stops before a pass of it can be read."""


class RareLossError(UnreadableError):
    """A loss that is computed once for several steps: no step goes down it."""


def read(
    program: LearnerScript,
    objective: str | None,
    at: int,
    seed: int,
    given: Given = None,
    since: int = 0,
    *,
    is_known: bool = False,
) -> Case:
    """Run a script, find its pass, and measure the truth. Numbers in lists are read where arrays do as well.

    Passes are counted from the event `since`. Which loss the script means `is_known` from another pass. A script that
    cannot be read with its checks by differences, which run the forward pass twice for each entry, is read without.

    Raises:
        UnreadableError: with one sentence, if any of that fails.
    """
    program = _freed(program, seed)
    if is_known:
        return _with_lists(program, objective, at, seed, given, since)
    made = replace(program, is_trusted=True)
    if program.is_trusted or ast.unparse(made.running) == ast.unparse(program.running):
        return _read_in_any_way(program, objective, at, seed, given, since)
    if len(Script(program, seed).run().events) <= MOST_EVENTS:
        with suppress(UnreadableError):
            return _read_in_any_way(program, objective, at, seed, given, since)
    return read(made, objective, at, seed, given, since)


CALLED_LOSS = "loss|cost|err|rss|sse|nll|lik|objective|energy|deviance"  # what people call a function that gives one


def _read_in_any_way(
    program: LearnerScript, objective: str | None, at: int, seed: int, given: Given, since: int
) -> Case:
    """Return the case of that way to read a script in which most steps are right."""
    options = at, seed, given, since
    found: list[Case] = []
    problem: UnreadableError | None = None

    def again(made: LearnerScript, text: str | None) -> Case:
        return _with_lists(made, text, *options)

    try:
        found.append(again(program, objective))
    except UnreadableError as error:
        problem = error
    if not (found and found[0].tried()) and not given:
        constant = list(with_constants(program, found, again))
        if objective is None and not any(case.tried() for case in constant):
            before = before_step(program, found, again)
            others = [*watched(program, found, again), *of_other_data(program, found, again)]
            found = [*of_one_step(program, found, seed, again), *before, *found, *others]
            is_rare = isinstance(problem, RareLossError)
            found = found or list(by_a_call(program, "" if is_rare else CALLED_LOSS, again))
        found += constant
    if not found and problem is not None:
        raise problem
    return max(found, key=_fits)


def _fits(case: Case) -> tuple[int, int, int]:
    """Return by how much a reading fits: more steps that are right, more multiples of gradients, fewer wrong ones."""
    verdict = case.tried()
    right = sum(verdict.right)
    return right, sum(factor is not None for factor in verdict.factors), right - len(verdict.right)


def _freed(program: LearnerScript, seed: int) -> LearnerScript:
    """Return a script without the small numbers in its logarithms, if it does the same without them."""
    made = replace(program, is_freed=True)
    if program.is_freed or ast.unparse(made.running) == ast.unparse(program.running):
        return program
    own, freed = (Script(each, seed).run().events for each in (program, made))
    is_same = [e.place for e in own] == [e.place for e in freed] and all(
        a.value is None or b.value is None or not np.isfinite(a.value).all() or np.isfinite(b.value).all()
        for a, b in zip(own, freed, strict=True)
    )
    return made if is_same else program


def _with_lists(
    program: LearnerScript, objective: str | None, at: int, seed: int, given: Given = None, since: int = 0
) -> Case:
    """Return the case of a script, with numbers in lists as arrays where it cannot be read without."""
    made = replace(program, has_arrays=True)
    try:
        case = _read(program, objective, at, seed, given, since)
    except ListedError:
        if program.has_arrays or not _computes(Script(program, seed), Script(made, seed)):
            raise
        return _read(made, objective, at, seed, given, since)
    has_listed, may_have = _has_listed(case), _moves_numbers(case)
    is_open = (has_listed or may_have) and not program.has_arrays
    if is_open and _computes(Script(program, seed), Script(made, seed)):
        with suppress(UnreadableError):
            other = _read(made, objective, at, seed, given, since)
            if has_listed or len(other.window.parameters) > len(case.window.parameters):
                return other
    return case


def _has_listed(case: Case) -> bool:
    """Return whether some parameter is a number in a list: w = [wi - lr * gi for wi, gi in zip(w, g)]."""
    return any(each.birth[1] and not each.before.ndim for each in case.window.parameters)


KEPT = re.compile(r".*\[|(?!self\.)\w+\.\w+$")  # an entry, or an attribute of another object


def _moves_numbers(case: Case) -> bool:
    """Return whether a line moves a number in a list or a dict: bu[u] = bu[u] - lr * g, beside arrays.

    Or one of each object that a loop goes through: s.weight -= lr * s.grad.
    """
    numbers = [e for e in case.events if e.site >= 0 and e.only is not None and isinstance(e.only.thing, float)]
    entries = [e for e in numbers if KEPT.match(case.text(e.place)) and e.whole is e.value]
    return any(step_of(case.statement(e.site)) is not None for e in entries)


def _computes(script: Script, other: Script) -> bool:
    """Return whether two scripts assign the same numbers."""
    runs = [each.run().events for each in (script, other)]
    numbers = [{e.place: e.value for e in events if e.only is not None} for events in runs]
    return all(mine is None or are_equal(mine, numbers[1].get(place)) for place, mine in numbers[0].items())


def _read(program: LearnerScript, objective: str | None, at: int, seed: int, given: Given, since: int) -> Case:
    start = spent()
    script = Script(program, seed, objective)
    first = outcome = script.run()
    is_asserted = isinstance(outcome.error, AssertionError)  # a check of the gradients goes through many losses
    if outcome.error is not None and not is_asserted and _is_over(Finder(script, outcome).find(at), outcome):
        outcome.error = None
    script, outcome = past_stops(script, outcome)
    finder = Finder(script, outcome)
    window = None if given else finder.find(at, since)
    has_added = program.has_added
    if window is not None and not has_added:
        script, window = with_unmoved(script, finder, window)
    if window is None and not (outcome.error or has_added or at or since) and finder.numbers.named():
        if finder.several is not None:
            raise RareLossError(why(script, first, finder, at))
        try:
            return read(with_steps(script, outcome, given), objective, at, seed)
        except UnreadableError as error:
            unnamed = _unnamed(script, outcome, finder, at) if objective is None else []
            if unnamed and unnamed[0].tried() and _is_reduced(unnamed[0]):
                return _timed(unnamed[0], at, start)
            if first.error is None and finder.has_loss and not _is_of_added(error, program):
                raise
            raise _unreadable(script, first, finder, at) from None
    try:
        if window is not None:
            check_size(outcome, window)
            cases = list(_measurable(script, outcome, window, finder))
        else:
            cases = _unnamed(script, outcome, finder, at) if objective is None and not (given or since) else []
    except UnreadableError:
        if first.error is None:
            raise
        cases = []
    if not cases:
        raise _unreadable(script, first, finder, at) from None
    for case in cases:
        _timed(case, at, start)
        case.stop = first if first.error is not None and not isinstance(first.error, AssertionError) else None
    if program.has_added:
        cases.reverse()  # without steps, the last turn of a loop is what is left
    return max(cases, key=lambda case: sum(case.tried().right))


def _timed(case: Case, at: int, start: float) -> Case:
    """Note which pass a case is, what it took to read it, and when its search ends."""
    case.at, case.seconds, case.end = at, spent() - start, start + MOST_IN_ALL
    return case


def _measurable(script: Script, outcome: Outcome, window: ScriptPass, finder: Finder) -> Iterator[Case]:
    """Yield the case of each number, or sum of numbers, that may be the loss of a pass.

    Raises:
        UnreadableError: that of the first one, if none can be measured.
    """
    problems: list[UnreadableError] = []
    for losses in window.losses:
        try:
            yield decayed(measured(script, outcome, window, losses, finder), finder)
        except UnreadableError as error:
            problems.append(error)
    if len(problems) == len(window.losses):
        raise problems[0]


def _unreadable(script: Script, outcome: Outcome, finder: Finder, at: int) -> UnreadableError:
    """Return why no pass was found, as an error."""
    kind = StoppedError if isinstance(outcome.error, STOPS) else UnreadableError
    return kind(why(script, outcome, finder, at))


def _is_of_added(error: UnreadableError, program: LearnerScript) -> bool:
    """Return whether a reason names a line below the learner's."""
    found = re.search(r"line (\d+)", str(error))
    return found is not None and int(found[1]) > len(program.text.splitlines())


def _unnamed(script: Script, outcome: Outcome, finder: Finder, at: int) -> list[Case]:
    """Return the case of a number that is called like no loss: one that makes all steps right, or is only reported."""
    found: list[tuple[bool, Case]] = []
    for is_reported, window in finder.unnamed(at):
        with suppress(UnreadableError):
            check_size(outcome, window)
            found.append((is_reported, measured(script, outcome, window, window.losses[-1], finder)))
    most = max((len(case.window.parameters) for _, case in found), default=0)
    full = [each for each in found if len(each[1].window.parameters) == most]
    right = [case for _, case in full if case.tried()]
    return (right or [case for is_reported, case in full if is_reported and _is_meant(case)])[:1]


def _is_reduced(case: Case) -> bool:
    """Return whether the line of a loss takes a sum or a mean, or one does that makes what it reads."""
    line = case.statement(case.losses[-1][0])
    made = [s for s in case.script.program.statements if names_read(line) & {*map(ast.unparse, targets(s))}]
    calls = [call for each in (line, *made) for call in every(each, ast.Call)]
    return any(called(call.func) in ("sum", "mean", "average") for call in calls)


def _is_meant(case: Case) -> bool:
    """True unless a loss is only printed and no step goes down it: then it may be another one that the script means."""
    return not isinstance(case.statement(case.losses[-1][0]), ast.Expr) or any(case.tried().right)


def _is_over(window: ScriptPass | None, outcome: Outcome) -> bool:
    """Return whether a run ended with an error only after the pass."""
    if window is None or not window.turns:
        return False
    return outcome.events[-1].loops[: len(window.turns)] != window.turns
