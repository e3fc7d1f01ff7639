"""Whether the steps of several passes are those of a known rule, for some numbers of the script as its β and ε."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import permutations
from typing import Any, NamedTuple

import numpy as np

from nn.handwritten.proofreading.bench import Bench, Patch
from nn.handwritten.proofreading.case import Case
from nn.handwritten.proofreading.multiples import multiple, near, without
from nn.handwritten.proofreading.naming import RATE
from nn.handwritten.proofreading.rates import Spot
from nn.handwritten.proofreading.recording import Array, Event, Place, index_of
from nn.handwritten.proofreading.rules import RULES, Rule, rooted
from nn.handwritten.proofreading.running import Outcome
from nn.handwritten.proofreading.steps import array_at, ends_of
from nn.handwritten.proofreading.terms import every

PASSES = 3
SMALL = 1e-3  # below which a number is an ε, and no β
MOST_NUMBERS = 4  # how many numbers of a script are tried as a β


@dataclass(frozen=True, eq=False)
class Told:
    """What the passes of a run tell: the gradients and the steps of each, those of all parameters in one array.

    decayed   what each pass starts at, where the line of a step takes off a part of the parameter; 0 elsewhere
    """

    gradients: list[Array]
    steps: list[Array]
    decayed: list[Array]


class RuleFit(NamedTuple):
    """A rule whose moves the steps are multiples of, by which rates, and the largest error of a step."""

    rule: Rule
    rates: tuple[float, ...]
    error: float


class Passes:
    """The first passes of a script, and of its variants; `way` is the sign of the right steps beside the gradients."""

    def __init__(self, case: Case, goals: Sequence[Spot], way: float, sites: Collection[int] = ()) -> None:
        self.case, self.goals, self.way = case, goals, way
        own = [event.place[:2] for event in case.events]
        self.counts = {which: own.count(which) for which in set(own)}
        self.count = next(
            (k for k in range(PASSES) if not (self.told(case.outcome, k + 1) and self.is_alike(k))), PASSES
        )
        constants = [n.value for n in every(case.script.program.tree, ast.Constant)]
        numbers = dict.fromkeys(n for n in constants if isinstance(n, float) and 0 < n < 1)
        held = (e.only.thing for e in case.outcome.events if e.only is not None)
        self.numbers = {abs(n) for n in (*constants, *held) if isinstance(n, int | float)}
        rest = (rest_of(n) for n in numbers if SMALL <= n < 0.5)  # the 0.1 beside a 0.9 that may be forgotten
        read = set().union(*(_numbers_in(case, case.statement(site)) for site in sites))
        found = dict.fromkeys((*(n for n in numbers if n >= 0.5), *rest))
        self.betas = sorted(found, key=lambda n: n not in read)[:MOST_NUMBERS]
        self.schedules = list(self._schedules())
        self.roots = [root for n in (*(n for n in numbers if n < SMALL), 0.0) for root in rooted(n)]

    def later(self, place: Place, k: int) -> Place:
        """Return the place of the same assignment k passes later."""
        return place[0], place[1], place[2] + k * self.counts.get(place[:2], 1)

    def is_alike(self, k: int) -> bool:
        """Return whether a gradient is added up in as many turns as in the first pass: sentences differ in length."""
        events = self.case.outcome.events
        last = max((p.changes[-1][0] for p in self.case.window.parameters), key=lambda place: index_of(events, place))
        since = index_of(events, self.later(last, k - 1)) if k else self.case.window.start - 1
        own = [event.place[:2] for event in events[since + 1 : index_of(events, self.later(last, k)) + 1]]
        return all(own.count(place[:2]) == self.counts.get(place[:2], 1) for place, _ in self.goals)

    def _schedules(self) -> Iterator[tuple[float, ...]]:
        """Yield what each number that is called a rate is in each pass, if it changes: lr = 0.1 * 0.9 ** epoch."""
        last = self.case.window.parameters[-1].changes[-1][0]
        ends = [index_of(self.case.outcome.events, self.later(last, k)) for k in range(self.count)]
        held: dict[str, list[tuple[int, float]]] = {}
        for i, event in enumerate(self.case.outcome.events):
            name = self.case.text(event.place).rpartition(".")[2]  # that of self.lr and of optimizer.lr is one
            if event.only is not None and isinstance(event.only.thing, float) and RATE.fullmatch(name):
                held.setdefault(name, []).append((i, float(event.only.thing)))
        for changes in held.values():
            passed = [[rate for i, rate in changes if i < end][-1:] for end in ends]
            rates = tuple(rate for each in passed for rate in each)
            if len(rates) == self.count and all(rates) and len(set(rates)) > 1:
                yield rates

    def told(self, outcome: Outcome, count: int) -> Told | None:
        """Return what so many passes of a run tell; None if it has not so many, or not all of it is there."""
        by_place = {event.place: event for event in outcome.events}
        passes = [self._pass(by_place, k) for k in range(count)]
        if any(each is None for each in passes):
            return None
        found = [each for each in passes if each is not None]
        same = len({gradient.shape for gradient, *_ in found}) == 1
        gradients, steps, decayed = zip(*found, strict=True)
        return Told(list(gradients), list(steps), list(decayed)) if same else None

    def _pass(self, by_place: dict[Place, Event], k: int) -> tuple[Array, Array, Array] | None:
        """Return the gradients, the steps, and what decays; steps of other rates are put beside the first."""
        gradients, steps, decayed = [], [], []
        own = self.case.steps
        each = zip(self.goals, self.case.window.parameters, own.decays, own.ratios, strict=True)
        for (place, path), parameter, decays, ratio in each:
            gradient = array_at(by_place, self.later(place, k), path)
            ends = ends_of(by_place, [(self.later(at, k), its) for at, its in parameter.changes])
            if gradient is None or ends is None or not gradient.shape == ends[0].shape == ends[1].shape:
                return None
            gradients.append(gradient.reshape(-1))
            steps.append((ends[1] - ends[0]).reshape(-1) / ratio)  # by the rate of the first one
            decayed.append(ends[0].reshape(-1) * decays)
        return np.concatenate(gradients), np.concatenate(steps), np.concatenate(decayed)

    def of(self, patches: Sequence[Patch] = (), draw: int = 0) -> Told | None:
        """Run a variant, and return what its passes tell."""
        ends = [parameter.changes[-1][0] for parameter in self.case.window.parameters]
        last = max(ends, key=lambda place: index_of(self.case.events, place))
        window = replace(self.case.window, until=self.later(last, self.count - 1))
        longer = replace(self.case, window=window, runs={})
        places = [*(place for place, _ in self.goals), *self.case.window.moved]
        kept = frozenset(self.later(place, k) for place in places for k in range(self.count))
        return self.told(longer.run(draw, code=Bench(longer).code(patches), kept=kept), self.count)

    def fits(self, told: Told | None) -> Iterator[RuleFit]:
        """Yield the rules whose moves the steps are multiples of in each pass, with some numbers of the script."""
        if told is None or not all(map(np.any, told.steps)):
            return
        scaled = [_scaled(told, rates) for rates in self.schedules]
        for rule in RULES:
            ways = [told] if rule.is_rooted else [told, *scaled]
            tried = (_fit(rule, each, given) for each in ways for given in self.given(rule))
            found = [fit for fit in tried if fit is not None]
            if found:
                yield next(filter(self.is_rated, found), found[0])

    def is_rated(self, fit: RuleFit) -> bool:
        """Return whether steps are those of a rule by one rate, or by one that changes as a number of the script does.

        The rate of Adam, or of RMSprop, is such a number. A factor in front of the mean of a momentum is part of its
        rate: 0.1 * g for (1 - 0.9) * g is the usual one.
        """
        numbers = [1.0] if fit.rule.betas > 1 else [abs(fit.rates[0] / rates[0]) for rates in self.schedules]
        planned = ((rates, number) for rates in self.schedules for number in numbers)
        if any(
            all(near(abs(a), b * number) for a, b in zip(fit.rates, rates, strict=True)) for rates, number in planned
        ):
            return True
        is_steady = all(near(rate, fit.rates[0]) for rate in fit.rates)
        is_free = not (fit.rule.betas and fit.rule.is_rooted)
        return is_steady and (is_free or any(near(abs(fit.rates[0]), number) for number in self.numbers))

    def lacks_mean(self, fit: RuleFit) -> bool:
        """Return whether a steady rate is that of the script over a share 1 − β: m = β m + g is no running mean."""
        rate = abs(fit.rates[0])
        return all(near(abs(each), rate) for each in fit.rates) and any(
            near(rate * (1 - beta), number) for beta in self.betas for number in self.numbers
        )

    def given(self, rule: Rule) -> Iterator[tuple[Any, ...]]:
        """Yield the numbers that a rule may have in this script."""
        for betas in permutations(self.betas, rule.betas):
            yield from ((*betas, root) for root in self.roots) if rule.is_rooted else (betas,)


def _fit(rule: Rule, told: Told, given: tuple[Any, ...]) -> RuleFit | None:
    rates: list[float] = []
    error = 0.0
    moves = rule.moves(told.gradients, *given)
    for step, move, decayed in zip(told.steps, moves, told.decayed, strict=True):
        step = without(step, move, decayed) if decayed.any() else step
        rate = multiple(step, move)
        if rate is None or np.isnan(rate):
            return None
        rates.append(rate)
        error = max(error, float(np.abs(step - rate * move).max() / np.abs(step).max()))
    return RuleFit(rule, tuple(rates), error)


def _scaled(told: Told, rates: Sequence[float]) -> Told:
    """Return passes with the rate in the memory: v = µ v − lr g, where lr is another one in each pass."""
    return replace(told, gradients=[rate * g for rate, g in zip(rates, told.gradients, strict=True)])


def _numbers_in(case: Case, statement: ast.stmt) -> set[float]:
    """Return the fractions in a line: those of its names, and those that stand there."""
    texts = {ast.unparse(node) for node in every(statement, ast.Name | ast.Attribute)}
    held = [e.only.thing for e in case.outcome.events if e.only is not None and case.text(e.place) in texts]
    own = [node.value for node in every(statement, ast.Constant)]
    return {n for n in (*held, *own) if isinstance(n, float)}


def rest_of(number: float) -> float:
    """Return 1 − a number, as people write it: 0.9 of 0.1."""
    return float(f"{1 - number:.12g}")
