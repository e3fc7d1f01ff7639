"""Which line is the first wrong one: the one whose right value, put in its place, makes the steps right.

For each backward array through which a wrong step flows, the adjoint of each forward array is put in, and the script
runs on. The backward pass is linear, so the adjoint goes in once as it is; the steps then show its factor.
"""

from __future__ import annotations

import ast
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

import numpy as np

from nn.handwritten.proofreading.case import Case, Swaps
from nn.handwritten.proofreading.entering import brings_in, factors_read
from nn.handwritten.proofreading.filling import fillings, is_filling, wholes
from nn.handwritten.proofreading.marking import is_copy, is_handed, is_passive, mentions, targets
from nn.handwritten.proofreading.matching import FORMS, Match, distinct, shaped
from nn.handwritten.proofreading.meaning import Meanings
from nn.handwritten.proofreading.naming import is_gradient, plain, says, stem
from nn.handwritten.proofreading.pieces import shares, stacks
from nn.handwritten.proofreading.recording import Array, Event, Place
from nn.handwritten.proofreading.running import Outcome
from nn.handwritten.proofreading.samples import as_many, sample_by_sample, turns
from nn.handwritten.proofreading.steps import Verdict, near
from nn.handwritten.proofreading.swap import Swap, Unit, multiple_of, put_in
from nn.handwritten.proofreading.truth import Adjoint

MOST_SECONDS = 3.0
MOST_SINGLE = 12
"""How many occurrences of a line are looked at one by one."""


RATE = re.compile(r"(self\.)?(lr|eta|alpha|rate|learning_rate|step_size)")
"""A number of this name is a learning rate, and none of the backward pass."""


class Blame:
    """Finds the wrong lines of a case, the first one first."""

    def __init__(self, case: Case, run: Callable[[int], Outcome] | None = None) -> None:
        self.case, self.run = case, run
        self.events = case.events if run is None else run(0).events[case.window.start :]
        self.moved = case.window.moved
        truth = case.truth(0)
        assert truth is not None
        self.stops = case.stop is not None
        self.idle: set[int] = set()
        self.mixed: set[int] = set()
        """The lines that a right step depends on, too: they are hardly wrong."""
        self.emptied: dict[tuple[Place, ...], list[Array | None]] = {}
        self.bringing: dict[tuple[Place, Adjoint, float], bool] = {}
        self.given = {e.place for e in truth.outcome.events} - truth.live
        """Where data and counts were assigned before the loss: what no parameter goes into is hardly a gradient."""
        own = [a for a in truth.adjoints if not a.is_data]
        self.forward, self.adjoints = truth.forward, distinct([*own, *shares(own)])

    @cached_property
    def units(self) -> list[Unit]:
        """Return the assignments of the backward pass, in their order."""
        found: dict[tuple[int, int], list[Event]] = {}
        right = {e.site for e in self.events if e.place in self.forward}  # also where the backward pass calls it again
        for event in self.events:
            leaf = event.only
            if (
                event.site < 0
                or self.case.script.program.is_added(event.site)
                or event.site in right
                or event.place in self.moved
                or leaf is None
            ):
                continue
            statement = self.case.script.program.statements[event.site]
            name = self.case.script.texts.get(event.place[:2], "")
            if leaf.value is not None and leaf.value.size == 1 and RATE.match(name):
                continue
            if is_copy(statement) and not is_gradient(name):
                continue
            if is_passive(statement) and not is_handed(statement, name):
                continue
            is_filled = leaf.value is not None and (leaf.value.size or is_filling(event))  # a mask may choose nothing
            if is_filled and not isinstance(leaf.thing, int | bool):
                found.setdefault((event.site, event.part), []).append(event)
        made = []
        for (site, part), events in found.items():
            filling = self.filling(events)
            groups = [events] if len(events) > 1 else []
            groups += [[event] for event in events[:MOST_SINGLE]]
            is_empty = any(event.only is not None and not np.size(event.only.thing) for event in events)
            for group in groups if not (is_empty or (filling and self.is_shared(events))) else ():
                held = tuple(e.only.value for e in group if e.only is not None and e.only.value is not None)
                made.append(Unit(site, part, tuple(e.place for e in group), held))
            made += filling
        return made

    def is_shared(self, events: Sequence[Event]) -> bool:
        """Return whether the entries that a line fills say nothing one by one: sums that are not yet whole, numbers."""
        is_sum = isinstance(self.case.script.program.statements[events[0].site], ast.AugAssign)
        return is_sum or all(event.only is not None and np.size(event.only.thing) == 1 for event in events)

    def filling(self, events: Sequence[Event]) -> list[Unit]:
        """Return the line of some events as one that fills arrays, if it does."""
        found = tuple(fillings(self.case, events)) if all(map(is_filling, events)) else ()
        by_place = {e.place: e.only.value for e in events if e.only is not None and e.only.value is not None}
        made = []
        for group in [found, *([each] for each in found[:MOST_SINGLE] if len(found) > 1)]:
            places = tuple(place for each in group for place in each.places)
            held = tuple(by_place[place] for place in places)
            made += [Unit(events[0].site, events[0].part, places, held, tuple(group))] if group else []
        return made

    def influences(self, unit: Unit, swaps: Swaps, base: Sequence[Array | None]) -> set[int]:
        """Return the parameters whose steps change with what a unit holds."""
        rng = np.random.default_rng(7)
        is_empty = bool(unit.filled) and not any(h.size for h in unit.held)  # then all of the array is disturbed
        arrays = tuple(each.whole for each in unit.filled) if is_empty else unit.held
        others = tuple(h * (1 + 0.1 * rng.normal(size=h.shape)) + 0.01 for h in arrays)
        noisy = put_in(unit.places, unit.filled if is_empty else (), others)
        steps = self.case.steps.taken(self.case.steps_of(swaps={**swaps, **noisy}))
        return {
            i
            for i, (a, b) in enumerate(zip(steps, base, strict=True))
            if (a is None) != (b is None) or (a is not None and b is not None and not np.array_equal(a, b))
        }

    def swaps(self, done: Swaps) -> list[Swap]:
        """Return all swaps that make steps right and break none, beside those that are in already."""
        start = self.case.run(swaps=done)
        base, verdict = self.case.steps.taken(start), self.case.verdict(start)
        wrong = {i for i, good in enumerate(verdict.right) if not good}
        found: list[Swap] = []
        deadline = self.case.left(MOST_SECONDS)
        reached: dict[int, set[int]] = {}

        def reach(order: int, unit: Unit) -> set[int]:
            """Return the steps that a unit influences, once it is asked for."""
            if order not in reached:
                reached[order] = self.influences(unit, done, base)
                self.idle |= set() if reached[order] else {unit.site}
                self.mixed |= {unit.site} if reached[order] - wrong else set()
            return reached[order]

        units = [each for each in self.in_order() if not any(place in done for place in each[1].places)]
        rounds = [(True, each) for each in units if not each[2]] + [(False, each) for each in units if not each[2]]
        rounds = [each for each in rounds if time.process_time() < deadline and reach(*each[1][:2]) is not None]
        rounds.sort(key=lambda each: (not each[0], reached[each[1][0]] != wrong))  # those that may explain all first
        rounds += [(is_named, each) for each in units if each[2] for is_named in (True, False)]
        for is_named, (order, unit, is_last) in rounds:
            if time.process_time() > deadline or (is_last and any(len(swap.fixed) == len(wrong) for swap in found)):
                break
            is_reached = reach(order, unit) & wrong or self.is_misshapen(unit) or any(step is None for step in base)
            for part in self.parts_of(unit) if is_reached else ():
                kept = len(found)
                for adjoint, values in self.likely(part, is_named):
                    if time.process_time() > deadline:
                        break
                    found += self.tried(part, order, adjoint, values, done, verdict)
                if len(found) > kept:
                    break
        return found

    def in_order(self) -> list[tuple[int, Unit, bool]]:
        """Return the units with their order, those last that are data, or one turn of a loop: they say less."""
        first: dict[tuple[tuple[int, int], bool], int] = {}
        for order, unit in enumerate(self.units):
            first.setdefault((unit.key, bool(unit.filled)), order)
        turns = [order != first[unit.key, bool(unit.filled)] for order, unit in enumerate(self.units)]
        found = [(order, unit, turns[order] + 2 * self.is_given(unit)) for order, unit in enumerate(self.units)]
        return [(order, unit, bool(last)) for order, unit, last in sorted(found, key=lambda each: each[2])]

    def is_given(self, unit: Unit) -> bool:
        """Return whether a unit is data, made before the loss and of no parameter."""
        return set(unit.places) <= self.given

    def parts_of(self, unit: Unit) -> Iterator[Unit]:
        """Yield a unit, and of a loop the same without its last turn: what that gives may be used by no line."""
        yield unit
        found = targets(self.case.script.program.statements[unit.site])
        if len(unit.places) > 2 and all(isinstance(each, ast.Name) for each in found):
            yield replace(unit, places=unit.places[:-1], held=unit.held[:-1])

    def is_misshapen(self, unit: Unit) -> bool:
        """Return whether a unit of a script that stops has another shape than what its name says."""
        own = self.named(self.case.script.texts.get(unit.key, "")) if self.stops else []
        return bool(own) and all(a.value.shape != unit.last.shape for a in own)

    def likely(self, unit: Unit, is_named: bool) -> list[tuple[Adjoint, tuple[Array, ...]]]:
        """Return the named adjoints that could stand in a unit, or the parts: each value once, and none that it has."""
        name = self.case.script.texts.get(unit.key, "")
        found = {tuple((array.shape, array.tobytes()) for array in unit.held): None} if not unit.filled else {}
        made: list[tuple[Adjoint, tuple[Array, ...]]] = []
        for adjoint, values in self.candidates(unit):
            key = tuple((value.shape, (value + 0.0).tobytes()) for value in values)
            if adjoint.is_part != is_named and key not in found:
                found[key] = None
                made.append((adjoint, values))
        return sorted(made, key=lambda each: not says(name, each[0].name))

    def candidates(self, unit: Unit) -> Iterator[tuple[Adjoint, tuple[Array, ...]]]:
        """Yield the adjoints that could stand in a unit, in every form and order."""
        if unit.filled:
            yield from self.whole(unit)
            return
        if len(unit.places) == 1:
            name = self.case.script.texts.get(unit.key, "")
            for adjoint in self.adjoints:
                forms = list(shaped(adjoint.value, unit.held[0].shape))
                if adjoint.value.shape != unit.held[0].shape and (
                    says(name, adjoint.name) or (self.stops and not forms)
                ):
                    forms.append(("", adjoint.value))
                for _, value in forms:
                    yield adjoint, (value,)
            return
        groups: dict[tuple[int, str], list[Adjoint]] = {}
        for adjoint in self.all_adjoints:
            groups.setdefault((adjoint.site, adjoint.name), []).append(adjoint)
        count, samples = len(unit.places), turns([event for event in self.events if event.place in unit.places])
        fitting = [
            each
            for group in groups.values()
            for each in (*as_many(group, count), *sample_by_sample(group, count, samples))
        ]
        found = [each for group in fitting for each in self.aligned(unit, group, says)]
        if not found and is_gradient(self.case.script.texts.get(unit.key, "")):
            found = [each for group in fitting for each in self.aligned(unit, group, lambda *_: True)]
        yield from found

    def whole(self, unit: Unit) -> Iterator[tuple[Adjoint, tuple[Array, ...]]]:
        """Yield the adjoints that could stand in the arrays that a unit fills: one, or as many repeats as arrays."""
        count = len(unit.filled)
        groups = [[adjoint] for adjoint in self.adjoints] if count == 1 else []
        if count > 1:
            keys = dict.fromkeys((a.site, a.name) for a in self.all_adjoints)
            groups = [[a for a in self.all_adjoints if (a.site, a.name) == key] for key in keys]
        for group in groups:
            for turned in (group, group[::-1])[: min(count, 2)] if len(group) == count else ():
                forms = [dict(shaped(a.value, f.whole.shape)) for a, f in zip(turned, unit.filled, strict=True)]
                for form in FORMS:
                    if all(form in each for each in forms):
                        yield turned[0], tuple(each[form] for each in forms)
        for stack in stacks(self.all_adjoints, len(unit.places)) if len(unit.places) > count else ():
            if found := wholes(unit.filled, stack.value):
                yield stack, found

    @cached_property
    def all_adjoints(self) -> tuple[Adjoint, ...]:
        """Return the adjoints with all their repeats."""
        truth = self.case.truth(0)
        return tuple(a for a in truth.adjoints if not a.is_data) if truth is not None else ()

    def aligned(
        self, unit: Unit, group: list[Adjoint], may_differ: Callable[[str, str], bool]
    ) -> Iterator[tuple[Adjoint, tuple[Array, ...]]]:
        """Yield a loop's forward arrays beside its backward ones, in every form."""
        forms = [dict(shaped(a.value, h.shape)) for a, h in zip(group, unit.held, strict=True)]
        if not all(forms) and may_differ(self.case.script.texts.get(unit.key, ""), group[0].name):
            forms = [{"": a.value} for a in group]
        if self.stops and not any("" in each for each in forms):  # the right one has another shape
            yield group[0], tuple(a.value for a in group)
        for form in ("", "transposed", "reshaped"):
            if all(form in each for each in forms):
                yield group[0], tuple(each[form] for each in forms)

    def tried(
        self,
        unit: Unit,
        order: int,
        adjoint: Adjoint,
        values: tuple[Array, ...],
        done: Swaps,
        before: Verdict,
    ) -> Iterator[Swap]:
        """Yield the swaps with the factor that a step needs, of both signs if steps disagree, if they break no step."""
        if all(not v.any() for v in values):
            return
        outcome = self.case.steps_of(swaps={**done, **put_in(unit.places, unit.filled, values)})
        verdict = self.case.verdict(outcome)
        ratios = [
            k / before.wanted
            for k, old, good in zip(verdict.factors, before.factors, before.right, strict=True)
            if k is not None and not np.isnan(k) and k != 0 and not good and k != old
        ]
        ratios = ratios or self.beside(unit, values, done, outcome, before)
        both = [-k for k in ratios[:1] if any(near(-k, other) for other in ratios[1:])]
        for ratio in (*ratios[:1], *both):
            factor = 1.0 if near(ratio, 1.0) else 1 / ratio
            right = tuple(v * factor for v in values)
            swaps = {**done, **put_in(unit.places, unit.filled, right)}
            verdict = self.case.verdict(self.case.steps_of(swaps=swaps))
            fixed = {i for i, (a, b) in enumerate(zip(before.right, verdict.right, strict=True)) if b and not a}
            if fixed and not any(a and not b for a, b in zip(before.right, verdict.right, strict=True)):
                nearly, lost = verdict.nearly(before), self.case.lost(self.case.run(swaps=swaps), unit.site)
                swap = Swap(unit, adjoint, factor, right, frozenset(fixed), nearly, order, lost)
                if unit.last.size > 1 or near(abs(factor), 1.0) or self.holds_anew(swap, done):
                    yield swap

    def holds_anew(self, swap: Swap, done: Swaps) -> bool:
        """Return whether a right value makes the same steps right on a further draw: a number is a multiple of all."""
        if done or self.case.truth(1) is None:
            return True
        right = self.case.verdict(self.case.steps_of(1, swap.on(self.case, 1)), 1).right
        return all(right[i] for i in swap.fixed)

    def beside(
        self, unit: Unit, values: tuple[Array, ...], done: Swaps, outcome: Outcome, before: Verdict
    ) -> list[float]:
        """Return by what a value is too large where a step has a part that does not come from it, as weight decay."""
        steps, truth = self.case.steps, self.case.truth(0)
        if unit.places not in self.emptied:
            nothing = put_in(unit.places, unit.filled, tuple(map(np.zeros_like, values)))
            self.emptied[unit.places] = steps.taken(self.case.steps_of(swaps={**done, **nothing}))
        found = []
        for i, (full, empty) in enumerate(zip(steps.taken(outcome), self.emptied[unit.places], strict=True)):
            if before.right[i] or full is None or empty is None or truth is None or not empty.any():
                continue
            right = before.wanted * steps.sign * (steps.rates[i] or 1.0) * truth.gradients[i]
            more = full - empty if full.shape == empty.shape == right.shape else np.zeros(())
            k = float((more * (right - empty)).sum() / (more * more).sum()) if more.any() else 0.0
            if k and np.allclose(empty + k * more, right, rtol=1e-9, atol=1e-12 * np.abs(right).max()):
                found.append(1 / float(f"{k:.12g}"))
        return found

    def ranked(self, swaps: Sequence[Swap]) -> list[Swap]:
        """Return the likeliest swap first: what makes most right, in an ordinary factor, by its name, the earliest."""
        return sorted(swaps, key=self.rank)

    def named(self, name: str) -> list[Adjoint]:
        """Return the adjoints that the name of an array says."""
        return [a for a in self.adjoints if not a.is_part and says(name, a.name)]

    @cached_property
    def usual(self) -> float | None:
        """Return the factor that most backward arrays have in front of the adjoint that their name says."""
        found = self.usual_factors
        best = max(found, key=lambda factor: (abs(factor) == 1.0, found[factor], factor)) if found else None
        return -best if best is not None and best < 0 and self.goes_up else best

    @cached_property
    def goes_up(self) -> bool:
        """Return whether all steps have the wrong sign: then the names say what is usual, and not what is held."""
        factors = self.case.verdict(self.case.outcome if self.run is None else self.run(0)).factors
        return all(k is not None and (k < 0 or np.isnan(k)) for k in factors)

    @cached_property
    def usual_factors(self) -> Counter[float]:
        """Return how many backward arrays have which factor in front of the adjoint that their name says."""
        found: Counter[float] = Counter()
        for unit in self.units:
            name = self.case.script.texts.get(unit.key, "")
            own = [a for a in self.named(name) if a.value.shape == unit.last.shape]
            found.update(k for k in (self.factor(unit, a) for a in own) if k is not None)
        return found

    @cached_property
    def meanings(self) -> Meanings:
        """Return what the arrays of the script are, on all draws."""
        return Meanings(self.case, self.run)

    def factor(self, unit: Unit, adjoint: Adjoint) -> float | None:
        """Return the factor with which a unit holds an adjoint in the end, the same on all draws; None without one."""
        for form, right in shaped(adjoint.value, unit.last.shape):
            k = multiple_of(unit.last, right) if form in ("", "transposed") else None
            if k is not None and not np.isnan(k) and self.meanings.holds(unit.places[-1], Match(adjoint, k, form)):
                return k
        return None

    @cached_property
    def turned(self) -> set[tuple[int, int]]:
        """Return the lines of square arrays that hold the transpose of what their names say, if no right step does."""
        verdict = self.case.verdict(self.case.outcome if self.run is None else self.run(0))
        steps = zip(self.case.window.parameters, verdict.right, strict=True)
        right = {parameter.name for parameter, is_right in steps if is_right}
        found: dict[tuple[int, int], set[str]] = {}
        for unit in self.units:
            for adjoint in self.named(self.case.script.texts.get(unit.key, "")) if unit.last.ndim == 2 else ():
                k = multiple_of(unit.last, adjoint.value) if adjoint.value.shape == unit.last.shape else None
                if (k is None or np.isnan(k)) and self.factor(unit, adjoint) is not None:
                    found.setdefault(unit.key, set()).add(adjoint.name)
        square = {unit.key for unit in self.units if len(set(unit.last.shape)) == 1}
        return set() if any(names & right for names in found.values()) else square & set(found)

    def is_computed(self, i: int, step: float | None = None) -> bool:
        """Return whether the gradient of a parameter was computed, with the usual factor: then its step is wrong.

        Unless the step has just that factor, another one than 1: then the line that takes it only hands it on.
        """
        here, there = self.case.truth(0), self.case.truth(1)
        if here is None or there is None:
            return False
        other = self.meanings.held[1]
        for event in self.events:
            if event.site < 0 or event.place in self.moved or event.place in self.forward or event.place not in other:
                continue
            for a, b in zip(event.leaves, other[event.place].leaves, strict=False):
                if a.value is None or b.value is None or (a.value.size < 2 and here.gradients[i].size > 1):
                    continue
                k, again = multiple_of(a.value, here.gradients[i]), multiple_of(b.value, there.gradients[i])
                is_usual = k is not None and (self.usual is None or near(k, self.usual))
                is_handed_on = k is not None and step is not None and near(k, step) and not near(abs(k), 1.0)
                if k is not None and again is not None and not np.isnan(k) and near(k, again) and is_usual:
                    return not is_handed_on
        return False

    @cached_property
    def usual_sign(self) -> float:
        """Return the sign that most backward arrays should have in front of an adjoint."""
        return 1.0 if (sum(map(np.sign, self.any_factors)) >= 0) != self.goes_up else -1.0

    @cached_property
    def any_factors(self) -> list[float]:
        """Return the factors with which the backward arrays hold some adjoint."""
        found = (self.any_factor(unit) for unit in self.units if unit.last.size > 1)
        return [factor for factor in found if factor]

    @cached_property
    def taken_off(self) -> list[float]:
        """Return the factors that lines such as dW /= N take off again: before them an array has that factor."""
        kinds = ast.Mult | ast.Div
        scaled = [e for e in self.events if isinstance(getattr(self.statement(e), "op", None), kinds) and e.changes]
        pairs = [(e.changes[0][1].value, e.changes[0][2].value) for e in scaled]
        found = [multiple_of(old, new) for old, new in pairs if old is not None and new is not None and old.size > 1]
        return [k for k in found if k]

    def statement(self, event: Event) -> ast.stmt | None:
        """Return the statement of an event; None for an objective."""
        return self.case.script.program.statements[event.site] if event.site >= 0 else None

    def any_factor(self, unit: Unit) -> float | None:
        """Return the factor with which a unit holds some adjoint."""
        return next((k for a in self.adjoints if (k := self.factor(unit, a)) is not None), None)

    def is_suspect(self, i: int) -> bool:
        """Return whether the array that is called the gradient of a parameter is another one than usual."""
        name = self.case.window.parameters[i].name
        for unit in self.units:
            own = [a for a in self.named(self.case.script.texts.get(unit.key, "")) if a.name == name]
            factors = [self.factor(unit, a) for a in own if a.value.shape == unit.last.shape]
            if own and self.usual is not None and not any(k is not None and near(k, self.usual) for k in factors):
                return True
            if own and unit.key in self.turned:
                return True
        return False

    def doubt(self, swap: Swap) -> float:
        """Return how much speaks against a line (below 0: for it): a factor, a right name, the sign of a gradient."""
        name, held = self.case.script.texts.get(swap.unit.key, ""), swap.unit.last
        own = self.named(name)
        if self.hands_on(swap, is_named=bool(own)):
            return 0.5
        entry = [a.value for a in self.adjoints if a.is_part and "[" in name and name.endswith(a.name)]
        by_name = [self.factor(swap.unit, a) for a in own if a.value.shape == held.shape]
        by_name += [multiple_of(held, right) for right in entry if right.shape == held.shape]  # 1 / N on all draws
        is_named = self.usual == 1.0 and any(k is not None and near(k, 1.0) for k in by_name)
        if not is_named and self.brings_in(swap):
            return -1.0
        if swap.unit.key in self.passed_on:
            return 0.6
        moved = {parameter.name for parameter in self.case.window.parameters}
        others = [a for a in self.adjoints if held.size > 1 and self.factor(swap.unit, a)]
        if swap.unit.key in self.turned:
            return -0.3
        if own:
            usual = self.usual is not None and any(k is not None and near(k, self.usual) for k in by_name)
            is_delta = own[0].name in moved and any(a.name not in moved for a in others)
            return 0.5 if usual or is_delta else -0.3
        is_marked = plain(name) != stem(name).lower() or stem(name).lower().startswith("delta")
        if not others or (is_marked and not all(a.is_part for a in others)):  # its name says none of those
            return -0.3 if is_gradient(name) else -0.1
        right = swap.values[-1]
        factor = multiple_of(held, right) if right.shape == held.shape else None
        is_other_sign = factor is not None and near(factor, -1.0) and -np.sign(swap.factor) == self.usual_sign
        is_usual = factor and self.usual and near(factor * swap.factor, self.usual)
        return 0.5 if is_other_sign or is_usual else -0.2 * self.is_handed_on(swap.unit, others)

    def is_handed_on(self, unit: Unit, held: Sequence[Adjoint]) -> bool:
        """Return whether a line reads the adjoint that it gives, but for a number: delta = error / m lacks an f′."""
        statement, texts = self.case.script.program.statements[unit.site], self.case.script.texts
        value: Any = getattr(statement, "value", None) or ast.Constant(0)
        read = {ast.unparse(node) for node in ast.walk(value) if isinstance(node, ast.Name | ast.Attribute)}
        earlier = [each for each in self.units if each.site != unit.site and texts.get(each.key, "") in read]
        return any(self.factor(each, adjoint) for each in earlier for adjoint in held)

    def hands_on(self, swap: Swap, is_named: bool) -> bool:
        """Return whether a line has the wrong sign, and so has all that it reads: it came in above.

        A line with the name of its array takes a sign off again, dW = -x.T @ e, unless it changes an array of its own.
        """
        unit, statement = swap.unit, self.case.script.program.statements[swap.unit.site]
        is_new = not mentions(getattr(statement, "value", None), self.case.script.texts.get(unit.key, ""))
        ratio = None if unit.filled or (is_named and is_new) else multiple_of(unit.held[0], swap.values[0])
        is_turned = ratio is not None and near(ratio, -1.0)
        read = factors_read(self.case, unit.places[0], 0, self.adjoints) if is_turned else set()
        return bool(read) and all(k * swap.factor < 0 for k in read)

    def brings_in(self, swap: Swap) -> bool:
        """Return whether a line brings in a factor that its right value has not."""
        key = swap.unit.places[0], swap.adjoint, swap.factor
        if key not in self.bringing:
            held = swap.unit.filled[0].whole if swap.unit.filled else swap.unit.held[0]
            self.bringing[key] = brings_in(self.case, swap.unit.places[0], held, swap.values[0], swap.factor)
        return self.bringing[key]

    @cached_property
    def passed_on(self) -> set[tuple[int, int]]:
        """Return the targets that only name what another line computed, as those of a call of the learner's own."""
        computed: dict[int, tuple[int, int]] = {}
        found = set()
        known = {unit.key for unit in self.units}
        for event in self.events:
            leaf, key = event.only, (event.site, event.part)
            if key not in known or leaf is None or not isinstance(leaf.thing, np.ndarray):
                continue
            is_call = isinstance(getattr(self.case.script.program.statements[event.site], "value", None), ast.Call)
            is_changed = any(old.thing is leaf.thing for _, old, _ in event.changes)
            if computed.setdefault(id(leaf.thing), key) != key and is_call and not is_changed:
                found.add(key)
        return found

    def rank(self, swap: Swap) -> tuple[object, ...]:
        """Return what the swaps are sorted by."""
        name = self.case.script.texts.get(swap.unit.key, "")
        own = self.named(name)
        is_own = any(np.array_equal(a.value, swap.adjoint.value) or says(name, swap.adjoint.name) for a in own)
        is_own |= name.endswith(swap.adjoint.name)  # an entry, as dlogp[rows, y] for logp[rows, y]
        other = bool(own) and not is_own
        off = multiple_of(swap.unit.last, swap.values[-1]) if swap.unit.last.shape == swap.values[-1].shape else None
        later = self.taken_off if off is None or near(abs(off), 1.0) else []  # else the later line may be wrong
        return (
            swap.lost,
            -len(swap.fixed) - swap.nearly / 2,
            self.doubt(swap),
            not any(near(abs(swap.factor), abs(k)) for k in (1.0, *self.any_factors, *later)),
            other,
            swap.order,
            swap.factor < 0,
            swap.adjoint.is_part,
        )
