"""Whether the steps of the parameters are right: the only thing that is judged right or wrong.

A step is right if it is −η ∂L/∂p, with the η that stands in the line that takes it. What a script does on the way, in
which sign and with which factor, is its own convention. Where the script computes no loss, a factor that all steps
share is none of our business, either.
"""

from __future__ import annotations

import ast
import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.checking.agreement import judge
from nn.handwritten.proofreading.filling import is_filling
from nn.handwritten.proofreading.inflow import Inflows, Spot
from nn.handwritten.proofreading.marking import inner, mentions, names_of_members, step_of
from nn.handwritten.proofreading.naming import RATE, belongs, is_gradient, says, stem
from nn.handwritten.proofreading.powers import is_uneven, may_be_even
from nn.handwritten.proofreading.rates import Rates
from nn.handwritten.proofreading.recording import Array, Event, Place, index_of
from nn.handwritten.proofreading.running import Outcome, Script
from nn.handwritten.proofreading.terms import names_in
from nn.handwritten.proofreading.window import Parameter, ScriptPass

FILLED = "filled"
"""In the place of a path: the whole array of which an entry was assigned."""
ROOTED = re.compile(r"sqrt\(|sign\(|rsqrt\(|\*\* ?\(?(0?\.5|1 ?/ ?2)")
"""What a step by the root of a mean square, or by its sign, is written with: no multiple of the gradient."""
CLIPPED = re.compile(r"clip|norm\b|sqrt\((np\.)?sum\(|\bmin\(", re.IGNORECASE)
"""What a script has that makes gradients shorter which are too long."""
EXACT = 1e-9
"""The part of the largest entry by which two computations of an adjoint may differ."""
COARSE = 0.05
"""The part by which no rounding differs: what is further away is not judged digit by digit."""
ASCENDED = re.compile(
    r"^(?!.*(neg|minus|loss|cost)).*(likelihood|log_?lik|log_?p|reward|return_|elbo|^ll$)", re.IGNORECASE
)
GAINS = re.compile(r"objective|obj$|surrogate|utility|score|expected_(?!out|y|val)|returns?$", re.IGNORECASE)
"""Names of what grows if every step goes up; those of `ASCENDED` are meant to, whatever the steps do."""


def multiple(yours: Array, right: Array, noise: float = 0.0) -> float | None:
    """Return the number c for which yours = c · right; None if there is none. NaN where both are 0, and any would do.

    >>> multiple(np.array([2.0, 4.0]), np.array([1.0, 2.0]))
    2.0
    """
    if yours.shape != right.shape:
        return None
    size = float(np.abs(right).max(initial=0.0))
    if size <= noise:
        return np.nan if float(np.abs(yours).max(initial=0.0)) <= noise else None
    a, b = yours.reshape(-1), right.reshape(-1)
    square = float(b @ b)
    c = float(a @ b) / square if square else np.inf  # squares of what is huge or tiny are no numbers, either
    if not math.isfinite(c) or abs(c) * size <= noise:
        return None
    if a.size == 1:
        return c
    scale = max(abs(c) * size, noise / EXACT)
    if not np.abs(yours - c * right).max() <= COARSE * scale:
        return None
    if not judge(yours, c * right, scale, exact=EXACT, double=True):
        return None
    return c


def without(step: Array, right: Array, decayed: Array) -> Array:
    """Return a step without what it takes off the parameter, where it is that and a multiple of the gradient.

    A parameter that grows by a part of itself does not decay.
    """
    if step.shape != right.shape or not np.isfinite(step).all():
        return step
    terms = np.stack([right.reshape(-1), decayed.reshape(-1)], axis=1)
    found = np.linalg.lstsq(terms, step.reshape(-1), rcond=None)[0]
    return step - min(float(found[1]), 0.0) * decayed


@dataclass(frozen=True, eq=False)
class Verdict:
    """For each parameter the factor of its step, 1 where it is −η ∂L/∂p, None where it is no multiple of it."""

    factors: tuple[float | None, ...]
    wanted: float

    @property
    def right(self) -> tuple[bool, ...]:
        """Which steps are right."""
        return tuple(k is not None and (np.isnan(k) or near(k, self.wanted)) for k in self.factors)

    def nearly(self, before: Verdict) -> int:
        """Return how many steps have the right size now, but for the sign, that had another one before."""
        sizes = [
            (k is not None and near(abs(k), self.wanted), old is not None and near(abs(old), self.wanted))
            for k, old in zip(self.factors, before.factors, strict=True)
        ]
        return sum(now and not old and not right for (now, old), right in zip(sizes, self.right, strict=True))

    def __bool__(self) -> bool:
        return all(self.right)


def near(a: float, b: float) -> bool:
    """Return whether two factors are the same."""
    return abs(a - b) <= 1e-7 * max(abs(a), abs(b))


class ParameterSteps:
    """The steps of a pass beside the gradients."""

    def __init__(self, script: Script, window: ScriptPass, outcome: Outcome, own_loss: bool, loss_name: str) -> None:
        self.script, self.window, self.own_loss = script, window, own_loss
        sites = {place[0] for place in window.losses[0] if place[0] >= 0}
        texts = [ast.parse(script.objective)] if script.objective else []
        self.is_gain = any(map(_is_gain, [*texts, *(script.program.statements[site] for site in sites)]))
        self.is_negated = any(isinstance(_value(script, site), ast.UnaryOp) for site in sites)
        self.loss_name = (
            "" if loss_name.startswith("-") else loss_name
        )  # what has a minus in front of it is meant to fall
        self.sign = 1.0 if ASCENDED.search(self.loss_name) else -1.0
        rates = Rates(script, window, outcome)
        self.rates, self.products = rates.found, rates.products
        self.earlier = set[float]() if rates.has_name else rates.named
        """The rates that may be a factor of an earlier line: delta = lr * (y - out)."""
        self.text = _text_of(script, window, outcome)
        self.is_plain = rates.is_plain and not re.search(r"clip\(|linalg\.norm\(", self.text)
        self.stopped = [place[0] for _, place in outcome.recorder.skips]
        self.goals: list[Spot] | None = None
        self.rootless: frozenset[int] = frozenset()
        self.taken_before = {event.place[:2] for event in outcome.events[: window.start]}
        self.decays = [self._decays(parameter) for parameter in window.parameters]

    def _decays(self, parameter: Parameter) -> bool:
        """Return whether the line that takes the step adds a multiple of the parameter itself, as weight decay does."""
        place = parameter.changes[0][0]
        statement: Any = self.script.program.statements[place[0]]
        value = inner(getattr(statement, "value", None))
        kept = value.left if isinstance(value, ast.BinOp) and isinstance(value.op, ast.Add | ast.Sub) else None
        is_shrunk = isinstance(kept, ast.BinOp) and isinstance(kept.op, ast.Mult)  # (1 - eta * decay) * w - eta * dw
        names = [self.script.texts.get(place[:2], ""), *names_of_members(statement.value)] if is_shrunk else []
        added = step_of(statement, place[1])
        return mentions(added, self.script.texts.get(place[:2], "")) or any(mentions(kept, name) for name in names)

    def judge_gradients(self, outcome: Outcome, gradients: Sequence[Array]) -> bool:
        """Judge what goes into the steps instead of the steps, as for Adam. False if it is not found for each."""
        goals = self.called(outcome, gradients)
        self._by_what_moves(goals, outcome, gradients)
        if None in goals:
            return False
        self.goals = [goal for goal in goals if goal is not None]
        self.rates = [None] * len(goals)
        self.rootless = self.without_root(outcome, gradients)
        return True

    def _by_what_moves(self, goals: list[Spot | None], outcome: Outcome, gradients: Sequence[Array]) -> None:
        """Find the gradients that have no value and no name of their own by which parameter moves with them."""
        open_ = [i for i, goal in enumerate(goals) if goal is None or goals.count(goal) > 1]
        spots = {i: self._spots(outcome, self.window.parameters[i]) for i in open_}
        held = {i: spots[i].get(goal) for i in open_ if (goal := goals[i]) is not None}
        open_ = [i for i in open_ if (value := held.get(i)) is None or multiple(value, gradients[i]) is None]
        if open_:
            inflows = Inflows(self.script, self.window)
            goals[:] = [(i in open_ and inflows.gradient(i, spots[i])) or goal for i, goal in enumerate(goals)]

    def called(self, outcome: Outcome, gradients: Sequence[Array]) -> list[Spot | None]:
        """Find where the gradient of each parameter is, by its value or its name: also in a dict of them."""
        goals = []
        for parameter, right in zip(self.window.parameters, gradients, strict=True):
            spots = self._spots(outcome, parameter)
            goals.append(self._goal(spots, parameter, right, self._direct(outcome, parameter)))
        skips = [(place, "") for at, place in outcome.recorder.skips if at >= self.window.start]
        stopped = [spot for spot in skips if spot[0][0] not in self._moved()]
        for i, parameter in enumerate(self.window.parameters):
            by_name = [spot for spot in stopped if self._is_called(spot, parameter)]
            if goals[i] is None and (by_name or (len(goals) == 1 and stopped)):
                goals[i] = (by_name or stopped)[0]
        first = min(self.window.parameters, key=lambda each: index_of(outcome.events, each.changes[0][0]))
        listed = self._listed(self._spots(outcome, first)) if None in goals else []
        return [goal or spot for goal, spot in zip(goals, listed or goals, strict=True)]

    def _spots(self, outcome: Outcome, parameter: Parameter) -> dict[Spot, Array]:
        """Return the arrays of the pass that are there before a parameter moves, filled ones as they are then."""
        until = index_of(outcome.events, parameter.changes[0][0])  # of a step that did not come, the end of all passes
        events = outcome.events[self.window.start : min(until, self.window.end)]
        found = {(e.place, leaf.path): leaf.value for e in events for leaf in e.leaves if leaf.value is not None}
        filled = {id(e.changes[0][2].thing): e for e in events if is_filling(e)}
        return found | {(e.place, FILLED): e.whole for e in filled.values() if e.whole is not None}

    def _listed(self, spots: Mapping[Spot, Array]) -> list[Spot]:
        """Return the last list of arrays that have the shapes of the parameters, in their order; [] without one."""
        shapes = [parameter.before.shape for parameter in self.window.parameters]
        lists: dict[Place, list[Spot]] = {}
        for spot in spots:
            lists.setdefault(spot[0], []).append(spot)
        fitting = [each for each in lists.values() if len(each) > 1 and [spots[s].shape for s in each] == shapes]
        return fitting[-1] if fitting else []

    def _is_called(self, spot: Spot, parameter: Parameter) -> bool:
        """Return whether what is assigned at a place is called the gradient of a parameter: dV, or grads["V"]."""
        text = self.script.texts.get(spot[0][:2], "")
        text = text.partition("[")[0] if spot[1] == FILLED else text + spot[1]
        return belongs(text, parameter.name) or ("[" in text and says(text, parameter.name) and stem(text) in text[1:])

    @property
    def is_rooted(self) -> bool:
        """Return whether a step is no multiple of the gradient, even if it is right."""
        statements = [self.script.program.statements[site] for site in self._moved()]
        is_called = any(isinstance(getattr(each, "value", None), ast.Call) for each in statements)
        return bool(ROOTED.search(self.text if is_called else "\n".join(map(ast.unparse, statements))))

    @property
    def stops(self) -> bool:
        """Whether what stops the script first is a line that takes a step: it is wrong, whatever goes into it."""
        return bool(self.stopped) and self.stopped[0] in self._moved()

    def _moved(self) -> set[int]:
        """Return the statements that take the steps."""
        return {place[0] for place in self.window.moved}

    def _direct(self, outcome: Outcome, parameter: Parameter) -> list[Spot]:
        """Return the gradients that the line of a step names, assigned in the same turn of its loop: g, and not m."""
        place = parameter.changes[0][0]
        at = index_of(outcome.events, place)
        names = names_in(self.script.program.statements[place[0]])
        loops = outcome.events[at].loops if at < len(outcome.events) else ()
        if len(loops) <= len(self.window.turns):
            return []
        texts = [(e, self.script.texts.get(e.place[:2], "")) for e in outcome.events[self.window.start : at]]
        return [(e.place, "") for e, text in texts if e.loops == loops and text in names and is_gradient(text)]

    def _goal(
        self, spots: Mapping[Spot, Array], parameter: Parameter, right: Array, direct: Sequence[Spot]
    ) -> Spot | None:
        """Return the array with the value of a gradient, or else what the step is made of, or the last of its name."""
        fitting = [spot for spot, value in spots.items() if value.shape == right.shape]
        by_name = [spot for spot in spots if self._is_called(spot, parameter)]
        named = [spot for spot in fitting if spot in by_name] or by_name
        equal = [spot for spot in fitting if multiple(spots[spot], right) is not None]
        found = (
            [spot for spot in named if spot in equal][-1:]
            or equal[:1]
            or [spot for spot in direct if spot in fitting][-1:]
            or named[-1:]
        )
        return found[0] if found else None

    def taken(self, outcome: Outcome) -> list[Array | None]:
        """Return what each parameter moved by; None where a change did not come."""
        by_place = {event.place: event for event in outcome.events}
        if self.goals is not None:
            held = [array_at(by_place, *goal) for goal in self.goals]
            return [None if value is None else self.sign * value for value in held]
        ends = [ends_of(by_place, parameter.changes) for parameter in self.window.parameters]
        return [None if each is None or each[0].shape != each[1].shape else each[1] - each[0] for each in ends]

    def factors(self, outcome: Outcome, gradients: Sequence[Array]) -> list[float | None]:
        """Return the factor of each step."""
        by_place = {event.place: event for event in outcome.events}
        taken = self.taken(outcome)
        found: list[float | None] = []
        for i, (step, parameter) in enumerate(zip(taken, self.window.parameters, strict=True)):
            right = gradients[i] * (self.rates[i] or 1.0)
            noise = 1e-14 * float(np.abs(parameter.before).max(initial=1.0))
            k = None if step is None else multiple(step, right, noise)
            ends = ends_of(by_place, parameter.changes) if k is None and self.decays[i] else None
            if step is not None and ends is not None:
                k = multiple(without(step, right, ends[0]), right, noise)
            k = None if self._is_lost(by_place, parameter, gradients[i]) else k
            k = None if self._lacks_root(by_place, i, gradients[i]) else k
            way = self._way(by_place, parameter, gradients[i]) if k is not None else None
            turned = self.goals is not None and way is None and self._is_turned(outcome, i)
            k = -k if k is not None and turned else k
            found.append(None if k is None else k * self.sign if way is None else abs(k) * way)
        return found

    def without_root(self, outcome: Outcome, gradients: Sequence[Array]) -> frozenset[int]:
        """Return the first steps that are divided by a square of their gradient, or by the root of no square."""
        by_place = {event.place: event for event in outcome.events}
        ends = [ends_of(by_place, parameter.changes) for parameter in self.window.parameters]
        first = [p.changes[0][0][:2] not in self.taken_before for p in self.window.parameters]
        each = enumerate(zip(ends, first, gradients, strict=True))
        return frozenset(i for i, (e, is_first, g) in each if e and is_first and is_uneven(e[0], e[1], g))

    def _lacks_root(self, by_place: Mapping[Place, Event], i: int, right: Array) -> bool:
        """Return whether a step that was so divided is not divided by the root in a variant, either."""
        ends = ends_of(by_place, self.window.parameters[i].changes) if i in self.rootless else None
        return i in self.rootless and (ends is None or not may_be_even(*ends, right))

    def _way(self, by_place: Mapping[Place, Event], parameter: Parameter, right: Array) -> float | None:
        """Return −1 where the first of the steps whose gradients are judged goes the wrong way, else 1."""
        site, part, _ = parameter.changes[0][0]
        if self.goals is None or (site, part) in self.taken_before:
            return None
        ends = ends_of(by_place, parameter.changes)
        if ends is None or ends[0].shape != right.shape or ends[1].shape != right.shape:
            return None
        return -1.0 if self.sign * float(((ends[1] - ends[0]) * right).sum()) < 0 else 1.0

    def _is_lost(self, by_place: Mapping[Place, Event], parameter: Parameter, right: Array) -> bool:
        """Return whether a step took the place of the array: W = -lr * dW, where what goes into the steps is judged."""
        ends = ends_of(by_place, parameter.changes) if self.goals is not None and right.size > 1 else None
        return ends is not None and bool(ends[0].any()) and multiple(ends[1], right) is not None

    def _is_turned(self, outcome: Outcome, i: int) -> bool:
        """Return whether a step adds its gradient where the loss goes down, or takes it off where it goes up."""
        is_named = bool(self._direct(outcome, self.window.parameters[i]))
        return is_named and self._adds(i) != (self.sign > 0)

    def settle_rates(self, outcome: Outcome, gradients: Sequence[Array]) -> None:
        """Take that product of the numbers in the lines of the steps as the rate with which most are right.

        The rest belongs to the gradient: 1/m, or the 2 of a square. A step that is right with all of its numbers is
        wrong only if it is divided once more than the others. Where none is right, the rate is what is called so.
        """
        if None in self.rates:
            return
        full = [rate or 1.0 for rate in self.rates]
        sizes = [abs(k or 0.0) * rate for k, rate in zip(self.factors(outcome, gradients), full, strict=True)]
        fitting = [size for size, made in zip(sizes, self.products, strict=True) if _among(size, made) is not None]
        order = {size: (-sum(near(size, other) for other in fitting), self._place(size)) for size in fitting}
        common = min(order, key=lambda size: order[size], default=0.0)
        own = [(size, rate) for size, rate in zip(sizes, full, strict=True) if size in fitting]
        for i, (size, made) in enumerate(zip(sizes, self.products, strict=True)):
            is_free = size > 0 or near(common, made[0] if made else 0.0) or not all(near(*each) for each in own)
            is_common = is_free and _among(common, made) is not None
            is_lost = self.own_loss and self.is_plain and self._sisters_are_rated(i)  # W -= dW beside b -= lr * db
            is_elsewhere = not made and common > 0 and (near(size, common) or is_lost)  # step = eta * dW, W -= step
            if is_elsewhere or (is_common and not (near(size, full[i]) and common < size)):
                self.rates[i] = common
            elif size in fitting:
                self.rates[i] = size
            elif not fitting and made and RATE.search(self._step_text(i)):
                self.rates[i] = made[0]

    def _sisters_are_rated(self, i: int) -> bool:
        """Return whether the lines of all other steps name a rate."""
        site = self.window.parameters[i].changes[0][0][0]
        others = [j for j, p in enumerate(self.window.parameters) if p.changes[0][0][0] != site]
        return bool(others) and all(RATE.search(self._step_text(j)) for j in others)

    def _step_text(self, i: int) -> str:
        """Return what the line that takes a step adds, as text."""
        place = self.window.parameters[i].changes[0][0]
        return ast.unparse(step_of(self.script.program.statements[place[0]], place[1]) or ast.Constant(0))

    def _place(self, size: float) -> int:
        """Return how early a number comes among the products of a line."""
        return min(at for made in self.products if (at := _among(size, made)) is not None)

    def settle_sign(self, factors: Sequence[float | None]) -> bool:
        """Take an objective that every step goes up as one that is meant to grow. True if the sign was changed."""
        adds = [self._adds(i) and not self.is_negated for i in range(len(factors))]
        goes_up = bool(factors) and all(k < 0 if k is not None else adds[i] for i, k in enumerate(factors))
        is_gain = GAINS.search(self.loss_name) or self.is_gain
        if goes_up and self.sign < 0 and is_gain:
            self.sign = 1.0
            return True
        return False

    def _adds(self, i: int) -> bool:
        """Return whether the line that takes a step adds."""
        statement: Any = self.script.program.statements[self.window.parameters[i].changes[0][0][0]]
        return isinstance(getattr(statement, "op", getattr(statement.value, "op", None)), ast.Add)

    def verdict(self, outcome: Outcome, gradients: Sequence[Array], wanted: float | None = None) -> Verdict:
        """Judge the steps; `wanted` is the factor that all should have, where it is known from another run."""
        factors = self.factors(outcome, gradients)
        return Verdict(tuple(factors), self.wanted(factors) if wanted is None else wanted)

    def common(self, factors: Sequence[float | None]) -> float | None:
        """Return the one factor that all steps have that are multiples of their gradients; None if they differ."""
        held = [k for k in factors if k is not None and not np.isnan(k)]
        return held[0] if len(held) > 1 and all(near(k, held[0]) for k in held) and held[0] > 0 else None

    def shared(self, outcome: Outcome, gradients: Sequence[Array], factors: Sequence[float | None]) -> float | None:
        """Return the factor of all steps that are not wrong in another way: the ½ of a square without its 2.

        A step that only a penalty keeps from being a multiple has the same factor: then there is one mistake.
        """
        held = [(k, right.size) for k, right in zip(factors, gradients, strict=True) if k is not None and k == k]
        common = next((k for k, _ in held if k > 0), 1.0)
        own = [size for k, size in held if near(k, common)]
        is_known = near(common, 0.5) or near(common, 2.0)
        is_all = len(own) == len(factors) or not all(near(abs(k), common) for k, _ in held)
        if near(common, 1.0) or is_all or not is_known or max(own) < 2 or not (self.own_loss and self.is_plain):
            return None
        by_place = {event.place: event for event in outcome.events}
        for k, step, right, parameter in zip(
            factors, self.taken(outcome), gradients, self.window.parameters, strict=True
        ):
            ends = ends_of(by_place, parameter.changes) if k is None and step is not None else None
            if ends is not None and step is not None and multiple(without(step, right, ends[0]), right) is not None:
                return None
        return common

    def _own(self, factors: Sequence[float | None]) -> float:
        """Return the factor where a loss is computed: 1, or a rate that no line of a step names, but an earlier one."""
        held = [k for k in factors if k is not None]
        by_rate = [rate for rate in self.earlier if any(near(k, rate) for k in held)]
        is_left = len(self.earlier) == 1 and not any(near(k, 1.0) for k in held)
        return by_rate[0] if len(by_rate) == 1 else next(iter(self.earlier)) if is_left else 1.0

    def wanted(self, factors: Sequence[float | None]) -> float:
        """Return the factor that all should have: 1, or what most have where no loss says that it is wrong."""
        if self.own_loss and self.is_plain and None not in self.rates:
            return self._own(factors)
        held = [round(k, 9) for k in factors if k is not None and k > 0]
        if not held:  # the rate of an earlier line, as in step = eta * delta * h + mu * step
            return self._own(factors) if self.own_loss else 1.0
        if any(near(k, 1.0) for k in held):
            return 1.0
        common, _ = Counter(float(f"{k:.6g}") for k in held).most_common(1)[0]
        return next(k for k in factors if k is not None and abs(k / common - 1) < 1e-5)


def _among(size: float, made: Sequence[float]) -> int | None:
    """Return the place of a number among some products."""
    return next((i for i, each in enumerate(made) if near(size, each)), None)


def array_at(by_place: Mapping[Place, Event], place: Place, path: str) -> Array | None:
    """Return the array at a path in what was assigned at a place; None if there is none."""
    if path == FILLED:
        return by_place[place].whole if place in by_place else None
    leaves = by_place[place].leaves if place in by_place else ()
    return next((leaf.value for leaf in leaves if leaf.path == path), None)


def ends_of(by_place: Mapping[Place, Event], changes: Sequence[tuple[Place, str]]) -> tuple[Array, Array] | None:
    """Return what a parameter was before its changes, and after them; None if one did not come."""
    pairs = [
        (old.value, new.value)
        for place, path in changes
        for p, old, new in (by_place[place].changes if place in by_place else ())
        if p == path
    ]
    if len(pairs) < len(changes) or pairs[0][0] is None or pairs[-1][1] is None:
        return None
    return pairs[0][0], pairs[-1][1]


def _value(script: Script, site: int) -> ast.AST | None:
    """Return what a statement assigns: -np.sum(…) of surrogate = -np.sum(…)."""
    return getattr(script.program.statements[site], "value", None)


def _is_gain(statement: ast.AST) -> bool:
    """Return whether a line adds up logarithms without a minus: what it gives is meant to grow."""
    parts = list(ast.walk(statement))
    logs = [n for n in parts if isinstance(n, ast.Call) and ast.unparse(n.func).rpartition(".")[2] == "log"]
    return bool(logs) and not any(isinstance(n, ast.Sub | ast.USub) for n in parts)


def _text_of(script: Script, window: ScriptPass, outcome: Outcome) -> str:
    """Return the statements of a pass as one text."""
    sites = {event.site for event in outcome.events[window.start : window.end] if event.site >= 0}
    return "\n".join(map(script.program.source, sorted(sites)))
