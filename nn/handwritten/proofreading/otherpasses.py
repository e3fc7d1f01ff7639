"""The report on a pass, or on another one that shows what this one hides.

A pass may be right by chance: a bias starts at 0, a sample is all zeros, a branch is not taken, two indices are one
number. A second model may be trained after the first, or beside it, with a loss of its own.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from functools import partial
from keyword import iskeyword

from nn.handwritten.proofreading.bench import MOST_LATER
from nn.handwritten.proofreading.case import DRAWS, Case
from nn.handwritten.proofreading.clock import spent
from nn.handwritten.proofreading.coinciding import coincide
from nn.handwritten.proofreading.draws import vary
from nn.handwritten.proofreading.lengthened import lengthened
from nn.handwritten.proofreading.misled import misled
from nn.handwritten.proofreading.moves import BASELINE
from nn.handwritten.proofreading.multiples import near
from nn.handwritten.proofreading.optimisers import off_the_rules
from nn.handwritten.proofreading.passes import Finder
from nn.handwritten.proofreading.reading import (
    UndecidedError,
    reported,
    reported_clip,
    reported_loop,
    reported_misled,
    reported_rate,
    reported_rule,
)
from nn.handwritten.proofreading.report import Report
from nn.handwritten.proofreading.source import UnreadableError
from nn.handwritten.proofreading.statements import mentions, targets
from nn.handwritten.proofreading.terms import averages, every
from nn.handwritten.proofreading.unrated import unrated
from nn.handwritten.proofreading.unreached import unreached

Reader = Callable[..., Case]  # what reads a pass of a script, given its number as `at`
SECONDS_LATER = 0.6  # the seconds of work after which no pass after a right one is read any more
SECONDS_ANEW = 3.0  # the same after one that is right by chance, of which nothing else can be said
BY_CHANCE = (
    "the steps are right with the script's own numbers, and wrong with others in their place. A start such as "
    "np.ones(3) hides a factor that is missing: start the parameters at other numbers, and read it again."
)

OTHER_STARTS = (
    "With the script's own numbers these steps are right by chance, as where a bias starts at 0 or a scale at 1: it "
    "was read with others in their place."
)


def report_on(case: Case, read_pass: Reader, at: int) -> Report:
    """Return the report on a pass that was read, or on a later one that shows what this one hides."""
    read_later = partial(read_pass, program=case.script.program, objective=case.script.objective, is_known=True)
    if not at and case.stop is None and (off := off_the_rules(case)) is not None:
        return reported_rule(case, *off)
    if (found := misled(case)) is not None:
        return reported_misled(case, *found)
    report = reported(case)
    held = case.held_anew() if report.correct else (True,)
    if not any(held) and (scaled := _with_factor(case)) is not None:
        return scaled
    other = None if all(held) else _anew(read_later, case, is_factor=not any(held))
    if other is not None and (not any(held) or all(line.fixes for line in other.wrong)):
        return other  # of one draw, a value may be at an edge by chance: then only what is put right counts
    if not any(held):
        return _in_later_passes(read_later, case)
    if report.correct and not at and (other := _second(read_pass, case)) is not None:
        return other
    if report.correct and not at and (other := _beside(read_pass, case)) is not None:
        return other
    if report.correct and not at and (lines := unrated(case)):
        return reported_rate(case, lines, f"the learning rate {case.steps.lacking:g}")
    if report.correct and not at and (clip := lengthened(case)) is not None:
        return reported_clip(case, clip)
    if report.correct and not at and (loop := unreached(case)) is not None:
        return reported_loop(case, loop)
    if report.correct and not at and (other := _apart(read_later, case)) is not None:
        return other
    is_open = report.correct and (case.hidden() or _branches(case) or _moves_more(case))
    later = _later(read_later, case) if is_open else None
    return report if later is None else later


def _with_factor(case: Case) -> Report | None:
    """Return the report that asks for a factor of 1, where the factor of all steps differs with the data: o (1 - o)."""
    if not case.own_loss:
        case.own_loss, case.wanted, case.steps.own_loss = True, 1.0, True
        with suppress(UndecidedError):
            report = reported(case)
            return report if report.correct is False and any(line.fixes for line in report.wrong) else None
    return None


def _anew(read_pass: Reader, case: Case, *, is_factor: bool) -> Report | None:
    """Return the report on a script with other starts, if it is wrong there: a bias may start at 0, a scale at 1.

    A factor that all steps share, and that is another one there, is no rate: `is_factor` asks for the one of before.
    """
    starts = partial(vary, varied=case.varied, draw=len(DRAWS))
    program = replace(case.script.program, starts=starts, remarks=(*case.script.program.remarks, OTHER_STARTS))
    with suppress(UnreadableError, UndecidedError):
        other = read_pass(program=program, at=case.at)
        is_several = sum(parameter.before.size for parameter in other.window.parameters) > 1  # of one number, any is
        if is_factor and near(case.wanted, 1.0) and is_several and other.tried():
            other.own_loss, other.wanted, other.steps.own_loss = True, case.wanted, True
        report = reported(other)
        return report if report.correct is False else None
    return None


def _in_later_passes(read_pass: Reader, case: Case) -> Report:
    """Return the report on a pass after one that is right by chance: there np.ones(3) is no longer all ones."""
    until = spent() + SECONDS_ANEW
    with suppress(UnreadableError, UndecidedError):
        for at in range(case.at + 1, case.at + 1 + MOST_LATER):
            report = reported(read_pass(at=at))
            if report.correct is False:
                return report
            if spent() > until:
                break
    return Report(None, BY_CHANCE)


def _second(read_pass: Reader, case: Case) -> Report | None:
    """Return the report on a second model that the script trains after the first, if that one is wrong."""
    since = Finder(case.script, case.outcome).second(case.window)
    with suppress(UnreadableError, UndecidedError):
        other = read_pass(at=0, given=None, since=since) if since is not None else case
        if case.window.births.isdisjoint(other.window.births):
            report = reported(other)
            return report if report.correct is False else None
    return None


def _beside(read_pass: Reader, case: Case) -> Report | None:
    """Return the report on a model that the same turns train, with a loss of its own, if that one is wrong."""
    finder = Finder(case.script, case.outcome)
    if case.script.objective is not None or not case.window.turns or not finder.leaves_out(case.window):
        return None
    truth = case.truth(0)
    forward = truth.forward if truth is not None else ()
    sites = {place[0] for losses in case.window.losses for place in (*losses, *forward)}
    others = [where for _, where in finder.numbers.named() if finder.events[where[0]].site not in sites]
    texts = dict.fromkeys(finder.numbers.text(where) for where in others)
    for text in (text for text in texts if text.isidentifier() and not iskeyword(text)):  # return
        with suppress(UnreadableError, UndecidedError):
            other = read_pass(at=0, objective=text)
            if case.window.births.isdisjoint(other.window.births):
                return report if (report := reported(other)).correct is False else None
    return None


def _apart(read_pass: Reader, case: Case) -> Report | None:
    """Return the report on a later pass that is wrong, if two indices of this one are the same number by chance.

    So may be a target and 1, where each pass is that of a sample: (y - 1) * x beside (y - p) * y * x. A baseline is 0
    until the first rewards are there. Some step must be right there, or a fix be proved: else that pass is misread.
    """
    until = spent() + SECONDS_LATER
    is_sample = len(case.window.turns) > 1 and case.steps.is_plain and not _remembers(case)
    is_followed = _follows_rewards(case)
    is_open = is_sample or is_followed or coincide(case)
    for at in range(1, 1 + MOST_LATER) if case.steps.goals is None and is_open else ():
        if spent() > until or case.seconds > SECONDS_LATER:
            break
        with suppress(Exception):  # there is no such pass, or it cannot be read
            later = read_pass(at=at)
            verdict = later.tried()
            if verdict or not (is_followed or (verdict.has_right and not _is_misread(case, later))):
                continue
            report = reported(later)
            is_sure = verdict.has_right or all(line.fixes for line in report.wrong)
            return report if report.correct is False and is_sure else None
    return None


def _follows_rewards(case: Case) -> bool:
    """Return whether a script keeps a baseline, and nothing else, from pass to pass."""
    lines = case.script.program.statements
    made = {ast.unparse(target) for each in lines if averages(each) for target in targets(each)}
    return any(map(BASELINE.search, made)) and all(map(BASELINE.search, case.steps.states))


def _remembers(case: Case, later: Case | None = None) -> bool:
    """Return whether a pass keeps more for the next one than its parameters, and the sum of losses: total += loss.

    What is a parameter of a later pass is not kept, either.
    """
    sums = [each for each in case.script.program.statements if isinstance(each, ast.AugAssign)]
    losses = {ast.unparse(each.target) for each in sums if mentions(each.value, case.steps.loss_name)}
    own = {parameter.name.partition("[")[0] for parameter in (later or case).window.parameters}
    return not {state for state in case.steps.states if state.partition("[")[0] not in own} <= losses


def _is_misread(case: Case, later: Case) -> bool:
    """Return whether steps of a later pass may be wrong only because a momentum is in them, too.

    So it is where one is that was right before, and not 0.
    """
    if not _remembers(case, later):
        return False
    names = [[parameter.name for parameter in each.window.parameters] for each in (case, later)]
    first, then = case.tried(), later.tried()
    pairs = zip(first.factors, first.right, then.right, strict=False) if names[0] == names[1] else ()
    is_lost = any(k is not None and k == k and before and not now for k, before, now in pairs)
    return is_lost or later.steps.goals is None or not then.has_right


def _branches(case: Case) -> bool:
    """Return whether a script has a branch, but for that of its name."""
    tests = [node.test for node in every(case.script.program.tree, ast.If)]
    return any("__name__" not in ast.unparse(test) for test in tests)


def _moves_more(case: Case) -> bool:
    """Return whether a pass moves what is none of its parameters, but was there before it."""
    return bool(case.window.turns) and Finder(case.script, case.outcome).leaves_out(case.window)


def _later(read_pass: Reader, case: Case) -> Report | None:
    """Return the report on a later pass that is wrong: with a branch not taken before, or a step that was 0 until then.

    A step is 0 by its data alone for a sample of zeros, such as the first of XOR: that pass says nothing of it. Of a
    branch, only its own line is said, with a fix.
    """
    until = spent() + SECONDS_LATER
    names, shown = {parameter.name for parameter in case.window.parameters}, set[str]()
    for at in range(case.at + 1, case.at + 1 + MOST_LATER):
        if spent() + case.seconds > case.end:
            return None
        with suppress(Exception):  # there is no such pass, or it cannot be read
            later = read_pass(at=at)
            now = {parameter.name for parameter in later.window.parameters}
            hidden = case.hidden(now) - shown
            is_new = hidden or {event.site for event in later.events} - {event.site for event in case.events}
            if is_new and now >= names and now - names <= hidden and not _is_misread(case, later) and not later.tried():
                report = reported(later)
                is_branch = [line.source.strip().startswith("if ") and bool(line.fixes) for line in report.wrong]
                return report if report.correct is False and (hidden or is_branch == [True]) else None
            shown |= now - later.hidden()
            if (hidden - shown or _branches(case)) and spent() < until:
                continue
        return None
    return None
