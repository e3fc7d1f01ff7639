"""Which other loss a script may mean, where its steps do not go down the first that it computes.

That of the samples of one step, where it computes that of all; one that it only looks at, or computes below its steps;
one that a function gives; one in which an array counts as a constant, as the advantage in a policy gradient does.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from typing import Any

import numpy as np

from nn.handwritten.proofreading.batches import looked_at, objectives
from nn.handwritten.proofreading.case import Case
from nn.handwritten.proofreading.checked import loss_calls
from nn.handwritten.proofreading.gains import REWARDS
from nn.handwritten.proofreading.lossnames import told, weight
from nn.handwritten.proofreading.lossnumbers import name_of
from nn.handwritten.proofreading.marking import DRAWN
from nn.handwritten.proofreading.passes import Finder
from nn.handwritten.proofreading.recording import Array, index_of
from nn.handwritten.proofreading.running import Script, past_stops
from nn.handwritten.proofreading.source import LearnerScript, UnreadableError
from nn.handwritten.proofreading.terms import called, every, is_list_call

Again = Callable[[LearnerScript, str | None], Case]
"""Reads a script once more, with an objective or the loss that it computes."""


def _with_objective(program: LearnerScript, text: str, again: Again) -> Case:
    """Return the case of the loss of one step, which the script does not compute."""
    remark = f"The script computes the loss of all samples, beside the steps: read was that of one step, {text}."
    return again(replace(program, remarks=(*program.remarks, remark)), text)


def of_one_step(program: LearnerScript, found: list[Case], seed: int, again: Again) -> Iterator[Case]:
    """Yield the cases of a loss of the samples of one step, where the script computes that of all of them."""
    script, outcome = (found[0].script, found[0].outcome) if found else past_stops(Script(program, seed))
    losses = {place for case in found for place in case.losses if weight(name_of(script, place))}
    around = {site for event in outcome.events if event.place in losses for site, _ in event.loops}
    for text in objectives(script, outcome, around):
        if DRAWN.search(text):  # whenever it is evaluated, of other data
            continue
        with suppress(UnreadableError):
            case = _with_objective(program, text, again)
            if case.tried() or not (COUNTED.search(ast.unparse(script.program.tree)) and _are_decayed(case)):
                yield case


def watched(program: LearnerScript, found: list[Case], again: Again) -> Iterator[Case]:
    """Yield the case of a loss that a script only looks at in some turns, for all samples: read is that of one."""
    for case in found[:1]:
        is_own = case.script.objective is None
        text = looked_at(case.script.program.tree, case.statement(case.losses[0][0])) if is_own else None
        if text is not None:
            with suppress(UnreadableError):
                yield _with_objective(program, text, again)


def before_step(program: LearnerScript, found: list[Case], again: Again) -> Iterator[Case]:
    """Yield the case of a loss that is computed by a call after the step, computed before it: on the same batch.

    loss = net.loss(x_batch, t_batch)  below the step, where its gradients came from a forward pass of their own
    """
    own = {each.name for each in every(program.tree, ast.FunctionDef)}
    for case in found:
        at, events, window = case.losses[-1], case.outcome.events, case.window
        statement, first = case.statement(at[0]), min(index_of(events, place) for place in window.moved)
        value: Any = told(statement.value.args[-1]) if is_list_call(statement) else getattr(statement, "value", None)
        is_late = index_of(events, at) > first or Finder(case.script, case.outcome).is_of_last_turn(window)
        is_own = isinstance(value, ast.Call) and called(value.func) in own
        if is_late and is_own:
            with suppress(UnreadableError):
                yield again(program, ast.unparse(value))


CONSTANT = re.compile(
    r"advs?|advantages?|td(_?(err(or)?|delta)s?)?|(\w+_)?targets?(_\w+)?|returns|rets?|base(line)?s?", re.IGNORECASE
)
"""What a policy gradient, or a step of temporal differences, takes as a constant though parameters are in it."""

ROLLED_OUT = re.compile(r"acts?|actions?|states?|obs\w*|G", re.IGNORECASE)
"""What a policy gradient takes as drawn, where there are rewards: it was made with the parameters, too."""


def with_constants(program: LearnerScript, found: list[Case], again: Again) -> Iterator[Case]:
    """Yield the cases of a loss in which an advantage, or a target, counts as a constant."""
    for case in found[:1]:
        truth = case.truth(0)
        places = truth.forward - case.data_at.keys() if truth is not None else ()
        forward = {case.text(place) for place in places if place[0] >= 0}
        texts = {case.text(event.place) for event in case.events if event.site >= 0}
        kinds = (CONSTANT, ROLLED_OUT) if any(map(REWARDS.search, texts)) else (CONSTANT,)
        names = sorted({n for kind in kinds for n in forward if kind.fullmatch(n) and n not in program.constants})
        for some in dict.fromkeys((*((name,) for name in names), tuple(names))) if names else ():
            said = f"{some[0]} counts as a constant" if len(some) == 1 else f"{' and '.join(some)} count as constants"
            remark = f"In the loss {said}: no gradient goes through {'it' if len(some) == 1 else 'them'}."
            made = replace(program, constants=frozenset(some), remarks=(*program.remarks, remark))
            with suppress(UnreadableError):
                yield again(made, case.script.objective)


COUNTED = re.compile(r"/ ?\(?(\d\.? ?\* ?)?(len\(|n\b|m\b|N\b|\w+\.shape\[|\w+\.size)|mean\(")
"""What divides by the number of samples: that of a penalty may be the number of all, where a step is taken on some."""


def _are_decayed(case: Case) -> bool:
    """Return whether only a part of the parameters themselves keeps steps from being right: another penalty."""
    truth, verdict = case.truth(0), case.tried()
    gradients = truth.gradients if truth is not None else ()
    each = zip(
        verdict.right, verdict.factors, case.steps.taken(case.outcome), case.window.parameters, gradients, strict=False
    )
    return any(verdict.right) and all(
        is_right or (factor is None and step is not None and _is_mixed(step, p.before, gradient))
        for is_right, factor, step, p, gradient in each
    )


def _is_mixed(step: Array, before: Array, gradient: Array) -> bool:
    """Return whether a step is some of its gradient and some of its parameter, of more than two entries."""
    if not step.shape == before.shape == gradient.shape or not (step.size > 2 and step.any() and before.any()):
        return False
    terms = np.stack([gradient.reshape(-1), before.reshape(-1)], axis=1)
    left = terms @ np.linalg.lstsq(terms, step.reshape(-1), rcond=None)[0] - step.reshape(-1)
    return float(np.abs(left).max()) <= 1e-9 * float(np.abs(step).max())


def of_other_data(program: LearnerScript, found: list[Case], again: Again) -> Iterator[Case]:
    """Yield the cases of a loss that a function gives of several data: of those of the steps, and of others."""
    for case in found[:1]:
        around = program.around(case.losses[-1][0], ast.FunctionDef) if case.script.objective is None else []
        texts = [each for each in loss_calls(program.tree) if around and each.partition("(")[0] == around[-1].name]
        whole = [text for text in texts if not text.endswith("[0]")]
        for text in whole if len(whole) > 1 else ():
            with suppress(UnreadableError):
                yield again(program, text)


def by_a_call(program: LearnerScript, like: str, again: Again) -> Iterator[Case]:
    """Yield the cases of a loss that the script computes too rarely, by a call, if half of the steps go down it.

    The function is called like a loss.
    """
    for text in (each for each in loss_calls(program.tree) if re.search(like, each.partition("(")[0])):
        with suppress(UnreadableError):
            case = again(program, text)
            if 2 * sum(case.tried().right) >= len(case.window.parameters):
                yield case
