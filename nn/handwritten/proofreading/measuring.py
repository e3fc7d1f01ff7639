"""From a pass to its case: the truth is measured on Values, and the steps are settled beside it.

What a loss is called, which numbers are a rate, which way the steps are meant to go, and whether the steps or what goes
into them is judged, is decided here once for a pass.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace

import numpy as np

from nn.handwritten.proofreading.case import DRAWS, Case
from nn.handwritten.proofreading.decays import as_steps_have_it, decays_above
from nn.handwritten.proofreading.draws import data_of, to_vary
from nn.handwritten.proofreading.expected import CLIPPED, ROOTED
from nn.handwritten.proofreading.lossnames import weight
from nn.handwritten.proofreading.lossnumbers import name_of
from nn.handwritten.proofreading.multiples import near
from nn.handwritten.proofreading.passes import Finder
from nn.handwritten.proofreading.recording import OBJECTIVE, Place
from nn.handwritten.proofreading.running import Outcome, Script
from nn.handwritten.proofreading.settling import settle_rates, settle_sign, settle_unused
from nn.handwritten.proofreading.source import UnreadableError
from nn.handwritten.proofreading.statements import step_of, targets
from nn.handwritten.proofreading.steps import ParameterSteps
from nn.handwritten.proofreading.terms import every, texts_in
from nn.handwritten.proofreading.truth import MOST_OPERATIONS, Truth, measure
from nn.handwritten.proofreading.window import ScriptPass

INDEX = re.compile(r"\[\d+\]")


def measured(script: Script, outcome: Outcome, window: ScriptPass, losses: tuple[Place, ...], finder: Finder) -> Case:
    """Return the case of a pass and its loss; UnreadableError if it cannot be measured."""
    script.keeps_order = _moves_some(script, outcome, window)
    truth = measure(script, window, losses, {})
    _check_loss(outcome, losses, truth)
    if script.program.constants and (reached := _reached(script, window, truth)) is not window:
        return measured(script, outcome, reached, losses, finder)
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
    is_open = is_open or (not steps.is_plain and ".clip(" in steps.text and _is_cut_elsewhere(case))
    if is_other and is_open and not steps.stops and not script.program.has_added:
        known = dict(vars(steps))
        if steps.judge_gradients(outcome, truth.gradients):
            judged = steps.factors(case.run(), truth.gradients)
            if _are_lost(factors, judged):  # what was found is no gradient
                vars(steps).update(known)
            else:
                factors = judged
        elif steps.is_rooted(factors):
            said = "the steps are no multiples of the gradients, which were not found: name them dW, db, …"
            raise UnreadableError(said)
    case.wanted = steps.wanted(factors)
    if own_loss and not near(case.wanted, 1.0) and not all(steps.verdict(outcome, truth.gradients).right):
        case.wanted = _calibrated(case, truth) or (case.wanted if _is_kept(case, factors) else 1.0)
    case.shared = steps.shared(case.run(), truth.gradients, factors) if near(case.wanted, 1.0) else None
    case.is_clipped = (bool(CLIPPED.search(steps.text)) or _is_searched(case)) and _is_clipped(case)
    case.has_no_right = not any(k is not None and k > 0 for k in factors)
    case.has_multiples = any(k is not None for k in factors)
    return case


def _reached(script: Script, window: ScriptPass, truth: Truth) -> ScriptPass:
    """Return a pass without the parameters that a loss depends on only through what counts as a constant.

    They have a loss of their own, as an actor and a critic have: where the script computes one only, they stay.
    """
    losses = {text for text in script.texts.values() if "loss" in text and text.isidentifier() and weight(text) == 2}
    if len(losses) < 2:
        return window
    kept = tuple(p for p, gradient in zip(window.parameters, truth.gradients, strict=True) if gradient.any())
    return replace(window, parameters=kept) if 0 < len(kept) < len(window.parameters) else window


def decayed(case: Case, finder: Finder) -> Case:
    """Return the case with the decays of its backward pass as a part of the loss, if as many steps are right then."""
    script, outcome, window, truth = case.script, case.outcome, case.window, case.truth(0)
    decays = decays_above(script, window, outcome, truth) if truth is not None and not script.program.is_pair else {}
    if truth is None or not decays:
        return case
    cases = [case]
    for each in (as_steps_have_it(decays, case.steps, outcome, truth.gradients), decays):
        with suppress(UnreadableError):
            if each:
                cases.insert(0, measured(script, outcome, replace(window, decays=each), case.losses, finder))
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


def _are_lost(factors: Sequence[float | None], judged: Sequence[float | None]) -> bool:
    """Return whether steps that are right share no factor any more where what goes into them is judged."""
    held = [k for before, k in zip(factors, judged, strict=True) if before is not None and near(before, 1.0)]
    first = held[0] if held else None
    return bool(held) and (first is None or not all(k is not None and near(k, first) for k in held))


def _is_cut_elsewhere(case: Case) -> bool:
    """Return whether steps are multiples of their gradients with these numbers only: some are kept short."""
    draws = [(case.run(draw), truth) for draw in DRAWS[1:] if (truth := case.truth(draw)) is not None]
    return any(None in case.steps.factors(outcome, truth.gradients) for outcome, truth in draws)


def _is_searched(case: Case) -> bool:
    """Return whether a loop makes the rate of a step smaller until the loss falls: while loss(w - t * g) > l."""
    loops = every(case.script.program.tree, ast.While)
    scaled = [each for loop in loops for each in every(loop, ast.AugAssign) if isinstance(each.op, ast.Div | ast.Mult)]
    made = {ast.unparse(each.target) for each in scaled}
    steps = [step_of(case.statement(place[0]), place[1]) for place in case.window.moved]
    return bool(made) and all(step is not None and made & {*texts_in(step)} for step in steps)


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


def check_size(outcome: Outcome, window: ScriptPass) -> None:
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
