"""From a script to its case: it is run, its pass and its loss are found, and the truth is measured.

What can be read in several ways, such as numbers in lists, losses of all samples or losses without a name, is read in
each of them: the one with the most right steps is meant.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace

import numpy as np

from nn.handwritten.proofreading.added import with_steps, with_unmoved
from nn.handwritten.proofreading.case import DRAWS, Case
from nn.handwritten.proofreading.clock import spent
from nn.handwritten.proofreading.decays import as_steps_have_it, decays_above
from nn.handwritten.proofreading.draws import data_of, to_vary
from nn.handwritten.proofreading.expected import CLIPPED, ROOTED
from nn.handwritten.proofreading.lossnames import weight
from nn.handwritten.proofreading.lossnumbers import name_of
from nn.handwritten.proofreading.meant import (
    before_step,
    by_a_call,
    of_one_step,
    of_other_data,
    watched,
    with_constants,
)
from nn.handwritten.proofreading.multiples import are_equal, near
from nn.handwritten.proofreading.passes import Finder
from nn.handwritten.proofreading.recording import MOST_EVENTS, OBJECTIVE, Place
from nn.handwritten.proofreading.running import STOPS, Outcome, Script, past_stops
from nn.handwritten.proofreading.settling import settle_rates, settle_sign, settle_unused
from nn.handwritten.proofreading.source import LearnerScript, ListedError, UnreadableError
from nn.handwritten.proofreading.statements import step_of, targets
from nn.handwritten.proofreading.steps import ParameterSteps
from nn.handwritten.proofreading.terms import called, every, names_read
from nn.handwritten.proofreading.truth import MOST_OPERATIONS, Truth, measure
from nn.handwritten.proofreading.why import why
from nn.handwritten.proofreading.window import ScriptPass

MOST_IN_ALL = 8.5  # the seconds of work for a script after which nothing new is begun
INDEX = re.compile(r"\[\d+\]")
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
            found = found or list(by_a_call(program, "" if is_rare else "loss|cost|err", again))
        found += constant
    if not found and problem is not None:
        raise problem
    return max(found, key=_fits)


def _fits(case: Case) -> tuple[int, int]:
    """Return by how much a reading fits: how many steps are right, and how many are multiples of their gradients."""
    verdict = case.tried()
    return sum(verdict.right), sum(factor is not None for factor in verdict.factors)


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


def _moves_numbers(case: Case) -> bool:
    """Return whether a line moves a number in a list or a dict: bu[u] = bu[u] - lr * g, beside arrays."""
    numbers = [e for e in case.events if e.site >= 0 and e.only is not None and isinstance(e.only.thing, float)]
    entries = [e for e in numbers if "[" in case.text(e.place) and e.whole is e.value]
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
            _check_size(outcome, window)
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
            yield _decayed(_measured(script, outcome, window, losses, finder), finder)
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
            _check_size(outcome, window)
            found.append((is_reported, _measured(script, outcome, window, window.losses[-1], finder)))
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


def _measured(script: Script, outcome: Outcome, window: ScriptPass, losses: tuple[Place, ...], finder: Finder) -> Case:
    script.keeps_order = _moves_some(script, outcome, window)
    truth = measure(script, window, losses, {})
    _check_loss(outcome, losses, truth)
    is_given = losses[0][0] == OBJECTIVE
    is_named = _is_written(script) if is_given else weight(name_of(script, losses[0])) > 0
    scalars = [e.place for e in finder.events[window.start : window.end] if e.only and isinstance(e.only.thing, float)]
    own_loss = is_named or any(weight(script.text(place)) == 2 for place in scalars)
    name, forward = script.objective or name_of(script, losses[-1]), {place[0] for place in truth.forward}
    steps = ParameterSteps(script, window, outcome, own_loss, name, forward - {place[0] for place in window.moved})
    varied = to_vary(outcome, truth.live, window)
    data_at = {
        p: paths
        for p, paths in data_of(outcome, truth.outcome, truth.live, window).items()
        if not script.program.is_added(p[0])
    }
    try:
        truth = measure(script, window, losses, varied, 0, data_at) if data_at else truth
        _check_loss(outcome, losses, truth)
    except Exception:  # whatever a script does with its data that Values cannot: then only its parameters are Values
        truth, data_at = measure(script, window, losses, varied), {}
    case = Case(script, outcome, window, losses, steps, own_loss, varied, {0: truth}, data_at=data_at)
    settle_rates(steps, case.run(), truth.gradients)
    settle_unused(steps, steps.factors(case.run(), truth.gradients))
    factors = steps.factors(case.run(), truth.gradients)
    if settle_sign(steps, factors):
        factors = steps.factors(case.run(), truth.gradients)
    may_be_other = bool(steps.states) or bool(ROOTED.search(steps.text))  # a few entries grow with others by chance
    rootless = steps.without_root(outcome, truth.gradients)
    if not steps.states:  # no memory: a root elsewhere makes no step lose its numbers
        rootless &= steps.finite(outcome)
    is_other = not steps.is_plain or (may_be_other and bool(rootless))
    is_open = None in factors or steps.may_be_by_chance(factors) or steps.may_be_cut(factors)
    if is_other and is_open and not steps.stops and not script.program.has_added:
        if steps.judge_gradients(outcome, truth.gradients):
            factors = steps.factors(case.run(), truth.gradients)
        elif steps.is_rooted(factors):
            said = "the steps are no multiples of the gradients, which were not found: name them dW, db, …"
            raise UnreadableError(said)
    case.wanted = steps.wanted(factors)
    if own_loss and not near(case.wanted, 1.0) and not all(steps.verdict(outcome, truth.gradients).right):
        case.wanted = _calibrated(case, truth) or (case.wanted if _is_kept(case, factors) else 1.0)
    case.shared = steps.shared(case.run(), truth.gradients, factors) if near(case.wanted, 1.0) else None
    case.is_clipped = bool(CLIPPED.search(steps.text)) and _is_clipped(case)
    case.has_no_right = not any(k is not None and k > 0 for k in factors)
    case.has_multiples = any(k is not None for k in factors)
    return case


def _decayed(case: Case, finder: Finder) -> Case:
    """Return the case with the decays of its backward pass as a part of the loss, if as many steps are right then."""
    script, outcome, window, truth = case.script, case.outcome, case.window, case.truth(0)
    decays = decays_above(script, window, outcome, truth) if truth is not None and not script.program.is_pair else {}
    if truth is None or not decays:
        return case
    cases = [case]
    for each in (as_steps_have_it(decays, case.steps, outcome, truth.gradients), decays):
        with suppress(UnreadableError):
            if each:
                cases.insert(0, _measured(script, outcome, replace(window, decays=each), case.losses, finder))
    return max(cases, key=lambda each: sum(each.tried().right))


def _moves_some(script: Script, outcome: Outcome, window: ScriptPass) -> bool:
    """Return whether the pass moves some members of a list or a dict of arrays, as P[u] and Q[i] of one rating."""
    before = outcome.events[: window.start]
    held = {event.place: len(event.leaves) for event in before}
    moved = Counter(place for place, path in window.births if INDEX.fullmatch(path))
    begun = Counter(event.place[:2] for event in before)
    named = Counter(place[:2] for place, path in window.births if not path)
    is_some = any(count < begun[site] for site, count in named.items() if "[" in script.text(site))
    return is_some or any(count < held.get(place, 0) for place, count in moved.items())


def _is_written(script: Script) -> bool:
    """Return whether the script itself calls its objective a loss: it then stands there with its factor."""
    lines = [each for each in every(script.program.tree, ast.Assign) if ast.unparse(each.value) == script.objective]
    return any(weight(ast.unparse(target)) == 2 for each in lines for target in targets(each))


def _is_clipped(case: Case) -> bool:
    """Return whether all steps share a factor on each draw, and not the same one."""
    truths = {draw: truth for draw in DRAWS if (truth := case.truth(draw)) is not None}
    factors = [case.steps.factors(case.run(d), t.gradients) for d, t in truths.items()]
    own = [case.steps.common([k if k is None else abs(k) for k in each]) for each in factors]  # all may go up
    found = [k or _calibrated(case, truths[d], d) for d, k in zip(truths, own, strict=True)]
    return len(found) > 1 and None not in found and not all(near(k, found[0]) for k in found if k and found[0])


def _calibrated(case: Case, truth: Truth, draw: int = 0) -> float | None:
    """Return the factor of all steps with the true gradients in the place of the script's own; None if they differ."""
    if case.steps.goals is not None and not case.steps.is_misread:
        return 1.0  # what goes into the steps is judged
    places = case.steps.places.called(case.run(draw) if draw else case.outcome, truth.gradients)
    swaps = {spot[0]: g for spot, g in zip(places, truth.gradients, strict=True) if spot is not None and not spot[1]}
    factors = case.steps.factors(case.run(draw, swaps), truth.gradients)
    first = factors[0]
    same = first is not None and len(swaps) == len(factors) and all(k is not None and near(k, first) for k in factors)
    return first if same and first is not None and first > 0 else None


def _is_kept(case: Case, factors: Sequence[float | None]) -> bool:
    """Return whether steps that have the wanted factor have it on a further draw, too; clipped ones need not."""
    held = [i for i, k in enumerate(factors) if k is not None and near(k, case.wanted)]
    draw = next((draw for draw in DRAWS[1:] if case.truth(draw) is not None), None)
    if not held or draw is None or CLIPPED.search(case.steps.text):
        return True
    truth = case.truth(draw)
    anew = case.steps.factors(case.run(draw), truth.gradients if truth is not None else ())
    return any(k is None or near(k, case.wanted) for k in (anew[i] for i in held))


def _check_loss(outcome: Outcome, losses: tuple[Place, ...], truth: Truth) -> None:
    """UnreadableError where the run on Values has another loss than the script."""
    held = [e.value for e in outcome.events if e.place in losses and e.value is not None]
    total = float(sum(float(x.reshape(-1)[0]) for x in held))
    if not np.isclose(total, truth.loss, rtol=1e-9, atol=1e-12):
        raise UnreadableError(
            f"the loss is {total:.6g}, but {truth.loss:.6g} on Values: something chooses by their type."
        )


def _check_size(outcome: Outcome, window: ScriptPass) -> None:
    """UnreadableError where the pass has too many scalar operations."""
    rows = [leaf.thing.shape[0] for e in outcome.events[: window.end] for leaf in e.leaves if np.ndim(leaf.thing) > 1]
    most, weights = max(rows, default=1), sum(p.before.size for p in window.parameters)
    made = sum(np.size(leaf.thing) for e in outcome.events[window.start : window.end] for leaf in e.leaves)
    total = 2 * most * weights + made
    if total > MOST_OPERATIONS:
        raise UnreadableError(
            f"the pass has about {total:,} scalar operations, more than {MOST_OPERATIONS:,}: "
            f"take fewer than {most} rows, or fewer than {weights:,} weights."
        )
