"""Whether the steps of the parameters are right: the only thing that is judged right or wrong.

A step is right if it is −η ∂L/∂p, with the η that stands in the line that takes it. What a script does on the way, in
which sign and with which factor, is its own convention. Where the script computes no loss, a factor that all steps
share is none of our business, either.
"""

from __future__ import annotations

import ast
import copy
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from nn.handwritten.proofreading.expected import ROOTED, StepFactors
from nn.handwritten.proofreading.gains import ASCENDED, is_negated
from nn.handwritten.proofreading.goals import Goals
from nn.handwritten.proofreading.lossnames import divided_later
from nn.handwritten.proofreading.multiples import multiple, near, without
from nn.handwritten.proofreading.powers import is_uneven, may_be_even
from nn.handwritten.proofreading.rates import FILLED, Rates, Spot
from nn.handwritten.proofreading.recording import Array, Event, Place, index_of
from nn.handwritten.proofreading.running import Outcome, Script
from nn.handwritten.proofreading.statements import mentions, step_of
from nn.handwritten.proofreading.terms import (
    Exchanged,
    called,
    every,
    inner,
    names_in,
    names_of_members,
    scattered,
    sites_in,
)
from nn.handwritten.proofreading.window import Parameter, ScriptPass

SQUARED = re.compile(r"norm\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\) ?\*\* ?2")
"""The square of a norm, with brackets in it up to the second depth: a sum of squares, which clips nothing."""
SQUARES = re.compile(r"\*\* 2|square\(")  # what a loss of squares is written with
SQUARE_IN = re.compile(r"\*\* 2|square\(|(\b[\w.\[\]]+) \* \1")  # and the memory of an optimiser that divides by a root
SLOPE = re.compile(r"\b1(\.0?)? - ([\w.\[\], :+-]+ \*\* 2|([\w.\[\], :+-]+) \* \3\b)")  # of tanh, by its value
LEAST = 1e-13  # the part of the largest gradient below which one is rounding: where a = 1 - 1e-17, a * (1 - a) is 0
HALF = re.compile(r"0\.5|/ \(?2|1 / 2")  # and what stands in front of one that has the 2 of its slope taken off


@dataclass(frozen=True, eq=False)
class Verdict:
    """For each parameter the factor of its step, 1 where it is −η ∂L/∂p, None where it is no multiple of it."""

    factors: tuple[float | None, ...]
    wanted: float

    @property
    def right(self) -> tuple[bool, ...]:
        """Which steps are right."""
        return tuple(k is not None and (np.isnan(k) or near(k, self.wanted)) for k in self.factors)

    @property
    def has_right(self) -> bool:
        """Whether some step is right, and not 0."""
        return any(right and k == k for right, k in zip(self.right, self.factors, strict=True))

    def nearly(self, before: Verdict) -> int:
        """Return how many steps have the right size now, but for the sign, that had another one before."""
        now, old = ([k is not None and near(abs(k), self.wanted) for k in each.factors] for each in (self, before))
        return sum(a and not b and not right for a, b, right in zip(now, old, self.right, strict=True))

    def __bool__(self) -> bool:
        return all(self.right)


Ends = tuple[Array, Array]  # what a parameter was before its changes, and after them


class ParameterSteps(StepFactors):
    """The steps of a pass beside the gradients."""

    def __init__(
        self, script: Script, window: ScriptPass, outcome: Outcome, own_loss: bool, loss_name: str, forward: set[int]
    ) -> None:
        """Note the steps; `forward` are the statements of the forward pass, which may clip what goes into np.exp."""
        self.script, self.window, self.own_loss = script, window, own_loss
        sites = {place[0] for place in window.losses[0] if place[0] >= 0}
        texts = [ast.parse(script.objective)] if script.objective else []
        self.lines = [*texts, *map(script.statement, sites)]
        values = [getattr(script.statement(site), "value", None) for site in sites]
        text = "\n".join(map(ast.unparse, self.lines))
        self.is_of_squares = bool(SQUARES.search(text)) and not HALF.search(text)
        self.is_negated = any(map(is_negated, values))  # surrogate = -np.sum(…)
        around = [each.name for each in every(script.program.tree, ast.FunctionDef) if sites & {*sites_in(each)}]
        # what a function returns is called as the function is
        name = (around or [""])[-1] if loss_name == "return" else loss_name
        self.loss_name = "" if name.startswith("-") else name  # with a minus in front, it is meant to fall
        self.sign = 1.0 if ASCENDED.search(self.loss_name) else -1.0
        rates = Rates(script, window, outcome, forward)
        self.rates, self.products, self.states = rates.found, rates.products, rates.states
        self.unused, self.ratios = rates.unused, rates.ratios
        self.lacking = 1.0
        self.earlier = set[float]() if rates.has_name else rates.named
        self.called_rates = rates.named
        run = {event.site for event in outcome.events[window.start : window.end] if event.site >= 0} - forward
        self.text = SQUARED.sub("", "\n".join(map(script.program.source, sorted(run | {*script.skipped}))))
        self.may_be_rooted = bool(ROOTED.search(self.text) or SQUARE_IN.search(SLOPE.sub("", self.text)))
        self.is_plain = rates.is_plain and not re.search(r"clip\(|linalg\.norm\(", self.text)
        self.places = Goals(script, window, outcome, rates.states)
        self.goals: list[Spot] | None = None
        self.rootless: frozenset[int] = frozenset()
        self.is_scaled = False
        ends = (leaf.value for event in outcome.events[: window.end] for leaf in event.leaves)
        self.rows = {value.shape[0] for value in ends if value is not None and value.ndim}
        named = set().union(*map(names_in, self.lines))
        inside = [e for e in outcome.events[window.start : window.end] if e.value is not None and e.value.ndim]
        shapes = [set(e.value.shape) for e in inside if e.value is not None and script.text(e.place) in named]
        self.counts = set.intersection(*shapes) if shapes else set()
        self.averaged = divided_later(script.program.tree, self.lines)
        self.came = {event.place for event in outcome.events}
        steps = min((index_of(outcome.events, place) for place in window.moved), default=0)
        before = steps if window.start < steps < len(outcome.events) else window.start  # a loss may be printed rarely
        self.taken_before = {event.place[:2] for event in outcome.events[:before]}
        self.decays = [self._decays(parameter) for parameter in window.parameters]

    def _without_own_calls(self, added: ast.expr | None) -> ast.expr | None:
        """Return what a step adds, without what functions of the script give: lr * gradient(w) takes nothing off w."""
        own = {each.name for each in every(self.script.program.tree, ast.FunctionDef)}

        def nothing(node: ast.AST) -> ast.AST | None:
            return ast.Constant(0) if isinstance(node, ast.Call) and called(node.func) in own else None

        return None if added is None else Exchanged(nothing).visit(copy.deepcopy(added))

    def _decays(self, parameter: Parameter) -> bool:
        """Return whether the line that takes the step adds a multiple of the parameter itself, as weight decay does."""
        place = parameter.changes[0][0]
        statement = self.script.statement(place[0])
        value = inner(getattr(statement, "value", None))
        kept = value.left if isinstance(value, ast.BinOp) and isinstance(value.op, ast.Add | ast.Sub) else None
        is_shrunk = isinstance(kept, ast.BinOp) and isinstance(kept.op, ast.Mult)  # (1 - eta * decay) * w - eta * dw
        names = [self.script.text(place), *names_of_members(statement.value)] if is_shrunk else []
        added = self._without_own_calls(step_of(statement, place[1]))
        return mentions(added, self.script.text(place)) or any(mentions(kept, name) for name in names)

    def judge_gradients(self, outcome: Outcome, gradients: Sequence[Array]) -> bool:
        """Judge what goes into the steps instead of the steps, as for Adam. False if it is not found for each."""
        found = self.places.judged(outcome, gradients)
        if found is None:
            return False
        self.goals, self.rates = found, [None] * len(found)
        held = [multiple(a, g) for a, g in zip(self.taken(outcome), gradients, strict=True) if a is not None]
        if all(k is not None and near(abs(k), 1.0) for k in held):  # no rate is in what goes into the steps
            self.earlier = set()
        self.rootless = self.without_root(outcome, gradients)
        self.is_scaled = self._is_scaled(outcome, gradients)
        return True

    def _is_scaled(self, outcome: Outcome, gradients: Sequence[Array]) -> bool:
        """Return whether the loss has a count, or a 2, in front that all gradients lack, or the other way round.

        A rule of steps that have one size, whatever the gradients are, hides it. No array is the right gradient.
        """
        if self.earlier or not self.own_loss or self.is_misread:  # a mean has its 1 - β in front
            return False
        held = [multiple(a, g) for a, g in zip(self.taken(outcome), gradients, strict=True) if a is not None]
        size = abs(held[0] or 0.0) if held else 0.0
        if not size or near(size, 1.0) or not all(k is not None and near(abs(k), size) for k in held):
            return False
        each = zip(self.window.parameters, gradients, strict=True)
        spots = [(x, g) for parameter, g in each for x in self.places.spots(outcome, parameter).values()]
        is_there = any(k is not None and g.size > 1 and near(abs(k), 1.0) for x, g in spots for k in (multiple(x, g),))
        counts = {1, *self.rows, *self.counts}  # also one count for another: err / H for err / N
        is_count = any(near(n, round(n)) for n in (size, 1 / size))
        is_count |= any(near(size, a / b) for a in counts for b in counts if b)
        return not is_there and is_count

    @property
    def is_misread(self) -> bool:
        """Whether a memory, which holds more than the gradient of this pass, is judged in the place of one."""
        return any(self.script.text(place) in self.states for place, _ in self.goals or ())

    def is_rooted(self, factors: Sequence[float | None]) -> bool:
        """Return whether a step is no multiple of the gradient, even if it is right.

        Where one that is divided by a root has the factor 1, the root is still that of np.ones: it says nothing.
        """
        taken = [self.script.statement(parameter.changes[0][0][0]) for parameter in self.window.parameters]
        is_called = any(isinstance(getattr(each, "value", None), ast.Call) for each in taken)
        if is_called or any(len(parameter.changes) > 1 for parameter in self.window.parameters):  # entry by entry
            return bool(ROOTED.search(self.text))
        rooted = [k for k, each in zip(factors, taken, strict=True) if ROOTED.search(ast.unparse(each))]
        return bool(rooted) and not any(k is not None and near(k, 1.0) for k in rooted)

    @property
    def stops(self) -> bool:
        """Whether what stops the script first is a line that takes a step: it is wrong, whatever goes into it."""
        return bool(self.places.stopped) and self.places.stopped[0] in self.places.moved

    def taken(self, outcome: Outcome) -> list[Array | None]:
        """Return what each parameter moved by; None where a change did not come."""
        if self.goals is not None:
            by_place = {event.place: event for event in outcome.events}
            shapes = [parameter.before.shape for parameter in self.window.parameters]
            held = [array_at(by_place, *goal, shape) for goal, shape in zip(self.goals, shapes, strict=True)]
            return [None if value is None else self.sign * value for value in held]
        ends = self.ends(outcome)
        return [None if each is None or each[0].shape != each[1].shape else each[1] - each[0] for each in ends]

    def factors(self, outcome: Outcome, gradients: Sequence[Array]) -> list[float | None]:
        """Return the factor of each step."""
        steps = enumerate(zip(self.taken(outcome), self.ends(outcome), gradients, strict=True))
        most = LEAST * max((float(np.abs(gradient).max(initial=0.0)) for gradient in gradients), default=0.0)
        return [self._factor(outcome, i, step, both, gradient, most) for i, (step, both, gradient) in steps]

    def _factor(
        self, outcome: Outcome, i: int, step: Array | None, ends: Ends | None, gradient: Array, least: float
    ) -> float | None:
        """Return the factor of one step; None if it is wrong in another way. What is below `least` is rounding."""
        rate = self.rates[i] or 1.0
        right = gradient * rate
        noise = 1e-14 * float(np.abs(self.window.parameters[i].before).max(initial=1.0))
        noise = max(noise, least * abs(rate))
        k = None if step is None else multiple(step, right, noise)
        is_whole = step is not None and ends is not None and step.shape == ends[0].shape == right.shape
        if k is None and self.decays[i] and is_whole and step is not None and ends is not None:
            k = multiple(without(step, right, ends[0]), right, noise)
        lacks_root = i in self.rootless and (ends is None or not may_be_even(*ends, gradient))
        if k is None or lacks_root or self._is_lost(i, ends, gradient):
            return None
        way = self._way(i, ends, gradient)
        if way is not None:
            return abs(k) * way
        return (-k if self.goals is not None and self._is_turned(outcome, i) else k) * self.sign

    def ends(self, outcome: Outcome) -> list[Ends | None]:
        """Return what each parameter was before its changes, and after them."""
        by_place = {event.place: event for event in outcome.events}
        return [ends_of(by_place, parameter.changes) for parameter in self.window.parameters]

    def moves(self, outcome: Outcome) -> list[Array | None]:
        """Return by what each parameter moved, also where what goes into the steps is judged."""
        return [each[1] - each[0] if each and each[0].shape == each[1].shape else None for each in self.ends(outcome)]

    def without_root(self, outcome: Outcome, gradients: Sequence[Array]) -> frozenset[int]:
        """Return the first steps that are divided by a square of their gradient, or by the root of no square."""
        if not self.may_be_rooted:
            return frozenset()
        first = [p.changes[0][0][:2] not in self.taken_before for p in self.window.parameters]
        each = enumerate(zip(self.ends(outcome), first, gradients, strict=True))
        return frozenset(i for i, (e, is_first, g) in each if e and is_first and is_uneven(e[0], e[1], g))

    def finite(self, outcome: Outcome) -> frozenset[int]:
        """Return the parameters that are numbers after their steps."""
        return frozenset(i for i, each in enumerate(self.ends(outcome)) if each and np.isfinite(each[1]).all())

    def _way(self, i: int, ends: Ends | None, right: Array) -> float | None:
        """Return −1 where the first of the steps whose gradients are judged goes the wrong way, else 1; None of 0."""
        if self.goals is None or self.window.parameters[i].changes[0][0][:2] in self.taken_before:
            return None
        if ends is None or ends[0].shape != right.shape or ends[1].shape != right.shape:
            return None
        along = self.sign * float(((ends[1] - ends[0]) * right).sum())
        return math.copysign(1.0, along) if along else None

    def _is_lost(self, i: int, ends: Ends | None, right: Array) -> bool:
        """Return whether a step took the place of the array, as W = -lr * dW, left no numbers in it, or did not come.

        This is asked where what goes into the steps is judged.
        """
        if self.goals is None or ends is None:
            return self.goals is not None and self.window.parameters[i].changes[-1][0] in self.came
        is_number = bool(np.isfinite(ends[1]).all()) or not np.isfinite(ends[0]).all()
        return not is_number or (right.size > 1 and bool(ends[0].any()) and multiple(ends[1], right) is not None)

    def _is_turned(self, outcome: Outcome, i: int) -> bool:
        """Return whether a step adds its gradient where the loss goes down, or takes it off where it goes up."""
        is_named = bool(self.places.direct(outcome, self.window.parameters[i]))
        return is_named and self.adds(i) != (self.sign > 0)

    def adds(self, i: int) -> bool:
        """Return whether the line that takes a step adds."""
        statement = self.script.statement(self.window.parameters[i].changes[0][0][0])
        if (call := scattered(statement)) is not None:
            return not ast.unparse(call.func).endswith("subtract.at")
        return isinstance(getattr(statement, "op", getattr(statement.value, "op", None)), ast.Add)

    def verdict(self, outcome: Outcome, gradients: Sequence[Array], wanted: float | None = None) -> Verdict:
        """Judge the steps; `wanted` is the factor that all should have, where it is known from another run."""
        factors = self.factors(outcome, gradients)
        return Verdict(tuple(factors), self.wanted(factors) if wanted is None else wanted)

    def shared(self, outcome: Outcome, gradients: Sequence[Array], factors: Sequence[float | None]) -> float | None:
        """Return the factor of all steps that are not wrong in another way: the ½ of a square without its 2.

        A step that only a penalty keeps from being a multiple has the same factor: then there is one mistake.
        """
        held = [(k, right.size) for k, right in zip(factors, gradients, strict=True) if k is not None and k == k]
        common = next((k for k, _ in held if k > 0), 1.0)
        own = [size for k, size in held if near(k, common)]
        is_known = near(common, 0.5) or near(common, 2.0)
        is_all = len(own) + sum(k != k for k in factors) == len(factors) or not all(
            near(abs(k), common) for k, _ in held
        )
        if near(common, 1.0) or is_all or not is_known or max(own) < 2 or not (self.own_loss and self.is_plain):
            return None
        steps = zip(factors, self.taken(outcome), gradients, self.ends(outcome), strict=True)
        open_ = [(step, right, ends[0]) for k, step, right, ends in steps if k is None and ends and step is not None]
        return None if any(multiple(without(*each), each[1]) is not None for each in open_) else common


def array_at(
    by_place: Mapping[Place, Event], place: Place, path: str, shape: tuple[int, ...] | None = None
) -> Array | None:
    """Return the array at a path in what was assigned at a place; None if there is none.

    Where a part of an array of the shape was assigned, it is all of that: dW[1:] += … in the place of dW += ….
    """
    whole = by_place[place].whole if place in by_place else None
    if path == FILLED or (not path and whole is not None and whole.shape == shape):
        return whole
    leaves = by_place[place].leaves if place in by_place else ()
    return next((leaf.value for leaf in leaves if leaf.path == path), None)


def ends_of(by_place: Mapping[Place, Event], changes: Sequence[tuple[Place, str]]) -> Ends | None:
    """Return what a parameter was before its changes, and after them; None if one did not come."""
    came = [(each, path) for place, path in changes if place in by_place for each in by_place[place].changes]
    pairs = [(old.value, new.value) for (p, old, new), path in came if p == path]
    if len(pairs) < len(changes) or pairs[0][0] is None or pairs[-1][1] is None:
        return None
    return pairs[0][0], pairs[-1][1]
